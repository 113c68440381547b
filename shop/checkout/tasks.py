"""Run checkout's work in the background."""

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from shop.checkout import releasing
from shop.payments.errors import ProviderSilent
from shop.payments.models import Instalment, Payment

Order: Any = get_model("order", "Order")
HELD, HELD_FOR_TRANSFER = timedelta(minutes=30), timedelta(days=7)
log = logging.getLogger(__name__)


def overdue() -> "QuerySet[Any]":
    """Return unpaid orders that have held stock for too long. A transfer may take a week."""
    now = timezone.now()
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
    """Cancel what was not paid in time."""
    for order in overdue():
        try:
            releasing.release(order)
        except ProviderSilent:
            log.warning("order %s is kept: the payment provider does not answer", order.number)
