"""The pages behind a link: every case, whoever is asked, and what makes an account and an organisation on the way."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from invitations.cases import Case, cases_of
from invitations.states import InvitationKind
from tests.browser.entries import Entry, refused
from tests.browser.stage_links import JOINT, key
from tests.browser.stage_links import LINKS as CUSTOMER_LINKS


def _landing(case: str, route: str = "invitations:landing") -> Entry:
    return Entry(
        route,
        arguments=lambda stage: {"public_id": stage.invitations[f"link {case}"].public_id},
        first=lambda stage: reverse("invitations:link", kwargs={"token": stage.tokens[case]}),
        visitor=case,
    )


LINKS: dict[str, Entry] = {
    **{f"link, {case.replace('_', ' ')}": _landing(case) for case in cases_of(InvitationKind.PARTNERSHIP)},
    **{f"link, {key(*link).replace('_', ' ')}": _landing(key(*link)) for link in CUSTOMER_LINKS},
    "link, joint review, refused": replace(
        _landing(key(JOINT, Case.REVIEW)), then=refused("Authorize both partners")
    ),
    "link, sign-up": _landing(key(JOINT, Case.SIGN_IN), "invitations:sign-up"),
    "link, sign-up, refused": replace(
        _landing(key(JOINT, Case.SIGN_IN), "invitations:sign-up"),
        then=refused("Create account and continue"),
    ),
    "link, organisation": _landing(key(JOINT, Case.NO_ORGANISATION), "invitations:organisation"),
    "link, organisation, refused": replace(
        _landing(key(JOINT, Case.NO_ORGANISATION), "invitations:organisation"),
        then=refused("Create organisation"),
    ),
    "link, review, refused": replace(_landing(Case.REVIEW), then=refused("Authorize indirect provider")),
    "link, not expected": _landing(Case.SIGN_IN, "invitations:unexpected"),
}
