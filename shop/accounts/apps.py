"""Keep one kind of user, who signs in by phone or e-mail."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "shop.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from shop.accounts import telling
        from shop.accounts.staffing import ensure

        post_migrate.connect(ensure, sender=self, dispatch_uid="accounts.staffing")
        telling.listen()
