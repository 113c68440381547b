"""Do in the background what time brings about among the people of the network."""

from celery import shared_task

from workshops import pay_accounts


@shared_task
def change_pay_accounts() -> None:
    """Let confirmed changes of pay accounts take effect once their waiting time is over, every hour."""
    pay_accounts.take_effect()
