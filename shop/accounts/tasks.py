"""Maintain accounts in the background."""

from celery import shared_task

from shop.accounts import forgetting


@shared_task
def forget_unproven() -> None:
    """Delete the accounts of numbers that nobody verified."""
    forgetting.forget()
