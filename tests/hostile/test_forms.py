"""Every field of every form against the hostile list: refused beside the field, or stored as it was typed.

Never a 5xx, never raw in a page, and nothing is stored when something was refused. All fields of a form are filled
at once, each with another string; where one of them is refused, the form is sent once more with that one mended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.files.base import File
from django.db import connection
from django.utils.html import escape

from partnercenter.core.admin_site import site
from partnercenter.core.cleaning import printable
from partnercenter.core.models import OutgoingMail, Session
from partnercenter.core.sessions import SessionStore
from tests.hostile.forms import FORMS, OPERATIONS, PAGES, SECRETS, TRANSLATED, Form, Stage
from tests.hostile.strings import FORGED, HOSTILE, MARKUP, as_read, visible
from tests.isolation import looking
from tests.isolation.cast import undone
from tests.isolation.routes import ROUTES

pytestmark = pytest.mark.situation("C-004", "C-008", "C-009", "C-010", "C-011", "C-014", "C-015")
TYPE = "application/x-www-form-urlencoded"
HOME = "http://testserver/"
REFUSED = {400, 413, 429}
SAME_FORM = {name: form for name, form in FORMS.items() if form.typed == ("reason",)}


def _send(stage: Stage, form: Form, data: Mapping[str, Any]) -> Any:
    visitor = stage.visitors[form.who]
    if any(isinstance(value, File) for value in data.values()):
        one = {name: [value] if isinstance(value, bytes) else value for name, value in data.items()}
        return visitor.ask("POST", form.url(stage), one)
    return visitor.ask("POST", form.url(stage), urlencode(data, doseq=True), content_type=TYPE)


def _texts() -> set[str]:
    """All that can be seen of every text in the database."""
    parts = [f'SELECT to_jsonb(t) FROM "{name}" t' for name in looking.tables()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        rows = [json.loads(row) for (row,) in cursor.fetchall()]
    # What is nothing before its last step.
    kept = [SessionStore().decode(session.session_data) for session in Session.objects.all()]
    return {visible(text) for row in [*rows, *kept] for text in _leaves(row)}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)


def _shown(text: str) -> str:
    return " ".join(text.replace("\r\n", "\n").split())


def _page_faults(answer: Any) -> list[str]:
    """Markup that came through as markup."""
    page = answer.content.decode()
    found = [f"raw: {raw}" for raw in MARKUP.values() if raw in page]
    found += (
        ["a link that runs a script"]
        if re.search(r'(href|src|action)="\s*javascript:', page, re.IGNORECASE)
        else []
    )
    return found


def _refusal_faults(form: Form, answer: Any, sent: Mapping[str, Any]) -> list[str]:
    """A sentence beside each refused field, and what was typed is still there."""
    if answer.status_code in REFUSED - {429}:
        return []
    bound = answer.context["form"]
    page = answer.content.decode()
    found = [] if bound.errors else ["neither done nor refused"]
    beside = [name for name in bound.errors if name in form.typed]
    found += [f"no sentence beside {name}" for name in beside if f'id="id_{name}_error"' not in page]
    flat = _shown(page)
    for name in form.typed:
        typed = _shown(escape(printable(as_read(sent[name]))))
        if name not in SECRETS and typed not in flat:
            found.append(f"{name} was not kept")
        elif name in SECRETS and len(typed) > 8 and typed in flat:
            found.append(f"{name} is repeated")
    return found


def _stored_faults(form: Form, sent: Mapping[str, Any]) -> list[str]:
    texts = _texts()
    wanted = {name: visible(as_read(sent[name])) for name in form.typed if name not in TRANSLATED}
    found = [f"{name} was changed on its way" for name, text in wanted.items() if text and text not in texts]
    mails = OutgoingMail.objects.order_by("-pk")[:3].values_list(
        "subject", "to_name", "from_name", "to_address"
    )
    return found + [
        f"a line break in a header: {words}" for words in mails if re.search(r"[\r\n]", "".join(words))
    ]


def _attempt(
    stage: Stage, form: Form, sent: Mapping[str, Any], before: dict[str, str]
) -> tuple[list[str], set[str]]:
    """What is wrong, and which fields were refused."""
    with undone():
        answer = _send(stage, form, sent)
        if answer.status_code >= 500:
            return [f"{answer.status_code}"], set()
        if answer.status_code in {302, 303}:
            found = _stored_faults(form, sent)
            followed = (
                stage.visitors[form.who].get(answer["Location"]) if answer["Location"][0] == "/" else None
            )
            return found + (_page_faults(followed) if followed and followed.status_code == 200 else []), set()
        found = _page_faults(answer) + _refusal_faults(form, answer, sent)
        if looking.fingerprints() != before:
            found.append("something was stored although it was refused")
        refused = set(answer.context["form"].errors) if answer.status_code not in REFUSED else set(form.typed)
    return found, refused


def _sweep(stage: Stage, form: Form, names: list[str]) -> list[str]:
    found: list[str] = []
    before = looking.fingerprints()
    valid = form.body(stage)
    for start in range(len(names)):
        mixed = {field: names[(start + n * 7) % len(names)] for n, field in enumerate(form.typed)}
        sent = valid | {field: HOSTILE[string] for field, string in mixed.items()}
        faults, refused = _attempt(stage, form, sent, before)
        found += [f"{mixed}: {fault}" for fault in faults]
        if refused & set(form.typed) and set(form.typed) - refused:
            again, _refused = _attempt(
                stage, form, sent | {f: valid[f] for f in refused if f in valid}, before
            )
            found += [f"{mixed}, mended {sorted(refused)}: {fault}" for fault in again]
    return found


def test_every_form_is_here() -> None:
    """A new form needs an entry in tests/hostile/forms.py."""
    posts = {route.name for route in ROUTES if route.takes_post}
    assert posts == set(PAGES)
    asking = {
        f"{page.opts.label_lower}:{each.name}"
        for page in site._registry.values()
        for each in getattr(page, "operations", ())
        if set(each.form.base_fields) - {"reason"}
    }
    assert asking == set(OPERATIONS)


def test_the_bodies_are_valid(stage: Stage) -> None:
    """The control: untouched, every form does its work."""
    wrong = set()
    for name, form in FORMS.items():
        with undone():
            if _send(stage, form, form.body(stage)).status_code not in {302, 303}:
                wrong.add(name)
    secret = {"account_login", "account_reauthenticate", "account_change_password"}
    proof = {"mfa_authenticate", "mfa_add_webauthn"}
    shown = {"accounts:temporary-password", "subscriptions:setup-reveal"}  # in the answer itself
    shown |= {"mfa_activate_totp", "mfa_generate_recovery_codes", "accounts:mail-stop", "invitations:link"}
    assert wrong == secret | proof | shown, "these take a password or a proof, and it is a wrong one"


TYPED = [name for name, form in FORMS.items() if form.typed and name not in SAME_FORM]


@pytest.mark.parametrize("name", TYPED)
def test_what_people_type(stage: Stage, name: str) -> None:
    """Forms share their kinds of fields: each takes a sixth of the strings, an operation's a twelfth, all together
    each of them many times; by night everything."""
    part = 6 if name in PAGES else 12
    found = _sweep(stage, FORMS[name], list(HOSTILE)[TYPED.index(name) % part :: part])
    assert not found, "\n".join(found[:12])


@pytest.mark.nightly
@pytest.mark.parametrize("name", TYPED)
def test_every_string_in_every_field(stage: Stage, name: str) -> None:
    found = _sweep(stage, FORMS[name], list(HOSTILE))
    assert not found, "\n".join(found[:12])


def test_the_reason_of_every_operation(stage: Stage) -> None:
    """They share one form: each operation takes some of the strings, all of them together every one."""
    found = []
    names, forms = list(HOSTILE), list(SAME_FORM.items())
    for number, (name, form) in enumerate(forms):
        found += [f"{name}: {fault}" for fault in _sweep(stage, form, names[number % 9 :: 9])]
    assert len(forms) >= 5
    assert not found, "\n".join(found[:12])


def test_what_only_a_program_sends(stage: Stage) -> None:
    """Hidden fields and choices: no 5xx, nothing raw, and the sign-in pages lead nowhere else."""
    found = []
    for name, form in FORMS.items():
        valid = form.body(stage)
        for field in form.forged:
            for string in FORGED if name in PAGES else FORGED[:3]:
                with undone():
                    answer = _send(stage, form, valid | {field: HOSTILE[string]})
                faults = _page_faults(answer) if answer.status_code == 200 else []
                faults += [str(answer.status_code)] if answer.status_code >= 500 else []
                if urlsplit(urljoin(HOME, answer.get("Location", "/"))).netloc != urlsplit(HOME).netloc:
                    faults.append(f"leads to {answer['Location']}")
                found += [f"{name} {field} {string}: {fault}" for fault in faults]
    assert not found, "\n".join(found[:12])
