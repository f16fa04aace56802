"""Guards over actions: atomic, called by keyword, and each writes down what it did."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, app_sources

# Public functions of actions that write no event, and why.
NO_EVENT = {
    "revoke_invitations_to": "each is revoked by the action for one",
    "record_sign_in": "a line of the log; the row itself is what the person reads",
    "close_sessions": "part of what ends them, which tells of it",
    "read_all": "what a person has read is nobody else's concern",
    "read_one": "likewise",
    "begin_reading": "part of add_member, which writes it",
    "erase_leads_of": "forget_person writes one for each lead",
    "follow_rename": "part of rename_tenant, which writes it",
    "follow_suspension": "part of suspend_tenant and lift_suspension, which write theirs",
    "attest_customer_agreement": "attest_mca writes it",
    "remove_admin_roles": "revoke_admin_access writes one for each relationship",
    "follow_customer_agreement": "part of accepting or attesting the agreement, which writes it",
    "submit_new_customer": "create_customer, place_order and the rest of them write theirs",
    "submit_order": "place_order writes it",
    "add_customer_user": "create_user, add_member and the rest of them write theirs",
    "block_customer_user": "block_member writes it",
    "unblock_customer_user": "unblock_member writes it",
    "reset_customer_password": "issue_temporary_password writes it",
    "buy_as_customer": "likewise",
    "import_offers": "save_product and save_offer write theirs",
    "name_global_admin": "add_member or change_roles writes it",
    "cancel_draft": "what a person typed and threw away was never anything",
    "tell": "a mail tells of what has been written",
    "begin_draft": "what a person types is nothing yet",
    "keep_draft": "likewise",
}
# One statement is one transaction.
ONE_STATEMENT: dict[str, str] = {}
# Actions without a person or an organisation behind them, and why.
NO_ACTOR = {
    "tell": "says who is told",
    "begin_reading": "part of add_member",
    "record_sign_in": "whoever signed in",
    "prove_by_code": "whoever has the code",
    "tell_of_wrong_codes": "whoever has the password and not the code",
    "close_sessions": "part of what ends them",
    "link_company_account": "whoever the identity provider vouches for",
    "ask_partner": "whoever has proven a mailbox",
    "follow_rename": "part of rename_tenant",
    "follow_suspension": "part of suspend_tenant and lift_suspension",
    "cancel_draft": "a draft is one person's own",
    "follow_customer_agreement": "part of accept_mca and attest_mca",
    "decline_invitation": "says user and tenant: the person may belong to no organisation",
    "note_refusal": "likewise",
    "opt_out": "whoever holds the link",
    "stop_invitations": "whoever holds the link",
    "ask_for_new_link": "whoever holds the link",
    "send_code": "likewise",
    "create_account": "whoever has the code; the person comes into being",
    "join_programme": "likewise",
    "end_visit": "says whose visit: it may end by the next one, or by signing out",
}


def _actions() -> Iterator[tuple[Source, ast.FunctionDef]]:
    for source in app_sources():
        if source.role == "actions":
            for node in source.tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield source, node


def _records(source: Source, node: ast.FunctionDef, seen: frozenset[str] = frozenset()) -> bool:
    """Whether it calls audit.record, itself or through a function of its file."""
    here = {other.name: other for other in source.tree.body if isinstance(other, ast.FunctionDef)}
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = ast.unparse(call.func)
            if name in {"audit.record", "audit.record_each", "events.record"}:
                return True
            if name in here and name not in seen and _records(source, here[name], seen | {name}):
                return True
    return False


def test_there_are_actions() -> None:
    assert len(list(_actions())) >= 20


def test_every_action_writes_an_event() -> None:
    wrong = [
        f"{source.path}: {node.name}"
        for source, node in _actions()
        if not _records(source, node) and node.name not in NO_EVENT
    ]
    assert not wrong, "Call audit.record(…) in the same transaction:\n" + "\n".join(wrong)


def test_every_action_is_atomic() -> None:
    wrong = [
        f"{source.path}: {node.name}"
        for source, node in _actions()
        if not any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
        and node.name not in NO_EVENT | ONE_STATEMENT
    ]
    assert not wrong, (
        "Decorate with @transaction.atomic: change, event and mail stand or fall together:\n"
        + "\n".join(wrong)
    )


def test_actions_are_called_by_keyword_and_know_who_acts() -> None:
    for source, node in _actions():
        if node.name not in NO_EVENT:
            assert not node.args.args, f"{source.path}: {node.name}: begin its parameters with *"
        names = {argument.arg for argument in node.args.kwonlyargs}
        assert "by" in names or node.name in NO_ACTOR, f"{source.path}: {node.name}: who acts? Take `by`"


def test_no_exception_is_left_over() -> None:
    assert set(NO_EVENT) | set(NO_ACTOR) | set(ONE_STATEMENT) <= {node.name for _source, node in _actions()}
