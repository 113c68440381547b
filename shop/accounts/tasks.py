"""Maintain accounts and send notices in the background, so that a slow mail server keeps nobody waiting."""

from celery import shared_task

from shop.accounts import forgetting, notices, sessions


@shared_task
def forget_unproven() -> None:
    """Delete the accounts of numbers that nobody verified."""
    forgetting.forget()


@shared_task
def send_notices() -> None:
    """Send the notices that are due. A deed asks for it, and every minute the clock does."""
    notices.send_due()


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that have ended."""
    sessions.forget_ended()


@shared_task
def forget_notices() -> None:
    """Delete old notices, every night."""
    notices.forget_old()
