"""Run payments' work in the background: ask again about what is open, carry out refunds."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from shop.payments import hearing, paying, refunding
from shop.payments.errors import ProviderSilent
from shop.payments.models import Payment, Refund

QUIET, OPEN = timedelta(minutes=2), timedelta(hours=1)
log = logging.getLogger(__name__)


@shared_task(autoretry_for=(ProviderSilent,), retry_backoff=5, max_retries=8)
def carry_out_refund(pk: int) -> None:
    """Ask the provider for a refund that was reserved."""
    refunding.carry_out(Refund.objects.select_related("payment").get(pk=pk))


@shared_task(autoretry_for=(ProviderSilent,), retry_backoff=5, max_retries=8)
def close_attempt(pk: int) -> None:
    """Close an open attempt to pay for an order that ended."""
    paying.close(Payment.objects.select_related("instalment__order").get(pk=pk))


@shared_task
def hear_what_was_lost() -> None:
    """Ask the provider for its own list of what happened, and act on what never reached us."""
    try:
        if count := hearing.hear_what_was_lost():
            log.warning("%s events of the provider had not reached us", count)
    except ProviderSilent:
        log.warning("the provider does not list its events")


@shared_task
def reconcile() -> None:
    """Ask again about every attempt and refund that is still open, and close attempts older than an hour."""
    now = timezone.now()
    open_payments = Payment.objects.filter(state=Payment.State.STARTED, created_at__lt=now - QUIET)
    for payment in open_payments.exclude(method=Payment.Method.TRANSFER).select_related("instalment__order"):
        try:
            (paying.close if payment.created_at < now - OPEN else paying.settle)(payment)
        except ProviderSilent:
            log.warning("payment %s: the provider does not answer", payment.key)
    for refund in Refund.objects.filter(state=Refund.State.STARTED, created_at__lt=now - QUIET):
        try:
            refunding.carry_out(refund)
        except ProviderSilent:
            log.warning("refund %s: the provider does not answer", refund.key)
