"""Many subscriptions at once: reseller of record or support contact of all that were looked at (reference part 5: P6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core import audit
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from subscriptions import policies
from subscriptions.models import Reassignment, Subscription
from subscriptions.reassigning import MEANWHILE, NAMED, Naming, Row, Seen, report_id
from subscriptions.states import ReassignmentKind


@transaction.atomic
def reassign(*, seen: Seen, naming: Naming, submission: UUID, by: Actor) -> Reassignment:
    """S000-25, S000-29, S000-30: the same as assign_reseller and assign_support_contact, for every row of a plan.

    Each row is judged again under a lock: what does not fit stays as it is and is reported. One event for each row that
    changes. Sent twice it is one reassignment. Raises DomainError: submitted_already, and what D11 asks of the partner.
    """
    report = _begin(seen, naming, submission, by)
    rows = _locked(seen, by.tenant)  # before the partnership, as for a single one: nobody waits in a circle
    _require_possible(naming, by.tenant)
    changing, left = [], []
    for row in rows:
        code = naming.obstacle(row, by.tenant)
        if not code and naming.named(row) != seen.named[row.pk]:
            code = MEANWHILE
        if code:
            left.append([row.public_id, code])
        else:
            changing.append(row)
    _name(changing, naming, by=by)
    report.changed, report.left_rows = len(changing), left[:NAMED]
    report.left = Counter(code for _public_id, code in left)
    report.save(update_fields=["changed", "left", "left_rows"])
    return report


def _begin(seen: Seen, naming: Naming, submission: UUID, by: Actor) -> Reassignment:
    report = Reassignment(
        public_id=report_id(submission, by.tenant),
        partner=by.tenant,
        kind=naming.kind,
        target=naming.target,
        filters=seen.filters[:1000],
        made_by=by.user,
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        message = _("This was submitted already, and nothing was changed twice.")
        raise DomainError("submitted_already", message) from error
    return report


def _require_possible(naming: Naming, partner: Tenant) -> None:
    """D8, D11: nobody is named whose partnership has ended, or ends at this moment."""
    if naming.target is None:
        return
    if naming.kind == ReassignmentKind.RESELLER:
        policies.require_reseller_of_record(partner, naming.target, keep=True)
    else:
        policies.require_support_contact(partner, naming.target, keep=True)


def _locked(seen: Seen, partner: Tenant) -> list[Row]:
    """The rows as they are now, always in the same order, so that two at once cannot block one another."""
    rows = Subscription.objects.visible_to(partner).filter(pk__in=list(seen.named)).order_by("pk")
    return [Row(*values) for values in rows.select_for_update(no_key=True).values_list(*Row._fields)]


def _name(rows: Sequence[Row], naming: Naming, *, by: Actor) -> None:
    """One UPDATE, and one INSERT of all events, worded as those of a single subscription."""
    pks = [row.pk for row in rows]
    Subscription.objects.filter(pk__in=pks).update(**naming.values, version=F("version") + 1)
    if naming.kind == ReassignmentKind.RESELLER:
        action, field = "subscription.reseller_assigned", "reseller_mpn_id"
        old = {row.pk: row.reseller_mpn_id for row in rows}
        new = str(naming.values["reseller_mpn_id"])
    else:
        action, field = "subscription.support_contact_assigned", "support_contact"
        names = Tenant.objects.in_bulk({row.support_contact_id for row in rows if row.support_contact_id})
        old = {row.pk: str(names.get(row.support_contact_id or 0, "")) for row in rows}
        new = naming.target.name if naming.target else ""
    targets = [
        audit.Target(row.pk, row.public_id, row.name, row.customer_id, {field: [old[row.pk], new]})
        for row in rows
    ]
    audit.record_each(action, targets, by=by, model=Subscription, tenant=by.tenant)
