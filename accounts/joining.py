"""An application as its steps show it. It lies in the session of one browser and is nothing before its last step (S000-11).

`request.session["applications"]`: id → {"key", "programme", "company", "contact", "identifiers"} as typed, "asked" (public
ids of the codes this browser asked for) and "proof" (of the one that came back, with the address it was sent to).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actions import Application
from accounts.company import Company
from accounts.forms_joining import CompanyStepForm, ContactForm, IdentifiersForm, ProgrammeForm
from accounts.models import Country, MailboxCode
from accounts.states import Programme
from partnercenter.core.addresses import address_key
from partnercenter.core.ids import new_public_id

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.utils.functional import _StrPromise

KEPT = "applications"  # in the session
MOST = 3  # of one browser
LONGEST = 500  # characters of what is kept of a field
MOST_CODES = 5

STEPS: tuple[tuple[str, _StrPromise], ...] = (
    ("programme", _("Programme")),
    ("company", _("Company")),
    ("contact", _("Primary contact")),
    ("confirm", _("Confirmation")),
    ("identifiers", _("MPN IDs")),
    ("review", _("Review")),
)


@dataclass(frozen=True)
class Step:
    """As the page shows it: what is done is a link."""

    label: _StrPromise
    url: str = ""
    is_current: bool = False


def typed(form: forms.Form) -> dict[str, Any]:
    """What was sent, to be shown and checked again at any later step."""
    kept: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if value not in (None, "", False, []):
            kept[name] = (
                [str(one)[:LONGEST] for one in value] if isinstance(value, list) else str(value)[:LONGEST]
            )
    return kept


class Draft:
    """One application of one browser."""

    def __init__(self, session: SessionBase, name: str) -> None:
        self.session, self.name = session, name
        self.data: dict[str, Any] = session[KEPT][name]

    @classmethod
    def begin(cls, session: SessionBase) -> Draft:
        """The oldest goes where there are too many."""
        others = dict(session.get(KEPT, {}))
        while len(others) >= MOST:
            others.pop(next(iter(others)))
        name = new_public_id()
        session[KEPT] = {**others, name: {"key": str(uuid.uuid4())}}
        return cls(session, name)

    @classmethod
    def find(cls, session: SessionBase, name: str) -> Draft | None:
        return cls(session, name) if name in session.get(KEPT, {}) else None

    def keep(self, **parts: Any) -> None:
        self.data.update(parts)
        self.session[KEPT] = {**self.session[KEPT], self.name: self.data}
        for name in ("programme_form", "company_form", "contact_form", "identifiers_form", "is_proven"):
            self.__dict__.pop(name, None)

    def forget(self) -> None:
        self.session[KEPT] = {name: data for name, data in self.session[KEPT].items() if name != self.name}

    # ------------------------------------------------------------------ the steps, read again
    @cached_property
    def programme_form(self) -> ProgrammeForm:
        return ProgrammeForm({"programme": self.data.get("programme", "")})

    @cached_property
    def company_form(self) -> CompanyStepForm:
        return CompanyStepForm(self.data.get("company", {}), countries=countries())

    @cached_property
    def contact_form(self) -> ContactForm:
        return ContactForm(self.data.get("contact", {}), domain=self.domain)

    @cached_property
    def identifiers_form(self) -> IdentifiersForm:
        return IdentifiersForm(self.data.get("identifiers", {}))

    @property
    def domain(self) -> str:
        """Of the company, once that step is complete."""
        return str(self.company_form.cleaned_data["domain"]) if self.company_form.is_valid() else ""

    @property
    def email(self) -> str:
        return str(self.contact_form.cleaned_data["email"]) if self.contact_form.is_valid() else ""

    @property
    def contact_name(self) -> str:
        data = self.contact_form.cleaned_data
        return f"{data['first_name']} {data['last_name']}"

    @cached_property
    def is_proven(self) -> bool:
        """The code that went to the contact's address has come back within the hour; one to another address does not count."""
        return self._has_been_proven and MailboxCode.objects.proving(self.proof).exists()

    @property
    def _has_been_proven(self) -> bool:
        address, _proof = self.data.get("proof", ["", ""])
        return bool(self.email) and address_key(str(address)) == address_key(self.email)

    @property
    def is_proof_too_old(self) -> bool:
        return self._has_been_proven and not self.is_proven

    @property
    def proof(self) -> str:
        return str(self.data.get("proof", ["", ""])[1])

    @property
    def asked(self) -> list[str]:
        return list(self.data.get("asked", []))

    def note_code(self, public_id: str) -> None:
        self.keep(asked=[*self.asked, public_id][-MOST_CODES:])

    def _done(self) -> Iterator[tuple[str, bool]]:
        yield "programme", self.programme_form.is_valid()
        yield "company", self.company_form.is_valid()
        yield "contact", self.contact_form.is_valid()
        yield "confirm", self.is_proven
        yield "identifiers", self.identifiers_form.is_valid()

    @property
    def first_incomplete(self) -> str:
        """The step that comes first of what is missing (C-101); `review` where nothing is."""
        return next((name for name, is_done in self._done() if not is_done), "review")

    def may_open(self, step: str) -> bool:
        names = [name for name, _label in STEPS]
        return names.index(step) <= names.index(self.first_incomplete)

    def url(self, step: str) -> str:
        return reverse(f"joining:{step}", args=[self.name])

    def steps(self, current: str) -> list[Step]:
        return [
            Step(label, self.url(name) if self.may_open(name) and name != current else "", name == current)
            for name, label in STEPS
        ]

    # ------------------------------------------------------------------ all of it
    @property
    def application(self) -> Application:
        """Of a draft in which nothing is missing."""
        company, contact = self.company_form.cleaned_data, self.contact_form.cleaned_data
        identifiers = self.identifiers_form.cleaned_data
        facts = {name: company.get(name) or contact.get(name) or "" for name in Company.names()}
        return Application(
            key=uuid.UUID(self.data["key"]),
            programme=Programme(self.programme_form.cleaned_data["programme"]),
            **self.company_form.company,
            company=Company(**facts),
            global_account_id=identifiers["global_account_id"],
            mpn_id=identifiers["mpn_id"],
            mpn_email=identifiers["mpn_email"],
            language=(get_language() or "en")[:2],
        )


def countries() -> list[Country]:
    return list(Country.objects.select_related("region"))
