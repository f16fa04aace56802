"""Guards: who may write, who may read, and what may reach the broker."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source, app_sources, calls, python, where

# Whatever the receiver is, these words write.
WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "asave",
    "acreate",
    "adelete",
}
QUERYSET = re.compile(r"objects\b|_default_manager|\.filter\(|\.exclude\(|\.all\(\)|visible_to\(")
SQL_WRITE = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM|TRUNCATE)\b")
WRITERS = {"actions", "sweeps", "sweeps_inbox", "statements", "lifecycle", "digest"}
CORE_WRITERS = (
    "partnercenter/core/mail/",
    "partnercenter/core/audit.py",
    "partnercenter/core/sealing/",
    "partnercenter/core/states.py",
    "partnercenter/core/ratelimit.py",
    "partnercenter/core/heartbeat.py",
    "partnercenter/core/policies_sql.py",
    "partnercenter/core/sessions.py",
    "partnercenter/core/raising.py",
)
# path and call: why it may write though it is no action.
ALLOWED_WRITES = {
    ("accounts/views/reauthenticate.py", "form.save"): "notes the proof in the session, as the library does",
    ("accounts/models/tenant.py", "super().save"): "keeps the sort key in step with the name",
    ("accounts/querysets.py", "user.save"): "Django's contract of a user manager",
    (
        "accounts/operators.py",
        "Group.objects.using(using).get_or_create",
    ): "operators' groups, set by migrate from a table",
    ("directory/pictures.py", "bare.save"): "a picture is written into memory",
    ("partnercenter/core/tasks.py", "RateWindow.objects.filter(ends_at__lt=Now()).delete"): "forgets windows",
}

# How a page may begin to read: each of these narrows to the organisation, the person, or what is public.
READS = {
    "visible_to",
    "sent_by",
    "sold_by",
    "sold_in",
    "handed_out_by",
    "listed_in",
    "named",
    "held_by",
    "with_resellers_of",
    "with_providers_of",
    "of",
    "providers",
    "partners",
    "published",
    "current",
}
# path and manager call: why a page may read it unscoped.
ALLOWED_READS = {
    (
        "accounts/visiting.py",
        "Visit.objects.running",
    ): "whether an operator may look, who is a member of nothing",
    ("accounts/filters.py", "Tenant.objects.filter"): "names of others, to find one's own events by",
    ("accounts/filters.py", "Tenant.objects.exclude"): "the other side that a page led to, of those in sight",
    ("accounts/filters.py", "AuditEvent.objects.filter"): "who has left the organisation itself",
    ("accounts/filters.py", "User.objects.filter"): "likewise, by the address of then",
    ("accounts/activity.py", "Tenant.objects.in_bulk"): "names in sentences, of those in sight",
    ("accounts/personal.py", "model.objects.filter"): "what is kept about the person who asks",
    ("accounts/mfa.py", "Authenticator.objects.filter"): "a person's own second steps",
    (
        "accounts/sweeps_incentives.py",
        "Enrolment.objects.without_incentives",
    ): "every reseller's, by the sweep",
    (
        "accounts/agreements.py",
        "Agreement.objects.filter",
    ): "published texts, of the kinds that concern the actor",
    ("accounts/views/agreement_text.py", "Agreement.objects.version"): "likewise, one of them",
    ("accounts/joining.py", "Country.objects.select_related"): "countries are everyone's",
    ("accounts/joining.py", "MailboxCode.objects.proving"): "of the browser that asked for the code",
    ("accounts/views/joining.py", "User.objects.filter"): "whoever has proved the mailbox, of its account",
    ("accounts/views/joining_review.py", "Enrolment.objects.filter"): "by the key of the form that was sent",
    ("accounts/roles.py", "TimedRole.objects.in_force"): "of a membership that has been read",
    ("directory/filters.py", "Country.objects.all"): "countries are everyone's",
    ("directory/filters.py", "Region.objects.all"): "regions are everyone's",
    ("directory/showing.py", "Country.objects.filter"): "countries are everyone's",
    ("directory/filters_leads.py", "Country.objects.all"): "countries are everyone's",
    ("accounts/backends.py", "User.objects.has_lapsed"): "whoever signs in, of themselves",
    ("accounts/forms.py", "User.objects.has_lapsed"): "likewise",
    ("accounts/mail_kinds_enrolment.py", "MailboxCode.objects.get"): "the code of the mail that leaves",
    (
        "customers/held.py",
        "AgreementAcceptance.objects.filter",
    ): "the agreement of a customer that the partner serves now",
    ("invitations/proof.py", "InvitationLink.objects.filter"): "whoever holds the link has found it",
    ("invitations/proof.py", "Invitation.objects.select_related"): "the invitation of that link",
    ("subscriptions/deciding.py", "Tenant.objects.filter"): "the organisation itself and its providers",
    (
        "subscriptions/deciding.py",
        "ResellerRelationship.objects.filter",
    ): "each side of the organisation's relationships by its own index",
    ("subscriptions/views/renewal_settings.py", "CalendarFeed.objects.filter"): "whose address was opened",
    (
        "subscriptions/views/renewal_settings.py",
        "Membership.objects.open",
    ): "whether that person is a member still",
    ("accounts/views/mails.py", "Membership.objects.filter"): "whose mails the opened link stops",
    ("invitations/landing.py", "OptOut.objects.filter"): "of that invitation's recipient",
}
# Files that are no pages: they write, or work for nobody in particular, or are the reads themselves.
NO_PAGES = {
    "actions",
    "sweeps",
    "sweeps_inbox",
    "statements",
    "lifecycle",
    "digest",
    "querysets",
    "models",
    "policies",
    "emails",
    "mail_kinds",
    "blockers",
    "tasks",
    "limits",
    "operators",
    "management",
    "admin",
}
# Where sight of every row is taken, and why; rare on purpose.
SYSTEM_SCOPES = {
    "accounts/filters.py": "whose doing is looked for may have left, and is a colleague no longer",
    "accounts/management/commands/changepassword.py": "the command line stands outside organisations",
    "accounts/management/commands/createsuperuser.py": "the first operator of a new portal",
    "accounts/actions/company.py": "whether an MPN ID is another organisation's, which is not told",
    "accounts/actions/enrolment.py": "whether another organisation of the region has this name",
    "accounts/actions/mailing.py": "how whoever hears of it has chosen, of another organisation than acts",
    "accounts/digest.py": "the day's mails of everybody",
    "accounts/views/mails.py": "a mail program stops a topic without signing in, by the token it was sent",
    "accounts/actions/passwords.py": "the account of a new customer's admin is not in sight of its partner",
    "accounts/actions/members.py": "who leaves is deleted, and so is a role that ends",
    "accounts/actions/erasing.py": "a person's data are wherever they are",
    "accounts/personal.py": "likewise, for a file of their own",
    "partnercenter/core/audit_export.py": "an operator's file of everybody's events, read while it is sent",
    "partnercenter/core/mail/retention.py": "texts of everybody's old mails are forgotten",
    "accounts/actions/inbox.py": "where whoever is added to an organisation begins to read",
    "accounts/sweeps_inbox.py": "events of all organisations are followed",
    "accounts/sweeps.py": "time does its work on everybody's roles",
    "accounts/actions/people.py": "the event of a person's own name and language belongs to no organisation",
    "accounts/actions/sessions.py": "likewise of their sessions",
    "accounts/actions/factors.py": "codes are tried before anybody is signed in",
    "accounts/sweeps_incentives.py": "invitations to incentives go to any partner",
    "accounts/language.py": "the event of a person's own language belongs to no organisation",
    "accounts/visiting.py": "an operator who looks is a member of nothing",
    "accounts/views/visits.py": "likewise, and ends it",
    "directory/actions/keeping.py": "a public entry that is withdrawn is deleted",
    "directory/actions/locations.py": "so is a location that its partner removes",
    "directory/actions/asking.py": "who asks and who is asked do not know one another yet",
    "directory/actions/leads.py": "a person's data in leads of any partner are erased",
    "directory/emails.py": "a mail to who asked, which no partner reads",
    "directory/sweeps.py": "time does its work on everybody's leads",
    "directory/views/asking.py": "a customer who asks is in no organisation",
    "accounts/views/joining.py": "whoever joins is in no organisation yet",
    "customers/sweeps.py": "imports that wait belong to any partner; each is worked on in its own scope",
    "invitations/views/landing.py": "whoever holds a link is in no organisation yet",
    "invitations/views/proven.py": "likewise",
    "subscriptions/sweeps.py": "old drafts of everybody are forgotten",
    "invitations/sweeps.py": "time does its work on everybody's invitations",
    "relationships/actions/customers.py": "a provider ends its reseller's half too, and the customer reads of both",
    "relationships/actions/followers.py": "one agreement shows in the rows of all partners of a customer",
    "relationships/emails.py": "the addresses of the other side's admins",
    "customers/actions/users.py": "accounts of a customer, which its partner with admin access may not write",
    "subscriptions/actions/licences.py": "licences, and the memberships that they are locked with",
    "subscriptions/rooms.py": "whether an account opens other organisations, too",
    "subscriptions/actions/changing.py": "licences of what is cancelled are deleted",
    "subscriptions/actions/followers.py": "the customer's agreement fulfils orders of all its partners",
    "subscriptions/actions/new_customer.py": "a customer, its admin and its relationships come into being",
    "subscriptions/actions/permissions.py": "a customer buys on its partner's account, whose standing it cannot read",
    "subscriptions/actions/personal.py": "a calendar feed that its person withdraws is deleted",
    "subscriptions/digest.py": "mails about renewals go to people of all partners",
    "subscriptions/lifecycle.py": "time does its work on everybody's subscriptions",
    "subscriptions/views/renewal_settings.py": "a calendar program shows an address and is in no organisation yet",
    "subscriptions/statements.py": "the monthly run works for all partners",
    "subscriptions/history.py": "a reseller that manages a subscription reads what its provider did with it",
    "subscriptions/events.py": "a reseller stands on neither side of the event of what it manages",
    "partnercenter/core/mail/delivery.py": "mails of all organisations leave",
    "partnercenter/core/sealing/sealer.py": "events of all organisations are sealed",
    "partnercenter/core/sealing/checkpoints.py": "how far they are sealed",
    "partnercenter/core/sealing/letters.py": "likewise, in a mail to operators",
    "partnercenter/core/sealing/verify.py": "all seals are read again",
    "partnercenter/core/management/commands/verify_audit.py": "the organisation whose seals are asked for",
    "partnercenter/core/raising.py": "operators stand outside organisations, and time ends their rights",
    "partnercenter/core/middleware/scope.py": "sign-in and the operators' console",
    "partnercenter/demo/management/commands/seed_demo.py": "builds the demo world",
}


def _assigned_querysets(function: ast.AST) -> set[str]:
    """Local names that hold a queryset in this function."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and QUERYSET.search(ast.unparse(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _writes(source: Source) -> Iterator[tuple[ast.Call, str]]:
    names = _assigned_querysets(source.tree)
    for call, method in calls(source.tree):
        receiver = ast.unparse(call.func.value)
        is_queryset = bool(QUERYSET.search(receiver)) or receiver in names
        if method in WRITES or (method in {"update", "aupdate"} and is_queryset):
            yield call, f"{receiver}.{method}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_WRITE.search(node.value):
            yield node, "SQL"


