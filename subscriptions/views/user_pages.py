"""Users of a customer and their licences, each page from both sides: a partner's, and the customer's own.

A page is written once (`…Page`) and stands on a side: who opens it (`permission`), and whose users it is about (`room`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.held import held
from partnercenter.core.errors import DomainError
from subscriptions.rooms import Room


class Sided(TenantView):
    @cached_property
    def room(self) -> Room:
        raise NotImplementedError


class PartnerSide(Sided):
    """S002-1: a customer that gave the partner admin access; 404 where there never was a relationship."""

    permission = Permission.CUSTOMER_USERS_MANAGE

    @cached_property
    def room(self) -> Room:
        found = held(self.tenant, self.kwargs["public_id"])
        return Room(self.actor, found.customer, found)


class OwnSide(Sided):
    """The organisation's own users (rulebook 2.3)."""

    permission = Permission.OWN_USERS_MANAGE

    @cached_property
    def room(self) -> Room:
        return Room(self.actor, self.tenant)


class InRoom(Sided):
    """A page behind the list: where the partner may not manage the users, the list says why."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        if hasattr(self, (request.method or "").lower()) and self.room.refusal:
            return redirect(self.room.url("user-list"))
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, **context: Any) -> HttpResponse:
        return render(self.request, template, {"room": self.room, "customer": self.room.customer, **context})

    def told(self, error: DomainError) -> None:
        messages.error(self.request, str(error.message))

    def back_to(self, user_id: str) -> HttpResponse:
        return redirect(self.room.url("user-detail", user_id))

    def to_password(self, issued: Any, user_id: str) -> HttpResponse:
        """The one-time page, and after it the user."""
        answer = redirect("accounts:temporary-password", self.room.actor.tenant.slug, issued.public_id)
        answer["Location"] += f"?next={self.room.url('user-detail', user_id)}"
        return answer


class OfUser(InRoom):
    """What only a POST does; a bookmark of it leads to the user."""

    def get(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        self.room.member(user_id)
        return self.back_to(user_id)
