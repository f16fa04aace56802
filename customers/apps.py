from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from accounts import overview
        from customers import mail_kinds, menu, own, personal, sentences
        from customers.overview import customer_cards

        mail_kinds.register_all()
        menu.register_all()
        personal.register_all()
        sentences.register_all()
        own.register_menu()
        overview.register(customer_cards)
        overview.register(own.own_cards)
