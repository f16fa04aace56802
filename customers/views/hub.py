"""What is done around customers (S003-6): the four tasks, whom each is for, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.labels import role_labels
from accounts.models import Tenant
from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.states import Programme
from accounts.views.base import TenantView
from partnercenter.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RESELLER = frozenset({Programme.INDIRECT_RESELLER})
SELLS = frozenset({Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER})


@dataclass(frozen=True)
class Step:
    """One way to do a task: what it needs, who may, where it begins. `programmes`: the partners it is for."""

    text: _StrPromise
    needs: tuple[_StrPromise, ...] = ()
    permission: Permission | None = None
    link: _StrPromise | str = ""
    url_name: str = ""
    query: str = ""
    programmes: frozenset[str] = RESELLER | SELLS


@dataclass(frozen=True)
class Task:
    title: _StrPromise
    text: _StrPromise
    steps: tuple[Step, ...]


_ACCEPTS = _("a global admin of the customer who accepts by the link")
_NEAR = _("a customer in your own region and cloud")

TASKS = (
    Task(  # S003-3, S003-5, S003-7
        _("Get new customers"),
        _("Every customer needs an account here before anything can be sold, billed or supported."),
        (
            Step(
                _(
                    "Connect with an indirect provider. Providers refer customers to the resellers they work with."
                ),
                (_("a partnership with an indirect provider"), _("the partner agreement, signed")),
                Permission.PROVIDERS_VIEW,
                _("Indirect providers"),
                "relationships:provider-list",
                programmes=RESELLER,
            ),
            Step(
                _("Keep your partner profile current: it is what providers and customers find you by."),
                (_("a description, your services and a contact"),),
                Permission.TENANT_VIEW,
                _("Partner profile"),
                "accounts:profile",
            ),
            Step(
                _("Add a new customer with its first order: the portal makes its account."),
                (_NEAR, _("the partner agreement, signed")),
                Permission.CUSTOMER_CREATE,
                _("Add new customer"),
                "subscriptions:new-customer",
                programmes=SELLS,
            ),
            Step(
                _(
                    "Invite a customer together with your provider, with one link that connects it with both of you."
                ),
                (_("an active partnership with the provider"), _NEAR, _ACCEPTS),
                Permission.JOINT_RELATIONSHIP_REQUEST,
                _("Choose the provider"),
                "relationships:provider-list",
                programmes=RESELLER,
            ),
            Step(
                _(
                    "Ask a customer for a reseller relationship; it appears in your list once it has accepted."
                ),
                (_NEAR, _ACCEPTS, _("the customer agreement, which is accepted in the same step")),
                Permission.RELATIONSHIP_REQUEST,
                _("Request a reseller relationship"),
                "invitations:request-relationship",
            ),
        ),
    ),
    Task(  # S003-4, S003-8
        _("Add existing customers"),
        _("Customers that you serve already, elsewhere, need a reseller relationship like any other."),
        (
            Step(
                _(
                    "Upload a list of them. Each becomes a candidate; it is your customer once it has accepted."
                ),
                (_("a CSV file with names, domains, countries and addresses"),),
                Permission.CUSTOMERS_IMPORT,
                _("Import existing customers"),
                "customers:import-list",
            ),
            Step(
                _("Or ask one by e-mail."),
                (_NEAR, _ACCEPTS),
                Permission.RELATIONSHIP_REQUEST,
                _("Request a reseller relationship"),
                "invitations:request-relationship",
            ),
        ),
    ),
    Task(  # S003-9
        _("End or restore a customer relationship"),
        _("What was is kept: a customer that has left stays readable among the ended relationships."),
        (
            Step(
                _("End it on the customer's page. Where something still blocks it, the page says what."),
                (_("no active subscriptions and nothing else in the way"),),
                Permission.RELATIONSHIP_REMOVE,
                _("Choose the customer"),
                "customers:customer-list",
            ),
            Step(
                _("What you serve together with an indirect provider is ended by the provider."),
                (_("the indirect provider that serves the customer with you"),),
                Permission.PROVIDERS_VIEW,
                _("Indirect providers"),
                "relationships:provider-list",
                programmes=RESELLER,
            ),
            Step(
                _("Restore it, or lost admin access, by asking the customer again."),
                (_ACCEPTS,),
                Permission.CUSTOMERS_VIEW,
                _("Ended relationships"),
                "customers:customer-list",
                "?state=ended",
            ),
        ),
    ),
    Task(  # S003-10
        _("Let customers buy their own services"),
        _(
            "A customer may be permitted to buy Azure reservations and savings plans by itself, on a subscription that you"
            " have bought."
        ),
        (
            Step(
                _(
                    "Permission is given on the subscription, so it begins with one. It is off unless you give it."
                ),
                (
                    _("an active Azure subscription of the customer, bought by you"),
                    _("an admin agent of yours who gives the permission"),
                    _("the Owner role on that subscription for whoever buys at the customer"),
                    _(
                        "your readiness to pay: you are billed for these purchases and are not notified of each"
                    ),
                ),
                Permission.PURCHASE_PERMISSION_CHANGE,
                _("Choose the customer"),
                "customers:customer-list",
                programmes=SELLS,
            ),
            Step(
                _("Subscriptions are bought by your indirect provider; it gives this permission as well."),
                (_("the indirect provider that serves the customer with you"),),
                programmes=RESELLER,
            ),
        ),
    ),
)


class CustomerHubView(TenantView):
    """S003-1, S003-6, S003-11: one page to begin from, in every cloud, with links to where each task is done."""

    permission = Permission.CUSTOMERS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        tasks = [
            {"title": task.title, "text": task.text, "steps": _steps(task, self.actor)} for task in TASKS
        ]
        context = {"page_title": _("Tasks around customers"), "tasks": tasks}
        return render(request, "customers/hub.html", context)


def _steps(task: Task, actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "text": step.text,
            "needs": step.needs,
            "link": step.link,
            "url": _url(step, actor.tenant) if _may(step, actor) else "",
            "roles": role_labels(ROLE_PERMISSIONS[step.permission]) if step.permission else [],
            "may": _may(step, actor),
        }
        for step in task.steps
        if not step.programmes.isdisjoint(actor.tenant.standing)
    ]


def _may(step: Step, actor: Actor) -> bool:
    return step.permission is None or actor.may(step.permission)


def _url(step: Step, tenant: Tenant) -> str:
    try:
        return reverse(step.url_name, args=[tenant.slug]) + step.query if step.url_name else ""
    except NoReverseMatch:
        return ""
