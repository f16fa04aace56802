"""What the overview says of enrolling: the form of the transition (S001-5), what waits, the agreement that completes it (S001-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import overview
from accounts.agreements import ResellerAgreementState
from accounts.forms import AgreementForm
from accounts.forms_enrolling import EnrolForm
from accounts.models import Enrolment, LegalProfile, Location
from accounts.permissions import Permission
from accounts.policies.programme import missing_facts
from accounts.program_info import ProgramInfo
from accounts.states import TenantKind
from partnercenter.core.actor import Actor
from partnercenter.core.dates import date_words
from partnercenter.core.errors import DomainError


@dataclass
class Enrolling:
    """The form, and the partner's details to be looked through beside it (S001-5)."""

    info: ProgramInfo
    form: EnrolForm

    @cached_property
    def legal(self) -> LegalProfile | None:
        return LegalProfile.objects.visible_to(self.info.tenant).first()

    @cached_property
    def location(self) -> Location | None:
        rows = Location.objects.visible_to(self.info.tenant).select_related("country")
        return rows.filter(is_default=True).first()

    @cached_property
    def missing(self) -> list[DomainError]:
        """S001-4"""
        return list(missing_facts(self.info.tenant))


@dataclass
class Accepting:
    """The indirect reseller agreement, and the form that accepts it (S001-12)."""

    state: ResellerAgreementState
    form: AgreementForm


def enrol_form(info: ProgramInfo, data: object = None) -> EnrolForm:
    profile = info.profile
    return EnrolForm(
        data,
        is_transition=info.may_go_over,
        domain=info.tenant.domain,
        initial={"primary_contact": profile.primary_contact if profile else ""},
    )


def enrolling_cards(actor: Actor) -> Iterator[overview.Card]:
    """Nothing for a partner that is enrolled and not identified for anything (S001-7), and without a question."""
    info = ProgramInfo(actor.tenant)
    profile = info.profile
    if actor.tenant.kind != TenantKind.PARTNER or profile is None or info.is_dual:
        return
    if actor.tenant.programmes and profile.offboarding_since is None:
        return
    if enrolment := info.waiting:
        yield _waiting(actor, enrolment)
    elif info.pending:
        yield _agreement(actor)
    elif info.may_go_over:
        yield _transition(actor, info)
    elif info.may_enrol:
        yield _apply(actor, info)


def _waiting(actor: Actor, enrolment: Enrolment) -> overview.Task:
    title = _("Your application waits for the operator's decision")
    words = _("%(programme)s: decided at latest on %(day)s.") % {
        "programme": enrolment.get_programme_display(),
        "day": date_words(enrolment.due_on),
    }
    where = reverse("accounts:program-info", args=[actor.tenant.slug])
    return overview.Task(title, words, where, _("Program info"), tone="info", order=5)


def _agreement(actor: Actor) -> overview.Card:
    state = ResellerAgreementState(actor.tenant)
    title = _("Indirect reseller agreement")
    if not actor.may(Permission.PROGRAMME_ENROL):
        return _others(title, _("It completes the enrolment as indirect reseller."), state)
    content = Accepting(state, AgreementForm(agreement=state.current))
    return overview.Section(title, "accounts/_reseller_agreement.html", content, "agreement", order=5)


def _transition(actor: Actor, info: ProgramInfo) -> overview.Card:
    title = _("Become an indirect reseller")
    if not actor.may(Permission.PROGRAMME_ENROL):
        words = _("Your organisation can enroll as indirect reseller beside direct-bill.")
        return _others(title, words, ResellerAgreementState(actor.tenant))
    content = Enrolling(info, enrol_form(info))
    return overview.Section(title, "accounts/_enrol.html", content, "enroll", order=5)


def _apply(actor: Actor, info: ProgramInfo) -> overview.Task:
    title = _("Your organisation holds no programme role yet")
    words = _("Your application was not approved.") if info.refused else _("Nothing has been applied for.")
    if not actor.may(Permission.PROGRAMME_ENROL):
        return _others(title, words, ResellerAgreementState(actor.tenant))
    where = reverse("accounts:enrol", args=[actor.tenant.slug])
    return overview.Task(title, words, where, _("Apply again") if info.refused else _("Apply"), order=5)


def _others(title: str, words: str, state: ResellerAgreementState) -> overview.Task:
    """For roles that may not: who can."""
    who = _("These people can do it: %(names)s.") % {"names": ", ".join(state.signers)}
    nobody = _("Nobody in your organisation can do it yet: it takes a global admin.")
    return overview.Task(title, f"{words} {who if state.signers else nobody}", order=5)
