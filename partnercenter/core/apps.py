from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "partnercenter.core"
    label = "core"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from partnercenter.core import (
            checks,  # noqa: F401  registers the system checks
            sentences_operators,
        )
        from partnercenter.core.mail import sentences
        from partnercenter.core.policies_sql import apply_after_migrate
        from partnercenter.core.sealing import letters

        sentences.register_all()
        letters.register_all()
        sentences_operators.register_all()
        post_migrate.connect(apply_after_migrate, sender=self, dispatch_uid="row-level-security")
