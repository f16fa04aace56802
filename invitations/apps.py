from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        from accounts import overview
        from accounts.followers import ends_with_member
        from invitations import mail_kinds, menu, sentences
        from invitations.blockers import open_requests
        from invitations.departing import open_invitations
        from invitations.overview import invitation_cards
        from relationships.blockers import blockers

        mail_kinds.register_all()
        menu.register_all()
        sentences.register_all()
        overview.register(invitation_cards)
        blockers.append(open_requests)
        ends_with_member.append(open_invitations)
