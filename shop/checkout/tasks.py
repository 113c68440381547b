"""Run checkout's work in the background."""

import logging
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from shop.checkout import releasing, telling
from shop.payments.errors import ProviderSilent
from shop.payments.holding import HELD, HELD_FOR_TRANSFER, REMINDED_BEFORE
from shop.payments.models import Instalment, Payment

Order: Any = get_model("order", "Order")
log = logging.getLogger(__name__)


def overdue() -> "QuerySet[Any]":
    """Return unpaid orders that have held stock for too long. A transfer may take a week."""
    return _unpaid(timezone.now())


def soon_overdue() -> "QuerySet[Any]":
    """Return unpaid orders that will end in a few minutes."""
    return _unpaid(timezone.now() + REMINDED_BEFORE)


def _unpaid(now: datetime) -> "QuerySet[Any]":
    part = Instalment.objects.filter(order=OuterRef("pk"))
    transfer = Payment.objects.filter(
        instalment__order=OuterRef("pk"), method=Payment.Method.TRANSFER, state=Payment.State.STARTED
    )
    found: QuerySet[Any] = (
        Order.objects.filter(status="placed", date_placed__lt=now - HELD, lines__num_allocated__gt=0)
        .exclude(Exists(part.filter(paid__gt=0)))
        .exclude(Exists(transfer.filter(created_at__gt=now - HELD_FOR_TRANSFER)))
        .distinct()
    )
    return found


@shared_task
def release_unpaid() -> None:
    """Remind the buyers of what is not paid yet, once, and cancel what was not paid in time."""
    for order in soon_overdue():
        telling.remind(order)
    for order in overdue():
        try:
            releasing.release(order)
        except ProviderSilent:
            log.warning("order %s is kept: the payment provider does not answer", order.number)
