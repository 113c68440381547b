"""Start the app that takes an order to the payslip."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "dispatch"
    label = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self) -> None:
        from dispatch import receivers  # noqa: F401 listens once it is imported
        from dispatch.pay.outlays import workers_of_bases
        from workshops import pay_accounts

        pay_accounts.register(workers_of_bases)
