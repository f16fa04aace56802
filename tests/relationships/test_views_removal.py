"""The page that removes a partnership says what it means, in numbers, and asks once more when they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from partnercenter.core.models import OutgoingMail
from relationships.models import Partnership
from relationships.states import AdminAccess, Capacity, RemovalReason
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def removal(world: World, partnership: Partnership | None = None) -> str:
    wanted = partnership or world.partnership
    return reverse("relationships:partnership-remove", args=[world.provider.slug, wanted.public_id])


def detail(world: World) -> str:
    return reverse("relationships:reseller-detail", args=[world.provider.slug, world.partnership.public_id])


def form_of(page, **entries) -> dict[str, str]:
    """What a browser would send: the hidden fields of the page, and the entries."""
    return (
        {"seen": page.context["form"]["seen"].value()}
        | {
            "reason": RemovalReason.CONTRACT.value,
            "statement_accepted": "on",
        }
        | entries
    )


def share(world: World, count: int) -> None:
    for _ in range(count):
        customer = make.TenantFactory(customer=True)
        pair = {"customer": customer}
        make.ResellerRelationshipFactory(
            **pair, partner=world.provider, with_partner=world.reseller, capacity=Capacity.PROVIDER
        )
        make.ResellerRelationshipFactory(
            **pair,
            partner=world.reseller,
            with_partner=world.provider,
            capacity=Capacity.RESELLER,
            admin_access=AdminAccess.GRANTED,
        )


def is_active(world: World) -> bool:
    return Partnership.objects.get(pk=world.partnership.pk).is_active


@pytest.mark.rule("S000-33", "S000-34", "S000-35", "S000-36", "S000-37", "S000-38", "S000-40")
def test_the_page_names_the_reseller_and_counts_what_ends_and_stays(
    contoso: World, client_for: SignIn
) -> None:
    share(contoso, 2)
    page = client_for(contoso.admin).get(removal(contoso))
    html = " ".join(page.content.decode().split())
    assert f"Remove partnership with {contoso.reseller.name}?" in html
    assert "for the 3 customers you share" in html
    assert "The 3 customers you share are not removed." in html
    assert "stay as they are: the reseller&#x27;s for 3 and yours for 0 of these customers" in html
    assert "generates no notice to the customer or the reseller" in html
    assert "you must give it yourself" in html
    assert "Consider telling the reseller and the end customers" in html
    for point in ("good faith", "legitimate business purpose", "our agreement", "third parties", "harmless"):
        assert point in html
    assert "Yes, remove partnership" in html
    assert "Keep partnership" in html


@pytest.mark.rule("S000-36", "D9")
def test_nothing_is_ticked_beforehand(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(removal(contoso))
    assert "checked" not in page.content.decode()


@pytest.mark.rule("S000-32", "S000-33", "S000-39")
def test_confirming_removes_and_leads_to_the_list(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    page = client.get(removal(contoso))
    done = client.post(removal(contoso), form_of(page, note="Moved on"), follow=True)
    assert done.redirect_chain[-1][0] == reverse("relationships:reseller-list", args=[contoso.provider.slug])
    assert f"The partnership with {contoso.reseller.name} has been removed." in done.content.decode()
    assert contoso.reseller.domain not in done.content.decode()
    row = Partnership.objects.get(pk=contoso.partnership.pk)
    assert (row.is_active, row.removal_note, row.removal_reason) == (False, "Moved on", "contract")


@pytest.mark.rule("S000-36")
@pytest.mark.parametrize(
    ("field", "sentence"),
    [("statement_accepted", "Tick the statement to remove the partnership."), ("reason", "Choose: Reason")],
)
def test_what_is_missing_is_said_and_entries_are_kept(
    contoso: World, client_for: SignIn, field: str, sentence: str
) -> None:
    client = client_for(contoso.admin)
    entries = form_of(client.get(removal(contoso)), note="A note to keep")
    del entries[field]
    answer = client.post(removal(contoso), entries)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in html
    assert "A note to keep" in html
    assert is_active(contoso)


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"note": "x" * 1001}, "at most 1000 characters"),
        ({"reason": "revenge"}, "Choose one of the options."),
    ],
)
def test_bad_entries_are_explained(
    contoso: World, client_for: SignIn, entries: dict[str, str], sentence: str
) -> None:
    client = client_for(contoso.admin)
    answer = client.post(removal(contoso), form_of(client.get(removal(contoso)), **entries))
    assert sentence in answer.content.decode()
    assert is_active(contoso)


def test_a_change_since_the_page_was_shown_asks_again(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    entries = form_of(client.get(removal(contoso)), note="A note to keep")
    share(contoso, 1)
    again = client.post(removal(contoso), entries)
    html = again.content.decode()
    assert "Something has changed since you opened this page" in html
    assert "Customers you share: 1 before, 2 now." in html
    assert "A note to keep" in html
    assert not again.context["form"]["statement_accepted"].value()
    assert is_active(contoso)
    client.post(removal(contoso), form_of(again))
    assert not is_active(contoso)


@pytest.mark.parametrize("mark", ["", "1-2", "a-b-c", "9" * 64, "１-１-１"])
def test_a_mark_that_is_none_asks_again(contoso: World, client_for: SignIn, mark: str) -> None:
    answer = client_for(contoso.admin).post(
        removal(contoso), {"seen": mark, "reason": "other", "statement_accepted": "on"}
    )
    assert answer.status_code == 200
    assert is_active(contoso)


@pytest.mark.situation("C-021", "C-022")
def test_sending_it_twice_removes_once(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    entries = form_of(client.get(removal(contoso)))
    client.post(removal(contoso), entries)
    stamp = Partnership.objects.get(pk=contoso.partnership.pk).removed_at
    again = client.post(removal(contoso), entries, follow=True)
    assert again.redirect_chain[-1][0] == detail(contoso)
    assert "has been removed already" in again.content.decode()
    assert Partnership.objects.get(pk=contoso.partnership.pk).removed_at == stamp


def test_a_removed_one_is_not_removed_again(contoso: World, client_for: SignIn) -> None:
    answer = client_for(contoso.admin).get(removal(contoso, contoso.removed), follow=True)
    assert "has been removed already" in answer.content.decode()


@pytest.mark.rule("D9")
def test_the_courtesy_message_is_shown_before_and_sent_when_ticked(
    contoso: World, client_for: SignIn
) -> None:
    client = client_for(contoso.admin)
    page = client.get(removal(contoso))
    subject = page.context["courtesy_subject"]
    assert subject in page.content.decode()
    client.post(removal(contoso), form_of(page, courtesy="on"))
    assert OutgoingMail.objects.get(kind="partnership_removed").subject == subject


@pytest.mark.rule("D1")
@pytest.mark.situation("C-065")
def test_the_reseller_cannot_remove_it(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.reseller_admin)
    path = reverse(
        "relationships:partnership-remove", args=[contoso.reseller.slug, contoso.partnership.public_id]
    )
    assert client.post(path, {"reason": "other", "statement_accepted": "on"}).status_code == 403
    assert client.post(removal(contoso), {}).status_code == 404
    assert is_active(contoso)


@pytest.mark.situation("C-061")
def test_a_foreign_partnership_does_not_exist(contoso: World, fabrikam: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    foreign = removal(contoso, fabrikam.partnership)
    made_up = foreign.replace(fabrikam.partnership.public_id, "a" * 16)
    for answer in (client.get(foreign), client.post(foreign, {}), client.get(made_up)):
        assert answer.status_code == 404
    assert client.get(foreign).content == client.get(made_up).content
    assert is_active(fabrikam)


# ------------------------------------------------------------------ the page of a partnership
@pytest.mark.rule("S000-12", "S000-21")
def test_the_page_of_a_reseller_says_what_the_partnership_allows(contoso: World, client_for: SignIn) -> None:
    html = client_for(contoso.admin).get(detail(contoso)).content.decode()
    for words in (
        "serve common customers",
        "add new customers on its behalf",
        "submit orders",
        "reseller of a subscription",
        "support contact",
    ):
        assert words in html


def test_history_tells_both_sides_but_the_reason_its_owner_only(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    page = client.get(removal(contoso))
    client.post(removal(contoso), form_of(page, note="They never paid."))
    mine = client.get(detail(contoso)).content.decode()
    theirs = (
        client_for(contoso.reseller_admin)
        .get(
            reverse(
                "relationships:provider-detail", args=[contoso.reseller.slug, contoso.partnership.public_id]
            )
        )
        .content.decode()
    )
    removed = f"removed the partnership with {contoso.reseller.name}."
    assert f"{contoso.admin.full_name} {removed}" in mine
    assert f"{contoso.admin.full_name} ({contoso.provider.name}) {removed}" in theirs
    for html in (mine, theirs):
        assert f"accepted the partnership with {contoso.provider.name}." in html
        assert "This partnership has ended" in html
    reason = str(RemovalReason.CONTRACT.label)
    assert "They never paid." in mine
    assert reason in mine
    assert "They never paid." not in theirs
    assert reason not in theirs
    # and the other way round: the accepting side's reason is its own
    assert f"{contoso.canary} reason" not in mine
    assert f"{contoso.canary} reason" in theirs


@pytest.mark.rule("D1")
def test_the_resellers_page_says_whom_to_ask(contoso: World, client_for: SignIn, settings) -> None:
    path = reverse(
        "relationships:provider-detail", args=[contoso.reseller.slug, contoso.partnership.public_id]
    )
    html = client_for(contoso.reseller_admin).get(path).content.decode()
    assert "Only the provider can end the partnership" in html
    assert f"mailto:{contoso.provider.profile.primary_contact}" in html
    assert f"mailto:{settings.SUPPORT_EMAIL}" in html
    assert "/remove/" not in html


@pytest.mark.situation("C-123")
def test_earlier_partnerships_of_the_same_two_lead_to_one_another(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    client.post(removal(contoso), form_of(client.get(removal(contoso))))
    new = make.PartnershipFactory(provider=contoso.provider, reseller=contoso.reseller)
    old = client.get(detail(contoso)).content.decode()
    link = reverse("relationships:reseller-detail", args=[contoso.provider.slug, new.public_id])
    assert "There is a newer, active partnership" in old
    assert link in old
    assert detail(contoso) in client.get(link).content.decode()


@pytest.mark.rule("D13")
def test_an_unsigned_reseller_cannot_transact_yet(contoso: World, client_for: SignIn) -> None:
    made = make.PartnershipFactory(provider=contoso.provider)
    path = reverse("relationships:reseller-detail", args=[contoso.provider.slug, made.public_id])
    html = client_for(contoso.admin).get(path).content.decode()
    assert "has not signed the Microsoft Partner Agreement" in html
    assert "cannot transact yet" in html
