"""Every write to accounts: change and audit event in one transaction."""

from accounts.actions.agreements import accept_mca, attest_mca, publish_agreement, sign_mpa
from accounts.actions.company import add_location, confirm_contact, save_company
from accounts.actions.enrolment import (
    accept_reseller_agreement,
    apply_for_enrolment,
    approve_enrolment,
    reject_enrolment,
)
from accounts.actions.erasing import erase_person
from accounts.actions.factors import (
    add_app,
    add_passkey,
    link_company_account,
    make_recovery_codes,
    prove_by_code,
    remove_factor,
    rename_passkey,
    reset_second_step,
    tell_of_attempts,
    tell_of_wrong_codes,
    unlink_company_account,
)
from accounts.actions.inbox import read_all, read_one
from accounts.actions.incentives import enrol_in_incentives, invite_to_incentives
from accounts.actions.joining import Application, join_programme
from accounts.actions.mailboxes import send_mailbox_code, use_mailbox_code
from accounts.actions.mailing import choose_mails, stop_mails, tell
from accounts.actions.members import (
    add_member,
    block_member,
    change_roles,
    end_roles,
    leave_organisation,
    name_global_admin,
    remove_member,
    unblock_member,
)
from accounts.actions.passwords import (
    end_temporary_passwords,
    issue_temporary_password,
    reveal_temporary_password,
)
from accounts.actions.people import (
    create_user,
    place_in_directory,
    set_active,
    set_language,
    set_operator_groups,
    set_password,
    set_profile,
)
from accounts.actions.programme import (
    create_partner_profile,
    identify_for_offboarding,
)
from accounts.actions.regions import save_country, save_region
from accounts.actions.sessions import end_all_sessions, end_other_sessions, end_session, record_sign_in
from accounts.actions.tenants import (
    create_tenant,
    lift_suspension,
    rename_tenant,
    set_company_group,
    suspend_tenant,
)
from accounts.actions.visits import end_visit, start_visit

__all__ = [
    "Application",
    "accept_mca",
    "accept_reseller_agreement",
    "add_app",
    "add_location",
    "add_member",
    "add_passkey",
    "apply_for_enrolment",
    "approve_enrolment",
    "attest_mca",
    "block_member",
    "change_roles",
    "choose_mails",
    "confirm_contact",
    "create_partner_profile",
    "create_tenant",
    "create_user",
    "end_all_sessions",
    "end_other_sessions",
    "end_roles",
    "end_session",
    "end_temporary_passwords",
    "end_visit",
    "enrol_in_incentives",
    "erase_person",
    "identify_for_offboarding",
    "invite_to_incentives",
    "issue_temporary_password",
    "join_programme",
    "leave_organisation",
    "lift_suspension",
    "link_company_account",
    "make_recovery_codes",
    "name_global_admin",
    "place_in_directory",
    "prove_by_code",
    "publish_agreement",
    "read_all",
    "read_one",
    "record_sign_in",
    "reject_enrolment",
    "remove_factor",
    "remove_member",
    "rename_passkey",
    "rename_tenant",
    "reset_second_step",
    "reveal_temporary_password",
    "save_company",
    "save_country",
    "save_region",
    "send_mailbox_code",
    "set_active",
    "set_company_group",
    "set_language",
    "set_operator_groups",
    "set_password",
    "set_profile",
    "sign_mpa",
    "start_visit",
    "stop_mails",
    "suspend_tenant",
    "tell",
    "tell_of_attempts",
    "tell_of_wrong_codes",
    "unblock_member",
    "unlink_company_account",
    "use_mailbox_code",
]
