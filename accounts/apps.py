from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import (
            checklist,
            mail_kinds,
            mail_kinds_enrolment,
            menu,
            notifications,
            operators,
            overview,
            personal,
            sentences,
            sign_ins,
        )
        from accounts.agreements import mca_task, mpa_task
        from accounts.endings import ending_roles
        from accounts.enrolling import enrolling_cards
        from accounts.incentives import incentives_task
        from accounts.language import keep_language
        from accounts.permissions import may
        from partnercenter.core.actor import decide_with
        from partnercenter.core.views.display import keep_language_with

        decide_with(may)
        keep_language_with(keep_language)
        notifications.register_all()
        mail_kinds.register_all()
        mail_kinds_enrolment.register_all()
        menu.register_all()
        personal.register_all()
        sentences.register_all()
        overview.register(enrolling_cards)
        overview.register(checklist.checklist_section)
        checklist.register(checklist.own_steps)
        overview.register(incentives_task)
        overview.register(mpa_task)
        overview.register(mca_task)
        overview.register(ending_roles)
        user_logged_in.connect(sign_ins.arrive, dispatch_uid="sign-ins")
        user_login_failed.connect(sign_ins.refuse, dispatch_uid="refused-sign-ins")
        post_migrate.connect(operators.set_groups, dispatch_uid="operators")
