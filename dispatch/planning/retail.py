"""Say by when pieces that are made to order for a basket are with the buyer."""

from datetime import date, timedelta

from django.db.models import Q, Sum
from django.utils import timezone
from oscar.apps.order.models import Line

from catalog.models import Product
from dispatch.planning.promising import promise

WAITING = ("placed", "paid", "in_production")  # states of orders whose pieces are still to be made


def promised_on(product: Product, pieces: int, province: str = "") -> date | None:
    """Return the day by which pieces ordered today are with the buyer, None when the network can promise none.

    Pieces of the same work that others ordered before come first. It is never sooner than the base itself says.
    """
    ahead = pieces + waiting(product)
    base_says = timezone.localdate() + timedelta(days=product.days_to_make(ahead))
    answer = promise(product, ahead, timezone.localdate())
    if answer is None:
        return base_says
    return max(base_says, answer.earliest_on) if answer.earliest_on else None


def waiting(product: Product) -> int:
    """Return the pieces of a work that were ordered from baskets and are not sent yet."""
    lines = Line.objects.filter(Q(product=product) | Q(product__parent=product), order__status__in=WAITING)
    ordered: int | None = lines.filter(order__enquiry=None).aggregate(pieces=Sum("quantity"))["pieces"]
    return ordered or 0