def _may_write(source: Source) -> bool:
    if source.package == "partnercenter":
        return source.path.startswith(CORE_WRITERS)
    return source.role in WRITERS


def test_the_scan_sees_the_writes_of_actions() -> None:
    found = {source.package for source in app_sources() if source.role == "actions" and list(_writes(source))}
    assert {"accounts", "relationships", "invitations"} <= found


def test_nothing_but_actions_writes() -> None:
    """architecture.md: every write is one function in actions.py: change, audit event, mail."""
    wrong = [
        where(source, call)
        for source in [*app_sources(), *python("partnercenter/core")]
        if not _may_write(source)
        for call, what in _writes(source)
        if (source.path, what) not in ALLOWED_WRITES
    ]
    assert not wrong, "Move these writes into the app's actions.py (or a sweep):\n" + "\n".join(wrong)


def test_no_exception_is_left_over() -> None:
    known = {
        (source.path, what)
        for source in [*app_sources(), *python("partnercenter/core")]
        for _call, what in _writes(source)
    }
    assert set(ALLOWED_WRITES) <= known, "Take out of ALLOWED_WRITES what no longer is there."


def test_nothing_but_the_mail_core_speaks_to_the_broker() -> None:
    """Redis may be silent for seconds: no request and no action waits for it (C-037)."""
    allowed = {f"partnercenter/core/{name}.py" for name in ("nudge", "tasks", "beat")}
    found = [
        (source, call)
        for source in [*app_sources(), *python("partnercenter")]
        for call, method in calls(source.tree)
        if method in {"delay", "apply_async", "send_task"}
    ]
    assert {source.path for source, _call in found} == allowed, (
        "Put a row into the mail queue (core.mail.enqueue) or let beat start the task; "
        "found:\n" + "\n".join(where(source, call) for source, call in found)
    )


