from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from accounts import overview
        from accounts.followers import after_rename, after_suspension, before_erasure
        from directory import mail_kinds, menu, personal, sentences, sentences_leads
        from directory.actions import erase_leads_of, follow_rename, follow_suspension
        from directory.overview import lead_cards, profile_cards

        mail_kinds.register_all()
        menu.register_all()
        personal.register_all()
        sentences.register_all()
        sentences_leads.register_all()
        overview.register(profile_cards)
        overview.register(lead_cards)
        after_rename.append(follow_rename)
        after_suspension.append(follow_suspension)
        before_erasure.append(erase_leads_of)
