from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        from accounts import overview
        from invitations import mail_kinds, menu, sentences
        from invitations.blockers import open_requests
        from invitations.overview import invitation_cards
        from relationships.blockers import blockers

        mail_kinds.register_all()
        menu.register_all()
        sentences.register_all()
        overview.register(invitation_cards)
        blockers.append(open_requests)
