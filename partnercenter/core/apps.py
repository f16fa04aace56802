from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "partnercenter.core"
    label = "core"
    verbose_name = "Portal"

    def ready(self) -> None:
        from partnercenter.core import checks  # noqa: F401  registers the system checks
        from partnercenter.core.policies_sql import apply_after_migrate

        post_migrate.connect(apply_after_migrate, sender=self, dispatch_uid="row-level-security")
