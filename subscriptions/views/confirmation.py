"""After Submit: the Confirmation with its Setup info (S000-51 to S000-53)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions import reveal_temporary_password
from accounts.models import TemporaryPassword
from accounts.permissions import Permission
from accounts.policies import require_may_reveal
from partnercenter.core.errors import DomainError
from subscriptions import clock
from subscriptions.badges_ordering import ORDERS
from subscriptions.models import Order
from subscriptions.states import OrderStatus
from subscriptions.views.orders import OrderView


class SetupView(OrderView):
    """For whoever orders; and for who adds customers, where the order made one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def require(self, permission: Permission) -> None:
        if self.actor.may(Permission.CUSTOMER_CREATE):
            rows = Order.objects.sold_by(self.tenant).filter(public_id=self.kwargs["order_id"])
            if rows.exclude(setup=None).exists():
                return
        super().require(permission)

    def page(self, order: Order, **more: Any) -> HttpResponse:
        setup = order.setup
        context = {
            "page_title": _("Confirmation"),
            "order": order,
            "badge": ORDERS[order.status],
            "lines": list(order.lines.select_related("offer").order_by("id")),
            "is_waiting": order.status == OrderStatus.SUBMITTED,
            "setup": setup,
            "shown_by": self._who(setup) if setup and setup.revealed_at else "",
            "is_late": bool(setup and setup.expires_at <= clock.now()),
            "may_reveal": setup is not None and self._may_reveal(setup),
            **more,
        }
        return render(self.request, "subscriptions/wizard_confirmation.html", context)

    def _may_reveal(self, setup: TemporaryPassword) -> bool:
        try:
            require_may_reveal(setup, self.actor)
        except DomainError:
            return False
        return self.actor.may(Permission.CUSTOMER_CREATE)

    def _who(self, setup: TemporaryPassword) -> str:
        if setup.revealed_by_id == self.actor.user.pk:
            return _("you")
        return setup.revealed_by.full_name if setup.revealed_by else _("a colleague")  # who may have left


class ConfirmationView(SetupView):
    """S000-51: may be opened again at any time, without the secret."""

    def get(self, request: HttpRequest, order_id: str) -> HttpResponse:
        return self.page(self.find(order_id))


class RevealView(SetupView):
    """S000-52: the answer to this POST is the only page that ever holds the password."""

    permission = Permission.CUSTOMER_CREATE
    needs_recent_sign_in = True

    def get(self, request: HttpRequest, order_id: str) -> HttpResponse:
        order = self._with_setup(order_id)
        return redirect("subscriptions:order-confirmation", self.tenant.slug, order.public_id)

    def post(self, request: HttpRequest, order_id: str) -> HttpResponse:
        order = self._with_setup(order_id)
        setup = get_object_or_404(TemporaryPassword.objects.visible_to(self.tenant), pk=order.setup_id)
        try:
            password = reveal_temporary_password(issued=setup, by=self.actor)
        except DomainError as error:
            order = self._with_setup(order_id)
            return self.page(order, refusal=error.message)
        return self.page(self._with_setup(order_id), password=password)

    def _with_setup(self, order_id: str) -> Order:
        order = self.find(order_id)
        if order.setup_id is None:
            raise Http404
        return order
