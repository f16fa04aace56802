from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        from accounts import overview
        from accounts.followers import before_erasure, ends_with_member
        from invitations import mail_kinds, menu, personal, sentences
        from invitations.actions import revoke_invitations_to
        from invitations.blockers import open_requests
        from invitations.departing import open_invitations
        from invitations.overview import invitation_cards
        from relationships.blockers import blockers

        mail_kinds.register_all()
        menu.register_all()
        personal.register_all()
        sentences.register_all()
        overview.register(invitation_cards)
        before_erasure.append(revoke_invitations_to)
        blockers.append(open_requests)
        ends_with_member.append(open_invitations)
