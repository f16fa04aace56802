"""People and time, in any order: partnerships, relationships, orders and subscriptions through the real actions.

Checked after every step: the sentences of tests/subscriptions/invariants.py; a state is reached only along
SUBSCRIPTION_TRANSITIONS; what was done has its audit events and what was refused has none; no month of any ledger comes
to less than nothing. Checked where it happens: nobody is newly named without an active partnership and the MPA
(D8, D11), nothing is ordered outside an active relationship or before the agreement, a sweep leaves nothing due.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import Tenant
from customers.actions import attest_customer_agreement
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.actions import (
    end_reseller_relationship,
    establish_joint_relationships,
    establish_partnership,
    establish_reseller_relationship,
    grant_admin_access,
    remove_partnership,
    revoke_admin_access,
)
from relationships.models import Partnership, ResellerRelationship
from relationships.states import Capacity, EndReason, RemovalReason
from subscriptions import actions, clock
from subscriptions.actions.catalogue import restore_offer, withdraw_offer
from subscriptions.lifecycle import move_all_due
from subscriptions.models import Offer, Order, SeatChange, Subscription
from subscriptions.proration import lines_of, month_of
from tests import moved
from tests.subscriptions.invariants import broken
from tests.subscriptions.machine_cast import Cast, reachable

ONE = st.integers(0, 7)


class Business(RuleBasedStateMachine):
    cast: Cast
    steps = 0
    done: dict[str, int] = {}  # how often each thing was done, over all runs
    refused: dict[str, int] = {}

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.ahead = timedelta()
        self.states: dict[int, str] = {}
        self.keys = 0
        self.changed = True
        self.last_event = self._last_event()
        for reseller in self.cast.resellers:
            establish_partnership(provider=self.cast.provider.tenant, reseller=reseller.tenant, by=reseller)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # ------------------------------------------------------------------ helpers
    def _last_event(self) -> int:
        return AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def attempt(self, name: str, do: Callable[[], Any], events: int | None = None) -> str:
        """Do it; returns "" or the code of the refusal. `events`: how many it has where it is done."""
        before = self._last_event()
        code = ""
        try:
            do()
        except DomainError as error:
            code = error.code
        written = AuditEvent.objects.filter(id__gt=before).count()
        counts = self.refused if code else self.done
        key = f"{name}: {code}" if code else name
        counts[key] = counts.get(key, 0) + 1
        assert not (code and written), f"{name} was refused ({code}) and has {written} events"
        if not code:
            assert written == events if events is not None else written > 0, f"{name} has {written} events"
        self.changed = True
        return code

    def subscription(self, number: int) -> Subscription:
        """Those that run come first."""
        rows = Subscription.objects.order_by("-is_live", "id")
        return rows[number % len(self.states)]

    def partners(self, reseller: Tenant) -> bool:
        rows = Partnership.objects.filter(provider=self.cast.provider.tenant, reseller=reseller)
        return rows.filter(status="active").exists()

    def may_be_named(self, reseller: Tenant) -> bool:
        return self.partners(reseller) and reseller.pk in self.cast.signed

    def relationship(self, number: int) -> ResellerRelationship | None:
        rows = ResellerRelationship.objects.filter(partner=self.cast.provider.tenant).order_by(
            "status", "-id"
        )
        found = list(rows.select_related("partner__country__region", "customer__country__region")[:4])
        return found[number % len(found)] if found else None

    # ------------------------------------------------------------------ partners
    @rule(who=ONE)
    def establish(self, who: int) -> None:
        by = self.cast.resellers[who % 3]
        are = self.partners(by.tenant)
        if are and who > 3:  # not too often
            return
        code = self.attempt(
            "establish partnership",
            lambda: establish_partnership(provider=self.cast.provider.tenant, reseller=by.tenant, by=by),
            1,
        )
        assert code == ("already_partners" if are else "")

    @rule(who=ONE)
    def part(self, who: int) -> None:
        reseller = self.cast.resellers[who % 3].tenant
        found = Partnership.objects.filter(reseller=reseller).order_by("-id").first()
        if who < 3 and found:  # not too often
            self.attempt(
                "remove partnership",
                lambda: remove_partnership(
                    partnership=found,
                    by=self.cast.provider,
                    reason=RemovalReason.AGREED,
                    statement_accepted=True,
                ),
                1,
            )

    # ------------------------------------------------------------------ relationships
    @initialize(who=ONE)
    def first_customer(self, who: int) -> None:
        """Mostly with the agreement and something bought."""
        self.relate(who, who)
        if who:
            self.agree(who)
            for what in range(3):
                self.order(0, what, 6, who, may_wait=False)
            self.nothing_is_broken()
            for number in range(6 if self.states else 0):
                self.licence(number // 2, number, assign=True)

    @rule(who=ONE, whom=ONE)
    def relate(self, who: int, whom: int) -> None:
        """Alone, or together with one of the resellers."""
        by, customer = self.cast.provider, self.cast.customers[whom % 2].tenant
        if who % 4 == 3:
            self.attempt(
                "serve alone",
                lambda: establish_reseller_relationship(
                    partner=by.tenant, customer=customer, capacity=Capacity.DIRECT, by=by
                ),
            )
            return
        reseller = self.cast.resellers[who % 4].tenant
        are = self.partners(reseller)
        code = self.attempt(
            "serve together",
            lambda: establish_joint_relationships(
                provider=by.tenant, reseller=reseller, customer=customer, by=by, admin_access=True
            ),
        )
        assert are or code == "not_partners"

    @rule(which=ONE)
    def end(self, which: int) -> None:
        found = self.relationship(which)
        if found and which < 3:  # not too often
            runs = Subscription.objects.filter(relationship=found, is_live=True).exists()
            code = self.attempt(
                "end relationship",
                lambda: end_reseller_relationship(
                    relationship=found, by=self.cast.provider, reason=EndReason.OTHER
                ),
            )
            assert code or not runs

    @rule(whom=ONE)
    def agree(self, whom: int) -> None:
        customer = self.cast.customers[whom % 2].tenant
        self.attempt(
            "agreement",
            lambda: attest_customer_agreement(
                customer=customer,
                agreement=self.cast.mca,
                signer_name="Kim",
                signer_email="kim@customer.example",
                signer_phone="+82 2 312 3456",
                agreed_on=date(2026, 1, 5),
                by=self.cast.provider,
            ),
        )

    @rule(which=ONE, give=st.booleans())
    def admin_access(self, which: int, give: bool) -> None:
        rows = ResellerRelationship.objects.filter(capacity=Capacity.RESELLER).order_by("status", "-id")
        found = list(rows[:3])
        if found:
            relationship = found[which % len(found)]
            by = next(one for one in self.cast.customers if one.tenant.pk == relationship.customer_id)
            act = grant_admin_access if give else revoke_admin_access
            self.attempt("grant" if give else "revoke", lambda: act(relationship=relationship, by=by))

    # ------------------------------------------------------------------ orders
    @rule(which=ONE, what=ONE, quantity=st.integers(0, 14), who=ONE, may_wait=st.booleans())
    def order(self, which: int, what: int, quantity: int, who: int, may_wait: bool) -> None:
        relationship = self.relationship(which)
        if relationship is None:
            return
        offer = self.cast.offers[what % 4]
        quantity = 1 if offer.kind == "usage" else quantity
        reseller = self.cast.resellers[who].tenant if who < 3 else None
        named = reseller is None or self.may_be_named(reseller)
        agreed = relationship.customer_agreement != "missing"
        self.keys += 1
        code = self.attempt(
            "order",
            lambda: actions.place_order(
                relationship=relationship,
                lines=[actions.Line(Offer.objects.get(pk=offer.pk), quantity)],
                by=self.cast.provider,
                key=f"machine-{self.keys}",
                reseller=reseller,
                may_wait=may_wait,
            ),
            2 if agreed else 1,
        )
        if not code:
            assert relationship.is_active
            assert agreed or may_wait
            assert named, "D8, D11: named without partnership or MPA"

    @rule(which=ONE)
    def cancel_order(self, which: int) -> None:
        if rows := list(Order.objects.order_by("-status", "id")[:4]):
            order = rows[which % len(rows)]
            waits = order.status == "submitted"
            code = self.attempt(
                "cancel order", lambda: actions.cancel_order(order=order, by=self.cast.provider), 1
            )
            assert code == ("" if waits else "transition_refused")

    @rule(what=ONE)
    def catalogue(self, what: int) -> None:
        """An offer is withdrawn, or comes back."""
        offer = Offer.objects.get(pk=self.cast.offers[what % 4].pk)
        withdraw = offer.is_sold and what < 2
        act = withdraw_offer if withdraw else restore_offer
        events = int(offer.is_sold == withdraw)
        self.attempt("catalogue", lambda: act(offer=offer, by=self.cast.operator), events)

    # ------------------------------------------------------------------ subscriptions
    @precondition(lambda self: self.states)
    @rule(which=ONE, to=st.integers(0, 21), stale=st.sampled_from([0, 0, 0, 1]))
    def quantity(self, which: int, to: int, stale: int) -> None:
        row = self.subscription(which)
        code = self.attempt(
            "quantity",
            lambda: actions.change_quantity(
                subscription=row, quantity=to, version=row.version - stale, by=self.cast.provider
            ),
            1,
        )
        assert not (stale and not code)

    @precondition(lambda self: self.states)
    @rule(
        which=ONE,
        what=st.sampled_from(["suspend", "reactivate", "suspend", "reactivate", "cancel"]),
        other=st.booleans(),
    )
    def state(self, which: int, what: str, other: bool) -> None:
        row = self.subscription(which)
        act = getattr(actions, f"{what}_subscription")
        by = self.cast.resellers[0] if other and which == 0 else self.cast.provider
        code = self.attempt(what, lambda: act(subscription=row, by=by), 1)
        assert code or by is self.cast.provider

    @precondition(lambda self: self.states)
    @rule(which=ONE, renew=st.booleans())
    def auto_renew(self, which: int, renew: bool) -> None:
        row = self.subscription(which)
        self.attempt(
            "auto-renew",
            lambda: actions.set_auto_renew(subscription=row, auto_renew=renew, by=self.cast.provider),
            int(row.auto_renew != renew),
        )

    @precondition(lambda self: self.states)
    @rule(which=ONE, who=ONE)
    def reseller(self, which: int, who: int) -> None:
        row = self.subscription(which)
        reseller = self.cast.resellers[who].tenant if who < 3 else None
        same = row.reseller_id == (reseller.pk if reseller else None)
        code = self.attempt(
            "reseller",
            lambda: actions.assign_reseller(subscription=row, reseller=reseller, by=self.cast.provider),
            int(not same),
        )
        assert code or reseller is None or self.may_be_named(reseller), "D8, D11"

    @precondition(lambda self: self.states)
    @rule(which=ONE, who=ONE)
    def support_contact(self, which: int, who: int) -> None:
        row = self.subscription(which)
        contact = self.cast.resellers[who].tenant if who < 3 else None
        same = row.support_contact_id == (contact.pk if contact else None)
        code = self.attempt(
            "support contact",
            lambda: actions.assign_support_contact(subscription=row, contact=contact, by=self.cast.provider),
            int(not same),
        )
        assert code or contact is None or self.partners(contact), "D8"

    @precondition(lambda self: self.states)
    @rule(which=ONE, who=ONE, assign=st.sampled_from([True, True, False]))
    def licence(self, which: int, who: int, assign: bool) -> None:
        row = self.subscription(which)
        own = [one for one in self.cast.members if (one.tenant_id == row.customer_id) is (who != 7)]
        membership = own[who % 4]
        by = next(one for one in self.cast.customers if one.tenant.pk == row.customer_id)
        act = actions.assign_licence if assign else actions.release_licence
        self.attempt(
            "assign" if assign else "release",
            lambda: act(subscription=row, membership=membership, by=by),
            1,
        )

    # ------------------------------------------------------------------ time
    @rule(days=st.sampled_from([1, 6, 7, 8, 27, 31, 90, 365, 800]))
    def later(self, days: int) -> None:
        if self.ahead < timedelta(days=20_000):
            self.ahead += timedelta(days=days)
            moved.to(self.ahead)

    @rule()
    def sweep(self) -> None:
        before = self._last_event()
        count = move_all_due()
        assert AuditEvent.objects.filter(id__gt=before).count() == count
        assert not Subscription.objects.filter(moves_at__lte=clock.now()).exists(), (
            "a sweep leaves nothing due"
        )
        self.done["moved by time"] = self.done.get("moved by time", 0) + count
        self.changed = True

    @precondition(lambda self: self.states)
    @rule(which=ONE, months_ago=st.integers(0, 2))
    def bill(self, which: int, months_ago: int) -> None:
        """What a month comes to."""
        row = self.subscription(which)
        month = month_of(clock.now().date())
        for _ in range(months_ago):
            month = month_of(month - timedelta(days=1))
        ledger = list(SeatChange.objects.filter(subscription=row).order_by("at", "pk"))
        total = sum(line.amount for line in lines_of(row, ledger, month))
        assert total >= 0, f"{month} comes to {total}"

    # ------------------------------------------------------------------ always
    @invariant()
    def nothing_is_broken(self) -> None:
        type(self).steps += 1
        if not self.changed:
            return
        self.changed = False
        found = broken()
        assert not found, found
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, status FROM subscriptions_subscription")
            now = dict(cursor.fetchall())
        for pk, status in now.items():
            old = self.states.get(pk, "active")
            assert status == old or status in reachable(old), f"from {old} to {status}"
        assert set(self.states) <= set(now), "terminal states stay visible"
        self.states = now
