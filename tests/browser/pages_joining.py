"""Joining the programme: each step, walked to; and one's own application, which is in no other browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from accounts.codes import code_of
from accounts.models import MailboxCode
from partnercenter.core import tenancy
from tests.applicants import COMPANY, CONTACT, EMAIL, ID, IDENTIFIERS
from tests.browser.entries import Entry, press, refused
from tests.browser.pages_enrolling import ENROLLING

Walk = Callable[[Page], None]


def _fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if field.count() > 1:
            page.locator(f"main [name={name}][value={value}]").check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _company(page: Page) -> None:
    press(page, "Continue")
    page.wait_for_url("**/company/")


def _contact(page: Page) -> None:
    """In Korea the state is chosen from a list, which is there once the country is known."""
    _company(page)
    _fill(page, {name: value for name, value in COMPANY.items() if name != "state"})
    press(page, "Continue")
    _fill(page, {"state": COMPANY["state"]})
    press(page, "Continue")
    page.wait_for_url("**/contact/")


def _confirm(page: Page) -> None:
    _contact(page)
    _fill(page, CONTACT | {"email": _own(page)})
    press(page, "Continue")
    page.wait_for_url("**/confirm/")


def _own(page: Page) -> str:
    """An address of this walk alone: a mailbox gets few codes."""
    number = page.url.split("/join/")[1].split("/")[0]
    return f"{number}@{EMAIL.partition('@')[2]}"


def _identifiers(page: Page) -> None:
    _confirm(page)
    with tenancy.system(reason="test"):
        _fill(page, {"code": code_of(MailboxCode.objects.filter(address=_own(page)).latest("pk"))})
    press(page, "Continue")
    page.wait_for_url("**/identifiers/")


def _review(page: Page) -> None:
    _identifiers(page)
    _fill(page, IDENTIFIERS)
    press(page, "Continue")
    page.wait_for_url("**/review/")


def _and_send(walk: Walk, text: str) -> Walk:
    """What comes back from a form that is sent as it is."""

    def then(page: Page) -> None:
        walk(page)
        refused(text)(page)

    return then


def _walked(walk: Walk) -> Entry:
    return Entry("joining:start", "nobody", then=walk)


JOINING: dict[str, Entry] = {
    **ENROLLING,
    "join": Entry("joining:start", "nobody"),
    "join, a partner's person": Entry("joining:start", "provider"),
    "transition information": Entry("joining:transition-info", "nobody"),
    "transition, questions": Entry("joining:transition-questions", "nobody"),
    "join, received": Entry("joining:received", "nobody"),
    "join, company": _walked(_company),
    "join, company, refused": _walked(_and_send(_company, "Continue")),
    "join, contact": _walked(_contact),
    "join, contact, refused": _walked(_and_send(_contact, "Continue")),
    "join, confirm": _walked(_confirm),
    "join, confirm, refused": _walked(_and_send(_confirm, "Continue")),
    "join, MPN IDs": _walked(_identifiers),
    "join, review": _walked(_review),
    "join, review, refused": _walked(_and_send(_review, "Submit application")),
    # an application of another browser leads to the beginning
    **{
        f"join, {step} of nobody": Entry(f"joining:{step}", "nobody", lambda stage: {"application_id": ID})
        for step in ("programme", "company", "contact", "confirm", "code", "identifiers", "review")
    },
}
