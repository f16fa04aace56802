from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelationshipsConfig(AppConfig):
    name = "relationships"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from accounts import overview
        from accounts.renames import after_rename
        from relationships import mail_kinds, menu
        from relationships.actions import follow_rename
        from relationships.overview import partnership_cards

        after_rename.append(follow_rename)
        mail_kinds.register_all()
        menu.register_all()
        overview.register(partnership_cards)
