from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from invitations.actions import send_invitations
from invitations.drafts import LANGUAGE_CODES, Standard, insert_link, letter_of, preview
from invitations.forms import RequestForm
from invitations.models import Invitation
from invitations.policies import LINK
from invitations.states import Delivery, InvitationStatus
from partnercenter.core.errors import DomainError, RateLimited

DELIVERIES = {"send": Delivery.PORTAL, "self": Delivery.SELF}


class RequestPartnershipView(TenantView):
    """S000-13 to S000-19: whom, in which words, and who sends the mail. What was asked for once stays asked once."""

    permission = Permission.PARTNERSHIP_REQUEST

    def get(self, request: HttpRequest) -> HttpResponse:
        language = (get_language() or "en").split("-")[0]
        standard = Standard(language if language in LANGUAGE_CODES else "en", settings.INVITATION_DAYS)
        subject, text = standard.words(self.actor)
        words = {"language": standard.language, "days": standard.days, "subject": subject, "text": text}
        return self._page(RequestForm(initial={**words, "drafted": standard.mark}))

    def post(self, request: HttpRequest) -> HttpResponse:
        step = request.POST.get("step", "preview")
        if step not in DELIVERIES:
            return self._page(self._drafted_anew(step))
        form = RequestForm(request.POST)
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
        open_ones = Invitation.objects.visible_to(self.tenant).open()
        taken = list(open_ones.addressed_to(recipient.key for recipient in recipients))
        response = self._page(form, taken=taken)
        if isinstance(error, RateLimited):
            response.status_code = 429
            response["Retry-After"] = str(error.retry_after)
        return response

    # ------------------------------------------------------------------ the draft
    def _words(self, form: RequestForm) -> tuple[str, str]:
        """Standard words nobody touched say the days that were asked for."""
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        standard = Standard.read(form.cleaned_data["drafted"])
        if standard and standard.is_untouched(subject, text, self.actor):
            subject, text = Standard(standard.language, form.cleaned_data["days"]).words(self.actor)
        return subject, text

    def _in_other_language(self, form: RequestForm) -> bool:
        """Standard words in one language, the mail to be in another: nobody sends what they have not seen."""
        standard, data = Standard.read(form.cleaned_data["drafted"]), form.cleaned_data
        if standard is None or standard.language == data["language"]:
            return False
        return standard.is_untouched(data["subject"], data["text"], self.actor)

    def _drafted_anew(self, step: str) -> RequestForm:
        """The form as it was sent, its draft brought up to date; nothing is judged yet."""
        sent = {name: self.request.POST.get(name, "") for name in RequestForm.base_fields}
        known = Standard.read(sent["drafted"])
        wanted = Standard.read(f"{sent['language']}:{_days(sent['days'])}") or known
        untouched = known is not None and known.is_untouched(sent["subject"], sent["text"], self.actor)
        if wanted and (untouched or step == "standard"):
            sent["subject"], sent["text"] = wanted.words(self.actor)
            sent["drafted"] = wanted.mark
        if step == "insert-link":
            sent["text"] = insert_link(sent["text"])
        return RequestForm(initial=sent)

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
        )
        context = {
            "page_title": _("Request a partnership"),
            "form": form,
            "preview_subject": subject,
            "preview_text": shown,
            "preview_language": language,
            "link_is_missing": text.count(LINK) != 1,
            **more,
        }
        return render(self.request, "invitations/request.html", context)

    def _result(self, batch: UUID) -> HttpResponse:
        return redirect("invitations:batch-detail", self.tenant.slug, batch)


def _days(text: str) -> int:
    """The number in the field, or the default where it cannot be read yet."""
    try:
        return int(RequestForm.base_fields["days"].clean(text))
    except ValidationError:
        return int(settings.INVITATION_DAYS)


class BatchDetailView(TenantView):
    """S000-15 to S000-18: each recipient's message with its real link, to open, to copy, or on its way; then Done."""

    permission = Permission.PARTNERSHIP_REQUEST

    def get(self, request: HttpRequest, batch: UUID) -> HttpResponse:
        rows = Invitation.objects.visible_to(self.tenant).of_batch(batch).with_letter().for_list()
        invitations = list(rows)
        if not invitations:
            raise Http404
        count = len(invitations)
        by_portal = invitations[0].delivery == Delivery.PORTAL
        letters = [
            (row, letter_of(row) if row.shown_status == InvitationStatus.OPEN else None)
            for row in invitations
        ]
        title = ngettext("%(count)s invitation", "%(count)s invitations", count) % {"count": count}
        context = {"page_title": title, "letters": letters, "by_portal": by_portal}
        return render(request, "invitations/batch_detail.html", context)
