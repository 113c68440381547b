"""Show which part of a product's price is the piece pay of its makers, at the rates in force."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Product
from dispatch.models import Operation, RateCard, TechSheet

register = template.Library()


@dataclass(frozen=True, slots=True)
class Share:
    """The piece rates of one piece: their sum in CNY, as percent of the price, and each operation with its rate."""

    amount: Decimal
    percent: int
    steps: list[tuple[str, Decimal]]


@register.simple_tag
def makers_share(product: Product, price: Decimal | None) -> Share | None:
    """Return the makers' share of `price` (CNY) for one piece, or None unless every operation has a rate today."""
    cards = RateCard.objects.filter(
        operation=Coalesce(OuterRef("continues"), OuterRef("pk")),
        approved_at__isnull=False,
        from_on__lte=timezone.localdate(),
    )
    latest = Subquery(cards.order_by("-from_on", "-pk").values("rate")[:1])
    operations = Operation.objects.filter(sheet__product=product, sheet__state=TechSheet.State.IN_FORCE)
    paid_by_step: QuerySet[Any] = operations.order_by("position").annotate(paid=latest)
    steps = [(operation.label, operation.paid) for operation in paid_by_step]
    if not (price and steps) or any(paid is None for _label, paid in steps):
        return None
    amount = sum((paid for _label, paid in steps), Decimal(0))
    return Share(amount, int((100 * amount / price).quantize(Decimal(1), ROUND_HALF_UP)), steps)
