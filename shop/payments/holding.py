"""Say until when the pieces of an unpaid order are kept for its buyer."""

from datetime import datetime, timedelta
from typing import Any

from shop.payments.models import Payment

HELD, HELD_FOR_TRANSFER = timedelta(minutes=30), timedelta(days=7)
REMINDED_BEFORE = timedelta(minutes=10)


def held_until(order: Any) -> datetime | None:
    """Return when an unpaid order of stock ends by itself, None for any other. A transfer may take a week."""
    lines = order.lines.filter(num_allocated__gt=0)
    if order.status != "placed" or not lines.exists() or order.instalments.filter(paid__gt=0).exists():
        return None
    transfers = Payment.objects.filter(instalment__order=order, method=Payment.Method.TRANSFER)
    announced = transfers.filter(state=Payment.State.STARTED).first()
    until: datetime = announced.created_at + HELD_FOR_TRANSFER if announced else order.date_placed + HELD
    return until
