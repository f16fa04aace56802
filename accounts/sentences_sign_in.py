"""What decides who may sign in as a person, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from partnercenter.core.sentences import Sentence

SIGN_IN = {
    "user.profile_changed": Sentence(gettext_noop("%(who)s changed their own name or language."), "edit"),
    "user.app_added": Sentence(
        gettext_noop("%(who)s set up an authenticator app as a second step."), "shield", "success"
    ),
    "user.app_removed": Sentence(gettext_noop("%(who)s removed the authenticator app."), "shield", "warning"),
    "user.passkey_added": Sentence(gettext_noop("%(who)s added a passkey."), "shield", "success"),
    "user.passkey_renamed": Sentence(gettext_noop("%(who)s renamed a passkey."), "edit"),
    "user.passkey_removed": Sentence(gettext_noop("%(who)s removed a passkey."), "shield", "warning"),
    "user.recovery_codes_made": Sentence(gettext_noop("%(who)s made new recovery codes."), "shield", "info"),
    "user.recovery_code_used": Sentence(gettext_noop("%(who)s used a recovery code."), "alert", "warning"),
    "user.wrong_codes_entered": Sentence(
        gettext_noop(
            "Somebody who knew the password entered too many wrong codes for the account of %(object)s."
        ),
        "alert",
        "danger",
    ),
    "user.sign_in_attempts": Sentence(
        gettext_noop("Somebody tried many times to sign in as %(object)s, and did not get in."),
        "alert",
        "warning",
    ),
    "user.second_step_reset": Sentence(
        gettext_noop("%(who)s took two-step verification off the account of %(object)s."), "alert", "danger"
    ),
    "user.company_account_linked": Sentence(
        gettext_noop("%(who)s connected sign-in with the company account."), "shield", "success"
    ),
    "user.company_account_unlinked": Sentence(
        gettext_noop("%(who)s disconnected the company account of %(object)s."), "shield", "warning"
    ),
    "user.session_ended": Sentence(gettext_noop("%(who)s ended one of their own sessions."), "sign-out"),
    "user.sessions_ended": Sentence(
        gettext_noop("%(who)s signed %(object)s out everywhere."), "sign-out", "warning"
    ),
    "user.other_sessions_ended": Sentence(
        gettext_noop("%(who)s ended all their other sessions."), "sign-out"
    ),
}
