"""Maintain accounts and send notices in the background, so that a slow mail server keeps nobody waiting."""

from celery import shared_task
from django.core import mail

from shop.accounts import forgetting, sessions, texting


@shared_task
def forget_unproven() -> None:
    """Delete the accounts of numbers that nobody verified."""
    forgetting.forget()


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that have ended."""
    sessions.forget_ended()


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=6)
def send_text(phone: str, words: str) -> None:
    """Send one text to a phone (E.164)."""
    texting.send(phone, words)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=6)
def send_mail(email: str, subject: str, words: str) -> None:
    """Send one plain-text e-mail from the shop's address. What a mail server answers wrongly is an OSError too."""
    mail.send_mail(subject, words, None, [email])
