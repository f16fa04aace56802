"""Asking: what every request has in common, whatever it asks for; and a provider asking resellers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from invitations.actions import send_invitations
from invitations.drafts import LANGUAGE_CODES, Standard, insert_link, preview
from invitations.forms import CustomerRequestForm, RequestForm, as_sent
from invitations.models import Invitation
from invitations.offers import PARTNERSHIP, Offer
from invitations.policies import LINK
from invitations.states import Delivery
from partnercenter.core.errors import DomainError, RateLimited

DELIVERIES = {"send": Delivery.PORTAL, "self": Delivery.SELF}


class RequestView(TenantView):
    """S000-13 to S000-19: whom, in which words, and who sends the mail. What was asked for once stays asked once."""

    page_title: ClassVar[Any]
    template_name: ClassVar[str] = "invitations/request.html"

    # ------------------------------------------------------------------ what the subclass says
    @cached_property
    def offer(self) -> Offer:
        """What is asked for, as the page begins."""
        raise NotImplementedError

    def form(self, *args: Any, **kwargs: Any) -> RequestForm:
        return RequestForm(*args, **kwargs)

    def back(self) -> tuple[str, Any]:
        """Where the request came from: address and words."""
        raise NotImplementedError

    def lead(self) -> Any:
        """The sentence under the heading."""
        raise NotImplementedError

    def recipients(self) -> str:
        """Whom to ask, where that is known."""
        return ""

    def language(self) -> str:
        """Of the mail, as the page begins."""
        return (get_language() or "en").split("-")[0]

    def offer_of(self, form: RequestForm) -> Offer:
        """What the form asks for as it stands, valid or not."""
        if not isinstance(form, CustomerRequestForm):
            return self.offer
        return replace(self.offer, admin_access=form.asks_admin_access, capacity=form.shown_capacity)

    # ------------------------------------------------------------------ requests
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        language = self.language()
        standard = Standard(
            language if language in LANGUAGE_CODES else "en",
            settings.INVITATION_DAYS,
            self.offer.admin_access,
        )
        subject, text = standard.words(self.actor, self.offer)
        words = {"language": standard.language, "days": standard.days, "subject": subject, "text": text}
        known = {"recipients": self.recipients(), "capacity": self.offer.capacity}
        return self._page(self.form(initial={**words, **known, "drafted": standard.mark}))

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        step = request.POST.get("step", "preview")
        if step not in DELIVERIES:
            return self._page(self._drafted_anew(step))
        form = self.form(request.POST)
        if form.is_valid():
            batch = form.batch
            if Invitation.objects.visible_to(self.tenant).of_batch(batch).exists():
                messages.info(
                    request, _("This was submitted already; nothing was sent twice. Here is what came of it.")
                )
                return self._result(batch)
            if self._in_other_language(form):
                again = self._drafted_anew("preview")
                return self._page(again, is_new_draft=True)
            return self._ask(form, DELIVERIES[step])
        return self._page(form)

    def _ask(self, form: RequestForm, delivery: Delivery) -> HttpResponse:
        data = form.cleaned_data
        words = self._words(form)
        try:
            made = send_invitations(
                offer=self.offer_of(form),
                recipients=data["recipients"],
                language=data["language"],
                days=data["days"],
                delivery=delivery,
                batch=form.batch,
                by=self.actor,
                subject=words[0],
                text=words[1],
            )
        except DomainError as error:
            return self._refused(form, error)
        self._tell(len(made), delivery)
        return self._result(form.batch)

    def _tell(self, count: int, delivery: Delivery) -> None:
        if delivery == Delivery.PORTAL:
            text = ngettext(
                "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count
            )
        else:
            text = ngettext(
                "%(count)s message is ready for you to send.",
                "%(count)s messages are ready for you to send.",
                count,
            )
        messages.success(self.request, text % {"count": count})

    def _refused(self, form: RequestForm, error: DomainError) -> HttpResponse:
        recipients = form.cleaned_data["recipients"]
        form.add_domain_error(error)
        open_ones = Invitation.objects.visible_to(self.tenant).sent_by(self.tenant).open()
        alike = open_ones.like(self.offer.kind, self.offer.with_partner)
        taken = list(alike.addressed_to(recipient.key for recipient in recipients))
        response = self._page(form, taken=taken)
        if isinstance(error, RateLimited):
            response.status_code = 429
            response["Retry-After"] = str(error.retry_after)
        return response

    # ------------------------------------------------------------------ the draft
    def _words(self, form: RequestForm) -> tuple[str, str]:
        """Standard words nobody touched say the days, and the rights, that were asked for."""
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        standard, offer = Standard.read(form.cleaned_data["drafted"]), self.offer_of(form)
        if standard and standard.is_untouched(subject, text, self.actor, offer):
            asked = Standard(standard.language, form.cleaned_data["days"], offer.admin_access)
            subject, text = asked.words(self.actor, offer)
        return subject, text

    def _in_other_language(self, form: RequestForm) -> bool:
        """Standard words in one language, the mail to be in another: nobody sends what they have not seen."""
        standard, data = Standard.read(form.cleaned_data["drafted"]), form.cleaned_data
        if standard is None or standard.language == data["language"]:
            return False
        return standard.is_untouched(data["subject"], data["text"], self.actor, self.offer)

    def _drafted_anew(self, step: str) -> RequestForm:
        """The form as it was sent, its draft brought up to date; nothing is judged yet."""
        sent = self.sent()
        offer = self.offer_of(self.form(initial=sent))
        known = Standard.read(sent["drafted"])
        days = f"{_days(sent['days'])}{'+' if offer.admin_access else ''}"
        wanted = Standard.read(f"{sent['language']}:{days}") or known
        untouched = known is not None and known.is_untouched(sent["subject"], sent["text"], self.actor, offer)
        if wanted and (untouched or step == "standard"):
            sent["subject"], sent["text"] = wanted.words(self.actor, offer)
            sent["drafted"] = wanted.mark
        if step == "insert-link":
            sent["text"] = insert_link(sent["text"])
        return self.form(initial=sent)

    def sent(self) -> dict[str, Any]:
        """What was typed and ticked, as a form begins with it."""
        return as_sent(self.request.POST, self.form().fields)

    # ------------------------------------------------------------------ pages
    def _page(self, form: RequestForm, **more: Any) -> HttpResponse:
        subject, text = (str(form[name].value() or "") for name in ("subject", "text"))
        language, days = str(form["language"].value() or ""), _days(str(form["days"].value() or ""))
        shown = preview(
            self.actor,
            language=language if language in LANGUAGE_CODES else "en",
            days=days if 1 <= days <= 90 else settings.INVITATION_DAYS,
            subject=subject,
            text=text,
            offer=self.offer_of(form),
        )
        list_url, list_label = self.back()
        context = {
            "page_title": self.page_title,
            "lead": self.lead(),
            "list_url": list_url,
            "list_label": list_label,
            "offer": self.offer,
            "form": form,
            "preview_subject": subject,
            "preview_text": shown,
            "preview_language": language,
            "link_is_missing": text.count(LINK) != 1,
            **more,
        }
        return render(self.request, self.template_name, context)

    def _result(self, batch: UUID) -> HttpResponse:
        return redirect("invitations:batch-detail", self.tenant.slug, batch)


def _days(text: str) -> int:
    """The number in the field, or the default where it cannot be read yet."""
    try:
        return int(RequestForm.base_fields["days"].clean(text))
    except ValidationError:
        return int(settings.INVITATION_DAYS)


class RequestPartnershipView(RequestView):
    """S000-14: a provider asks resellers; the page says where one that is not enrolled yet enrols (S000-11)."""

    permission = Permission.PARTNERSHIP_REQUEST
    page_title = gettext_lazy("Request a partnership")
    template_name = "invitations/request_partnership.html"

    @cached_property
    def offer(self) -> Offer:
        return PARTNERSHIP

    def back(self) -> tuple[str, Any]:
        return reverse("relationships:reseller-list", args=[self.tenant.slug]), _("Indirect resellers")

    def lead(self) -> Any:
        return _(
            "A reseller needs an account here and an enrolment as indirect reseller to accept. Have its e-mail address to hand."
        )
