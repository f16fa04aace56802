from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = _("Subscriptions")

    def ready(self) -> None:
        from accounts import overview
        from accounts.followers import (
            after_customer_agreement,
            after_rename,
            before_member_removal,
            ends_with_member,
        )
        from customers.services import of_many, of_one
        from relationships.blockers import blockers
        from relationships.consequences import keeps
        from subscriptions import mail_kinds, menu, menu_billing, menu_users, personal, sentences
        from subscriptions.actions import follow_customer_agreement, follow_rename, release_licences_of
        from subscriptions.blockers import running, waiting
        from subscriptions.departing import licences_of_member
        from subscriptions.kept import named
        from subscriptions.overview import subscription_cards
        from subscriptions.overview_renewals import renewal_cards
        from subscriptions.services import counts, services

        overview.register(subscription_cards)
        overview.register(renewal_cards)
        mail_kinds.register_all()
        menu.register_all()
        personal.register_all()
        sentences.register_all()
        menu_billing.register_all()
        menu_users.register_all()
        overview.register(menu_users.own_licence_cards)
        after_rename.append(follow_rename)
        after_customer_agreement.append(follow_customer_agreement)
        before_member_removal.append(release_licences_of)
        ends_with_member.append(licences_of_member)
        blockers.extend((running, waiting))
        keeps.append(named)
        of_one.append(services)
        of_many.append(counts)
