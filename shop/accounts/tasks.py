"""Work on accounts that no page waits for."""

from celery import shared_task

from shop.accounts import forgetting


@shared_task
def forget_unproven() -> None:
    """Delete the accounts of numbers that nobody proved to be hers."""
    forgetting.forget()
