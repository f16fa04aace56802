from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelationshipsConfig(AppConfig):
    name = "relationships"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from accounts import checklist, overview
        from accounts.followers import after_customer_agreement, after_rename
        from relationships import mail_kinds, menu, sentences
        from relationships.actions import follow_customer_agreement, follow_rename
        from relationships.first_steps import first_partnership
        from relationships.overview import partnership_cards

        after_rename.append(follow_rename)
        after_customer_agreement.append(follow_customer_agreement)
        mail_kinds.register_all()
        menu.register_all()
        sentences.register_all()
        overview.register(partnership_cards)
        checklist.register(first_partnership)
