"""Two-step verification: setting it up, changing it, taking it away; and the second step at sign-in."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts import actions, mfa, policies
from accounts.forms_factors import AppForm, PasskeyForm, PasskeyNameForm
from accounts.views.account import AccountView
from partnercenter.core import proof
from partnercenter.core.components import Badge
from partnercenter.core.errors import DomainError
from partnercenter.core.onward import onward


class FactorView(AccountView):
    """A page of two-step verification. `next`: where somebody wanted to who has to set it up first."""

    @property
    def factors(self) -> QuerySet[Authenticator]:
        return mfa.factors_of(self.person)

    def page(self, template: str, **context: Any) -> HttpResponse:
        return super().page(template, next=onward(self.request), **context)

    def codes(self, codes: list[str], **context: Any) -> HttpResponse:
        """The one answer that holds the recovery codes."""
        answer = self.page("mfa/codes_shown.html", codes=codes, **context)
        answer["Cache-Control"] = "no-store, private"
        return answer

    def done(self, factor: Authenticator, codes: list[str], words: str) -> HttpResponse:
        """A factor was added: whoever did it has it in hand, and reads the recovery codes where there are new ones."""
        mfa.note_second_step(self.request, factor)
        self.request.session.cycle_key()
        if codes:
            return self.codes(codes, title=words)
        messages.success(self.request, words)
        return redirect(onward(self.request) or "mfa_index")


class TwoStepView(FactorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.factors)
        codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
        return self.page(
            "mfa/index.html",
            app=next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
            passkeys=mfa.passkeys_at(self.request, self.person),
            codes_left=sum(len(row.wrap().get_unused_codes()) for row in codes),
            badge=Badge(_("On"), "success") if self.person.has_second_step else Badge(_("Off"), "neutral"),
            is_needed=policies.must_have_second_step(self.person),
        )


class FactorAddView(FactorView):
    """The proof comes before the page; then there is time to fetch an app or a key."""

    needs_recent_sign_in = True

    @property
    def is_proved(self) -> bool:
        return proof.is_recent(self.request, more=mfa.SEAL_SECONDS if self.request.method == "POST" else 0)


class AppAddView(FactorAddView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(AppForm(user=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AppForm(request.POST, user=self.person)
        if not form.is_valid():
            return self._page(form)
        try:
            app, codes = actions.add_app(user=self.person, secret=form.secret, step=form.step, by=self.by)
        except DomainError as error:
            messages.warning(request, error.message)
            return redirect("mfa_index")
        return self.done(app, codes, _("The authenticator app is set up."))

    def _page(self, form: AppForm) -> HttpResponse:
        adapter = get_adapter()
        picture = adapter.build_totp_svg(adapter.build_totp_url(self.person, form.secret))
        address = f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
        groups = [form.secret[at : at + 4] for at in range(0, len(form.secret), 4)]
        return self.page("mfa/app_add.html", form=form, picture=address, secret=" ".join(groups))


class PasskeyAddView(FactorAddView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(PasskeyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasskeyForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        key, codes = actions.add_passkey(user=self.person, **form.cleaned_data, by=self.by)
        return self.done(key, codes, _("The passkey is set up."))

    def _page(self, form: PasskeyForm) -> HttpResponse:
        return self.page("mfa/passkey_add.html", form=form, options=mfa.begin_passkey(self.person))


class PasskeyRenameView(FactorView):
    needs_recent_sign_in = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = self._key(pk)
        return self._page(PasskeyNameForm(initial={"name": key.wrap().name}), key)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key, form = self._key(pk), PasskeyNameForm(request.POST)
        if not form.is_valid():
            return self._page(form, key)
        actions.rename_passkey(passkey=key, **form.cleaned_data, by=self.by)
        messages.success(request, _("Saved."))
        return redirect("mfa_index")

    def _key(self, pk: int) -> Authenticator:
        return get_object_or_404(self.factors, pk=pk, type=Authenticator.Type.WEBAUTHN)

    def _page(self, form: PasskeyNameForm, key: Authenticator) -> HttpResponse:
        return self.page("mfa/passkey_rename.html", form=form, key=key)


class FactorRemoveView(FactorView):
    """An app or a passkey: says what follows, and does it on POST."""

    needs_recent_sign_in = True
    kind: Authenticator.Type

    def get(self, request: HttpRequest, **where: int) -> HttpResponse:
        return self._page(self._factor(**where))

    def post(self, request: HttpRequest, **where: int) -> HttpResponse:
        factor = self._factor(**where)
        try:
            actions.remove_factor(factor=factor, by=self.by)
        except DomainError as error:
            return self._page(factor, refusal=error.message)
        messages.success(request, _("Removed."))
        return redirect("mfa_index")

    def _factor(self, **where: int) -> Authenticator:
        return get_object_or_404(self.factors, type=self.kind, **where)

    def _page(self, factor: Authenticator, **context: Any) -> HttpResponse:
        others = self.factors.exclude(pk=factor.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        context |= {"factor": factor, "is_app": self.kind == Authenticator.Type.TOTP}
        return self.page("mfa/factor_remove.html", is_last=not others.exists(), **context)


class AppRemoveView(FactorRemoveView):
    kind = Authenticator.Type.TOTP


class PasskeyRemoveView(FactorRemoveView):
    kind = Authenticator.Type.WEBAUTHN


class CodesView(FactorView):
    """New recovery codes: GET asks, POST shows them, once."""

    needs_recent_sign_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("mfa/codes.html") if self.person.has_second_step else redirect("mfa_index")

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.person.has_second_step:
            return redirect("mfa_index")
        codes = actions.make_recovery_codes(user=self.person, by=self.by)
        return self.codes(codes, title=_("New recovery codes"))
