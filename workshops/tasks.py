"""Do in the background what time brings about among the people of the network."""

from celery import shared_task
from django.utils import timezone

from workshops import pay_accounts, promoting


@shared_task
def change_pay_accounts() -> None:
    """Let confirmed changes of pay accounts take effect once their waiting time is over, every hour."""
    pay_accounts.take_effect()


@shared_task
def show_bases() -> None:
    """Write down which bases the home page shows today, every night."""
    promoting.show(timezone.localdate())
