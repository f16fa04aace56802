"""A person's data are taken away for good. What they did stays, without saying who it was; the audit log still proves it."""

from __future__ import annotations

from django.db import connection, transaction

from accounts.actions.members import remove_member
from accounts.followers import before_erasure
from accounts.models import Membership, SignIn, User
from accounts.models.user import no_address_of
from accounts.personal import Person, places
from accounts.policies import erasing as policies
from partnercenter.core import audit, mail, tenancy
from partnercenter.core.actor import OperatorActor
from partnercenter.core.models import ERASED, AuditEvent, OutgoingMail, Session
from partnercenter.core.states_mail import MailStatus

# Texts of events that speak of the person, and those in which the address stands. A name is looked for only where the
# person belonged: others may be called the same. `concat_ws` leaves nothing out that a reader sees.
_TEXTS = """
WITH homes AS (
    SELECT tenant_id AS id FROM accounts_membership WHERE user_id = %(user)s
    UNION SELECT on_behalf_of_id FROM core_auditevent WHERE actor_id = %(user)s
)
SELECT e.id FROM core_auditevent e,
LATERAL (SELECT concat_ws(' ', e.target_name, e.reason, e.changes::text) AS words) w
WHERE e.text_salt IS NOT NULL AND e.action <> 'person.erased' AND (
    e.target_type = 'accounts.user' AND e.target_id = %(user)s
    OR strpos(lower(w.words), %(email)s) > 0
    OR (e.tenant_id IN (SELECT id FROM homes) OR e.counterparty_id IN (SELECT id FROM homes)
            OR e.on_behalf_of_id IN (SELECT id FROM homes))
        AND EXISTS (SELECT FROM unnest(%(names)s::text[]) AS n (name) WHERE strpos(w.words, n.name) > 0))
ORDER BY e.id
"""


@transaction.atomic
def erase_person(*, user: User, by: OperatorActor, address: str) -> None:
    """Name, address and texts go; memberships, sessions and factors end; nobody signs in with the account again.

    `address`: the person's, typed again. Raises DomainError: address, oneself, unchanged, contact; last_admin where an
    organisation would be left without a global admin.
    """
    row = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    policies.require_may_erase(row, by, address)
    person = Person.of(row)
    with tenancy.system(reason="erasing a person"):
        policies.require_no_contact(person.email)
        names = _names(person)
        texts = {*_texts(person, names)}
        _end_everything(person, by)
        texts |= {*_texts(person, names)}  # and of what was written just now
        _erase_rows(person)
        _empty_account(row)
        changes = {"texts": [None, sorted(texts)]}
        event = audit.record("person.erased", by=by, target=row, changes=changes)
        _execute("SELECT core_erase(%s)", [event.pk])
    user.refresh_from_db()


def _end_everything(person: Person, by: OperatorActor) -> None:
    for membership in Membership.objects.filter(user=person.user).order_by("tenant_id"):
        remove_member(membership=membership, by=by)
    for follow in before_erasure:
        follow(person=person, by=by)
    waiting = OutgoingMail.objects.filter(
        to_address__iexact=person.email, status__in=[MailStatus.QUEUED, MailStatus.DELAYED]
    )
    for row in waiting:
        mail.abort(row, by=by)
    sign_ins = SignIn.objects.filter(user=person.user).values_list("public_id", flat=True)
    Session.objects.filter(sign_in__in=list(sign_ins)).delete()


def _erase_rows(person: Person) -> None:
    for place in places():
        rows = place.rows(person)
        if place.is_deleted:
            rows.delete()
        elif place.erased:
            rows.update(**place.erased)


def _empty_account(row: User) -> None:
    """The row stays: what the person did names it."""
    row.groups.clear()
    row.user_permissions.clear()
    row.full_name, row.email = ERASED, no_address_of(row.pk)
    row.set_unusable_password()
    User.objects.filter(pk=row.pk).update(
        email=row.email,
        full_name=ERASED,
        password=row.password,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
        temporary_until=None,
        second_step_since=None,
    )


def _names(person: Person) -> list[str]:
    """The present one, and those that the person had before; what is too short would be found everywhere."""
    renamed = AuditEvent.objects.about(person.user).filter(action="user.profile_changed")
    former = [changes.get("full_name", [""])[0] for changes in renamed.values_list("changes", flat=True)]
    return [name for name in {person.name, *former} if len(name) > 1 and name != ERASED]


def _texts(person: Person, names: list[str]) -> list[int]:
    return [
        number
        for (number,) in _execute(_TEXTS, {"user": person.user.pk, "email": person.email, "names": names})
    ]


def _execute(statement: str, params: object) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)  # type: ignore[arg-type]
        return list(cursor.fetchall())
