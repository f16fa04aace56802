"""Somebody who fills in the steps of an order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from subscriptions.forms_ordering import seats
from subscriptions.models import Offer, OrderDraft
from tests.client import PortalClient
from tests.world import World

CUSTOMER: dict[str, Any] = {
    "name": "아름 출판",
    "domain": "areum.example",
    "country_code": "KR",
    "address_line1": "Teheran-ro 152",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "first_name": "Min-ji",
    "last_name": "Kim",
    "email": "kim@areum.example",
    "phone": "02-312-3456",
    "language": "ko",
    "agreement": "ask",
    "setup": "show",
}


@dataclass
class Typist:
    world: World
    client: PortalClient
    kind: str = "provider"

    def url(self, name: str, *things: Any) -> str:
        slug = getattr(self.world, self.kind).slug
        return reverse(name, args=[slug, *(thing.public_id for thing in things)])

    def get(self, name: str, *things: Any) -> Any:
        return self.client.get(self.url(name, *things))

    def begin(self, **changes: Any) -> OrderDraft:
        """The first step of a new customer."""
        answer = self.client.post(self.url("subscriptions:new-customer"), CUSTOMER | changes)
        assert answer.status_code == 302, re.findall(
            r'class="pc-error[^>]*>([^<]*)<', answer.content.decode()
        )
        return OrderDraft.objects.latest("id")

    def choose(self, draft: OrderDraft, lines: dict[Offer, str], action: str = "review", **more: str) -> Any:
        data = {seats(offer): typed for offer, typed in lines.items()}
        return self.client.post(
            self.url("subscriptions:draft-subscriptions", draft), data | {"action": action} | more
        )

    def review(self, draft: OrderDraft, **more: str) -> dict[str, str]:
        """What the review's form holds, with the box ticked."""
        text = self.get("subscriptions:draft-review", draft).content.decode()
        fields = dict(re.findall(r'<input type="(?:text|hidden)" name="([\w-]+)" value="([^"]*)"', text))
        fields.pop("csrfmiddlewaretoken", None)
        return fields | {"attested": "on", "action": "submit"} | more

    def submit(self, draft: OrderDraft, **more: str) -> Any:
        return self.client.post(self.url("subscriptions:draft-review", draft), self.review(draft, **more))