def _manager_reads(source: Source) -> Iterator[tuple[ast.Attribute, str]]:
    """`Model.objects.something` in this file, with the something."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            inner = node.value
            if inner.attr in {"objects", "_default_manager"} and isinstance(inner.value, ast.Name):
                yield node, node.attr


def test_pages_read_only_what_is_visible() -> None:
    """The first wall: a page reaches rows through visible_to and its kind, never through a bare manager."""
    pages = [source for source in app_sources() if source.role not in NO_PAGES]
    reads = [(source, node, name) for source in pages for node, name in _manager_reads(source)]
    assert any(name == "visible_to" for _source, _node, name in reads), "the scan finds nothing: mend it"
    there = {(source.path, ast.unparse(node)) for source, node, _name in reads}
    assert set(ALLOWED_READS) <= there, "Take out of ALLOWED_READS what no longer is there."
    wrong = [
        where(source, node)
        for source, node, name in reads
        if name not in READS and (source.path, ast.unparse(node)) not in ALLOWED_READS
    ]
    assert not wrong, "Begin with visible_to(self.tenant) or a method of its kind:\n" + "\n".join(wrong)


def test_system_scope_is_rare() -> None:
    """Sight of every row is taken in these places only; each says why."""
    found = {
        source.path
        for source in [*app_sources(), *python("partnercenter")]
        for call, name in calls(source.tree)
        if name == "system" and ast.unparse(call.func) == "tenancy.system"
    }
    assert found == set(SYSTEM_SCOPES), "A new system scope needs a reason in SYSTEM_SCOPES, or better: none."
