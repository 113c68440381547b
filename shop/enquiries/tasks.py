"""Send notices in the background, so that a slow mail server keeps nobody waiting."""

from smtplib import SMTPException

from celery import shared_task
from django.core.mail import send_mail

from shop.accounts import texting


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=6)
def text(phone: str, words: str) -> None:
    """Send one text to a phone (E.164)."""
    texting.send(phone, words)


@shared_task(autoretry_for=(SMTPException, OSError), retry_backoff=30, max_retries=6)
def send(email: str, subject: str, words: str) -> None:
    """Send one plain-text e-mail from the shop's address."""
    send_mail(subject, words, None, [email])
