"""Start the app of the network: bases, stations and people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    label = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        """Tell the catalogue who makes what, the accounts who works where, and workers of a changed phone."""
        from shop.accounts import landing, second_factor
        from shop.accounts.signals import phone_changed
        from workshops import makers, phones, reach

        makers.answer()
        phone_changed.connect(phones.hear)
        landing.register(reach.rooms_of)
        second_factor.register(lambda user: reach.is_officer(user) or reach.bases_of(user).exists())
