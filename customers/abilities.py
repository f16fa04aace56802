"""What a partner may do for one customer, and why not the rest: the whole of it, in one place.

Relationship, admin access, agreements and roles are asked apart, because each is mended by somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.labels import role_labels, standing_labels
from accounts.models import Tenant
from accounts.permissions import PROGRAMME_PERMISSIONS, ROLE_PERMISSIONS, Permission, tenant_allows
from accounts.policies import has_signed_mpa
from accounts.states import CustomerAgreement, Programme
from customers.held import Held
from partnercenter.core.actor import Actor
from relationships.models import Partnership, ResellerRelationship
from relationships.policies import may_end
from relationships.states import Capacity


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Ability:
    """One task: whether it is possible, the sentence that says why (not), and where it is done or mended."""

    title: str
    allowed: bool
    reason: str = ""
    links: tuple[Link, ...] = ()
    is_needed: bool = True


@dataclass
class Abilities:
    """For one person of the partner; `all` is in the order in which a page shows it."""

    actor: Actor
    held: Held

    def all(self) -> list[Ability]:
        if not self.held.is_active:
            return [self.again()]
        found = [self.manage(), self.own_azure(), self.order(), self.edit(), self.attest(), self.rights()]
        return [*found, *self.move(), *self.remove()]

    # -------------------------------------------------------------- with the customer's permission
    def manage(self) -> Ability:
        """S002-1: admin permission, and the signed agreement."""
        title = _("Manage users and licences")
        if not self.held.with_access:
            reason = _("The customer has not given you admin access.")
            if self.held.lost_access:
                reason = _(
                    "The customer has taken your admin access back. You stay responsible for its support; where it asks"
                    " for help, open a service request with Microsoft on its behalf."
                )
            return Ability(title, False, reason)
        if self._agreement_missing:
            return Ability(title, False, self._no_agreement())
        reason = _("The customer has given you admin access and its agreement is there.")
        if not self.actor.may(Permission.CUSTOMER_USERS_MANAGE):
            return Ability(title, True, reason)
        return Ability(title, True, reason, (Link(_("Users"), self._of_customer("subscriptions:user-list")),))

    def own_azure(self) -> Ability:
        """S002-2."""
        title = _("Manage Azure subscriptions that you provision yourselves")
        if not self.held.ordering:
            return Ability(title, False, self._not_ordering())
        if self._agreement_missing:
            return Ability(title, False, self._no_agreement())
        return Ability(title, True, _("For these no admin access is needed."))

    def order(self) -> Ability:
        """S001-34, S001-39 to S001-41, S004-5 to S004-7."""
        title = _("Add products and view what was ordered")
        if not self.held.ordering:
            return Ability(title, False, self._not_ordering())
        if not self._signed:
            reason = _("Your organisation has not signed the Microsoft Partner Agreement yet.")
            url = reverse("accounts:agreement-list", args=[self._slug])
            return Ability(title, False, reason, (Link(_("Agreements"), url),))
        if self._agreement_missing:
            return Ability(title, False, self._no_agreement(), self._attesting())
        blocked = [self._reseller_blocks(row) for row in self.held.ordering]
        if all(blocked):
            return Ability(title, False, " ".join(blocked), self.adding()[1:])
        reason = " ".join(filter(None, blocked)) or _("You order for this customer.")
        return self._by_right(title, Permission.ORDER_CREATE, self.adding(), reason)

    def adding(self) -> tuple[Link, ...]:
        """S001-40, S001-41: what there is for a customer that one orders for, and is not there as its reseller."""
        if not self.held.ordering:
            return ()
        history = reverse("subscriptions:order-list", args=[self._slug])
        return (
            Link(_("Add subscription"), self._of_customer("subscriptions:add-subscription")),
            Link(_("View products"), reverse("subscriptions:catalogue", args=[self._slug])),
            Link(_("Order history"), f"{history}?customer={self.held.customer.public_id}"),
        )

    @property
    def whose(self) -> str:
        """S001-40: of a customer held as a reseller alone, who orders for it; empty for the others."""
        return self._not_ordering() if self.held.as_reseller and not self.held.ordering else ""

    def _attesting(self) -> tuple[Link, ...]:
        if not self.actor.may(Permission.MCA_ATTEST):
            return ()
        return (Link(_("Attest the agreement"), self._of_customer("customers:customer-attest")),)

    def _reseller_blocks(self, row: ResellerRelationship) -> str:
        """S004-6, S004-7, D8: through a reseller only while you are partners and it has signed."""
        reseller = row.with_partner
        if row.capacity != Capacity.PROVIDER or reseller is None:
            return ""
        names = {"reseller": reseller.name}
        if not Partnership.objects.visible_to(self._tenant).between(self._tenant, reseller).active().exists():
            return _("Your partnership with %(reseller)s has ended: nothing new through it.") % names
        if not has_signed_mpa(reseller):
            return _("%(reseller)s has not signed the Microsoft Partner Agreement yet.") % names
        return ""

    def _not_ordering(self) -> str:
        providers = self.held.providers
        if providers:
            return _("You hold this customer as a reseller: %(provider)s orders for it.") % {
                "provider": ", ".join(one.name for one in providers)
            }
        return _(
            "You hold this customer as a reseller and nobody orders for it yet. Invite it together with a provider."
        )

    # -------------------------------------------------------------- its account
    def edit(self) -> Ability:
        title = _("Edit billing and company details")
        return self._by_right(
            title,
            Permission.CUSTOMER_EDIT,
            (Link(_("Edit details"), self._of_customer("customers:customer-edit")),),
        )

    def attest(self) -> Ability:
        """Reference 3.4: as direct partner or provider, not as reseller."""
        title = _("Attest that the customer accepted its agreement")
        if not self.held.ordering:
            return Ability(
                title,
                False,
                _("As a reseller you do not attest it: the provider does, or the customer accepts."),
            )
        if self.held.newest.customer_agreement == CustomerAgreement.ACCEPTED:
            reason = _("Not needed: the customer has accepted the agreement itself.")
            return Ability(title, False, reason, is_needed=False)
        url = self._of_customer("customers:customer-attest")
        return self._by_right(title, Permission.MCA_ATTEST, (Link(_("Attest the agreement"), url),))

    # -------------------------------------------------------------- what is asked of the customer
    def rights(self) -> Ability:
        """S002-19: the request restores rights that were lost."""
        title = _("Ask for admin access again") if self.held.lost_access else _("Ask for admin access")
        if self.held.with_access:
            return Ability(title, False, _("Not needed: you have it."), is_needed=False)
        alone = [row for row in self.held.active if row.with_partner_id is None]
        if alone:
            return self._by_right(title, Permission.RELATIONSHIP_REQUEST, (self._request(),))
        if self.held.as_reseller:
            return self._by_right(title, Permission.JOINT_RELATIONSHIP_REQUEST, self._invite_links())
        names = ", ".join(row.with_partner.name for row in self.held.active if row.with_partner)
        reason = _("You serve it together with %(reseller)s, who manages: the rights are the reseller's.")
        return Ability(title, False, reason % {"reseller": names})

    def move(self) -> Iterator[Ability]:
        """S001-35, S001-36: an existing direct customer goes on through a provider, once it accepts both."""
        is_concerned = Programme.INDIRECT_RESELLER in self._tenant.programmes
        if not is_concerned or self.held.providers:
            return
        title = _("Serve the customer through an indirect provider")
        yield self._by_right(title, Permission.JOINT_RELATIONSHIP_REQUEST, self._invite_links())

    def again(self) -> Ability:
        """S003-9."""
        title = _("Ask for a relationship again")
        return self._by_right(
            title,
            Permission.RELATIONSHIP_REQUEST,
            (self._request(),),
            _("The relationship has ended, so nothing else is possible."),
        )

    # -------------------------------------------------------------- the end
    def remove(self) -> Iterator[Ability]:
        """S003-9; rulebook 2.4: the provider ends what it serves together with a reseller."""
        for row in self.held.active:
            title = _("Remove the reseller relationship (%(capacity)s)") % {"capacity": row.label}
            if not may_end(row, self._tenant):
                reason = _("%(provider)s orders for this customer: only it can end the relationship.")
                yield Ability(title, False, reason % {"provider": row.with_partner})
                continue
            url = reverse(
                "customers:relationship-remove",
                args=[self._slug, self.held.customer.public_id, row.public_id],
            )
            yield self._by_right(
                title, Permission.RELATIONSHIP_REMOVE, (Link(_("Remove reseller relationship"), url),)
            )

    # -------------------------------------------------------------- common
    def _by_right(
        self, title: str, permission: Permission, links: tuple[Link, ...], reason: str = ""
    ) -> Ability:
        """Open to whoever has the role, in an organisation of the kind."""
        if self.actor.may(permission):
            return Ability(title, True, reason, links)
        if not tenant_allows(self._tenant, permission):
            kinds = standing_labels(PROGRAMME_PERMISSIONS[permission])
            return Ability(title, False, _("Only for: %(kinds)s.") % {"kinds": ", ".join(kinds)})
        roles = role_labels(ROLE_PERMISSIONS[permission])
        needs = _("It takes one of these roles: %(roles)s.") % {"roles": ", ".join(roles)}
        return Ability(title, False, needs)

    @cached_property
    def _signed(self) -> bool:
        return has_signed_mpa(self._tenant)

    @property
    def _agreement_missing(self) -> bool:
        return self.held.newest.customer_agreement == CustomerAgreement.MISSING

    @staticmethod
    def _no_agreement() -> str:
        return _("The customer agreement is missing: the customer accepts it, or a partner attests it.")

    @property
    def _tenant(self) -> Tenant:
        return self.held.partner

    @property
    def _slug(self) -> str:
        return self._tenant.slug

    def _of_customer(self, name: str) -> str:
        return reverse(name, args=[self._slug, self.held.customer.public_id])

    def _request(self) -> Link:
        """Of one that is served no more it is asked as of anybody new: its contact is not known any more."""
        url = reverse("invitations:request-relationship", args=[self._slug])
        asked = f"?customer={self.held.customer.public_id}" if self.held.is_active else ""
        return Link(_("Request"), f"{url}{asked}")

    def _invite_links(self) -> tuple[Link, ...]:
        """One for each provider, those first through whom the customer is served; without any: where they are found."""
        rows = Partnership.objects.visible_to(self._tenant).with_providers_of(self._tenant).active()
        serving = {one.pk for one in self.held.providers}
        found = list(rows.select_related("provider").order_by("provider_key", "id")[:20])
        wanted = [row for row in found if row.provider_id in serving] or found
        links = [
            Link(
                _("Invite together with %(provider)s") % {"provider": row.provider.name},
                reverse("invitations:invite-customers", args=[self._slug, row.public_id])
                + f"?customer={self.held.customer.public_id}",
            )
            for row in wanted[:3]
        ]
        nowhere = Link(_("Indirect providers"), reverse("relationships:provider-list", args=[self._slug]))
        return tuple(links) or (nowhere,)
