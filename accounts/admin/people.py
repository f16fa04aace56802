"""People, and which of them are operators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions, emails
from accounts.admin import forms
from accounts.models import User
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site


def _new_user(*, by: OperatorActor, **data: Any) -> User:
    """The person chooses a password by the mail that goes out now."""
    user = actions.create_user(by=by, **data)
    emails.queue_password_reset(user)
    return user


def _send_password_link(row: User, *, by: OperatorActor) -> None:
    audit.record("user.password_link_sent", by=by, target=row)
    emails.queue_password_reset(row)


@admin.register(User, site=site)
class UserAdmin(OperatorAdmin):
    """Never a password, never a digest of one."""

    operations = (
        Operation(
            "new",
            _("New person"),
            _new_user,
            explanation=_("The person gets a mail with a link to choose a password."),
            form=forms.NewUserForm,
            right="add",
            collection=True,
        ),
        Operation(
            "password-link",
            _("Send a link to choose a password"),
            _send_password_link,
            possible=lambda row: row.is_active,
        ),
        Operation(
            "second-step",
            _("Take two-step verification off"),
            lambda row, by: actions.reset_second_step(user=row, by=by),
            explanation=_(
                "For somebody who has lost telephone, keys and recovery codes. Be sure who is asking: afterwards the"
                " password alone opens the account, until the person sets it up anew. They are told by mail."
            ),
            possible=lambda row: row.has_second_step,
        ),
        Operation(
            "sign-out",
            _("Sign the person out everywhere"),
            lambda row, by: actions.end_all_sessions(user=row, by=by),
            explanation=_(
                "For somebody whose telephone or computer is lost. They can sign in again at once."
            ),
            possible=lambda row: row.is_active,
        ),
        Operation(
            "company-account",
            _("Disconnect the company account"),
            lambda row, by: actions.unlink_company_account(user=row, by=by),
            explanation=_(
                "For somebody whom the company's identity provider knows by another subject now. With the next sign-in by"
                " company account the account is connected anew."
            ),
            possible=lambda row: row.socialaccount_set.exists(),
        ),
        Operation(
            "close",
            _("Close the account"),
            lambda row, by: actions.set_active(user=row, active=False, by=by),
            explanation=_("The person is signed out at once and cannot sign in. What they did stays."),
            possible=lambda row: row.is_active,
        ),
        Operation(
            "open",
            _("Open the account again"),
            lambda row, by: actions.set_active(user=row, active=True, by=by),
            possible=lambda row: not row.is_active and not row.is_erased,
        ),
        Operation(
            "erase",
            _("Erase the person"),
            lambda row, **data: actions.erase_person(user=row, **data),
            explanation=_(
                "Name, address and every text that names them are taken away for good: of the account, mails, invitations and"
                " the audit log. Memberships end. What the person did stays, without saying who it was. Nothing of it can"
                " be undone. Do not name the person in the reason: it is kept."
            ),
            form=forms.EraseForm,
            possible=lambda row: not row.is_erased,
        ),
        Operation(
            "operator-groups",
            _("Operator groups"),
            lambda row, **data: actions.set_operator_groups(user=row, **data),
            explanation=_("Without any group the person is no operator."),
            form=forms.OperatorGroupsForm,
            superuser=True,
        ),
    )
    list_display = ("email", "full_name", "language", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address.")
    fields = (
        ("email", "full_name", "language"),
        ("is_active", "is_staff", "operator_groups"),
        ("date_joined", "last_login", "second_step_since"),
    )
    readonly_fields = ("operator_groups",)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["email"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the unique index on the address in lower case."""
        term = search_term.strip().lower()
        return (queryset.alias(key=Lower("email")).filter(key=term) if term else queryset), False

    @admin.display(description=_("operator groups"))
    def operator_groups(self, obj: User) -> str:
        return ", ".join(obj.groups.values_list("name", flat=True)) or "–"

    def related_links(self, obj: User) -> list[dict[str, Any]]:
        return [
            listing(_("Organisations"), "accounts.membership", user__exact=obj.pk),
            listing(_("What the person did"), "core.auditevent", actor__exact=obj.pk),
            listing(_("Mails to this address"), "core.outgoingmail", q=obj.email),
        ]
