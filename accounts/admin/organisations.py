"""Organisations and who belongs to them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.admin import forms
from accounts.labels import programme_labels, roles_in_words
from accounts.models import Membership, Tenant, User
from accounts.querysets import MembershipQuerySet
from accounts.roles import Roles
from accounts.states import TenantKind
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site


def _may_become_partner(row: Tenant) -> bool:
    return row.kind == TenantKind.PARTNER and not hasattr(row, "profile")


@admin.register(Tenant, site=site)
class TenantAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new",
            _("New organisation"),
            actions.create_tenant,
            form=forms.NewTenantForm,
            right="add",
            collection=True,
        ),
        Operation(
            "rename",
            _("Rename"),
            lambda row, **data: actions.rename_tenant(tenant=row, **data),
            form=forms.RenameForm,
        ),
        Operation(
            "company-group",
            _("Set company group"),
            lambda row, **data: actions.set_company_group(tenant=row, **data),
            form=forms.CompanyGroupForm,
        ),
        Operation(
            "visit",
            _("See it as it sees itself"),
            lambda row, by: actions.start_visit(tenant=row, by=by),
            explanation=_(
                "You see every page of the organisation for a while, and change nothing. Its activity log tells its"
                " people that you did, and why."
            ),
            leads_to=lambda visit: reverse("accounts:overview", args=[visit.tenant.slug]),
        ),
        Operation(
            "suspend",
            _("Suspend"),
            lambda row, by: actions.suspend_tenant(tenant=row, by=by),
            explanation=_(
                "Nobody of the organisation gets in from the next request on, and nothing new is done with it. What"
                " runs goes on. Its global admins read the reason."
            ),
            possible=lambda row: not row.is_suspended,
        ),
        Operation(
            "lift-suspension",
            _("Lift the suspension"),
            lambda row, by: actions.lift_suspension(tenant=row, by=by),
            possible=lambda row: row.is_suspended,
        ),
        Operation(
            "partner",
            _("Set up as partner"),
            lambda row, **data: actions.create_partner_profile(tenant=row, **data).tenant,
            form=forms.NewProfileForm,
            possible=_may_become_partner,
        ),
        Operation(
            "global-admin",
            _("Name a global admin"),
            lambda row, **data: actions.name_global_admin(tenant=row, **data).tenant,
            explanation=_(
                "For an organisation whose global admins are out of reach: a member becomes one, anybody else a member."
            ),
            form=forms.GlobalAdminForm,
        ),
    )
    list_display = ("name", "slug", "kind", "domain", "country", "cloud", "company_group", "suspended_at")
    list_filter = ("kind", "cloud", "country__region")
    list_select_related = ("country",)
    ordering = ("name_key", "id")
    search_exact = ("slug", "public_id", "company_group")
    search_prefix = ("name_key", "domain")
    search_help_text = _("The beginning of the name or of the domain, the address in URLs, or an MPN ID.")
    fields = (
        ("name", "slug", "kind"),
        ("domain", "country", "cloud"),
        ("company_group", "programmes", "mpn_id"),
        ("public_id", "created_at", "suspended_at"),
    )
    readonly_fields = ("programmes", "mpn_id")

    def search_q(self, term: str) -> Q:
        return Q(locations__mpn_id=term) if term.isascii() and term.isdigit() else super().search_q(term)

    @admin.display(description=_("programme roles"))
    def programmes(self, obj: Tenant) -> str:
        return ", ".join(programme_labels(obj))

    @admin.display(description=_("MPN ID"))
    def mpn_id(self, obj: Tenant) -> str:
        return obj.mpn_id or "–"

    def related_links(self, obj: Tenant) -> list[dict[str, Any]]:
        return [
            listing(_("People"), "accounts.membership", tenant__exact=obj.pk),
            listing(_("Profile"), "accounts.partnerprofile", tenant__exact=obj.pk),
            listing(_("Locations"), "accounts.location", tenant__exact=obj.pk),
            listing(_("Enrolments"), "accounts.enrolment", tenant__exact=obj.pk),
            listing(_("Acceptances"), "accounts.agreementacceptance", tenant__exact=obj.pk),
            listing(_("Company details"), "customers.customer", tenant__exact=obj.pk),
            listing(_("Partnerships"), "relationships.partnership", q=obj.slug),
            listing(_("Its customers"), "relationships.resellerrelationship", partner__exact=obj.pk),
            listing(_("Its partners"), "relationships.resellerrelationship", customer__exact=obj.pk),
            listing(_("Invitations"), "invitations.invitation", inviter__exact=obj.pk),
            listing(_("Mails on its behalf"), "core.outgoingmail", tenant__exact=obj.pk),
            listing(_("Visits of operators"), "accounts.visit", q=obj.slug),
        ]


@admin.register(Membership, site=site)
class MembershipAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new", _("New member"), actions.add_member, form=forms.NewMemberForm, right="add", collection=True
        ),
        Operation(
            "roles",
            _("Change roles"),
            lambda row, **data: actions.change_roles(membership=row, **data),
            form=forms.RolesForm,
        ),
        Operation(
            "remove",
            _("Remove from the organisation"),
            lambda row, by: actions.remove_member(membership=row, by=by),
            explanation=_("The account stays; only the membership ends, from the next request on."),
            ends=True,
        ),
        Operation(
            "block",
            _("Block"),
            lambda row, by: actions.block_member(membership=row, by=by),
            explanation=_(
                "No access to this organisation from the next request on; roles and licences stay."
            ),
            possible=lambda row: row.blocked_at is None,
        ),
        Operation(
            "unblock",
            _("Unblock"),
            lambda row, by: actions.unblock_member(membership=row, by=by),
            possible=lambda row: row.blocked_at is not None,
        ),
    )
    list_display = ("user", "tenant", "role_names", "blocked_at", "created_at")
    list_select_related = ("user", "tenant")
    search_exact = ("tenant__slug",)
    search_help_text = _("The whole e-mail address, or the address of the organisation in URLs.")
    fields = (("user", "tenant"), "role_names", ("created_at", "blocked_at"))
    readonly_fields = ("role_names",)

    def get_queryset(self, request: HttpRequest) -> MembershipQuerySet:
        rows: MembershipQuerySet = super().get_queryset(request)
        return rows.with_ends()

    def search_q(self, term: str) -> Q:
        if "@" not in term:
            return Q(tenant__slug=term.lower())
        return Q(user__in=User.objects.alias(key=Lower("email")).filter(key=term.lower()))

    @admin.display(description=_("roles"))
    def role_names(self, obj: Membership) -> str:
        return ", ".join(roles_in_words(Roles.held_by(obj)))
