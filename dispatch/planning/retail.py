"""Say by when pieces that are made to order for a basket are with the buyer."""

from datetime import date

from django.core.cache import cache
from django.db.models import Q, Sum
from django.utils import timezone
from oscar.apps.order.models import Line

from catalog.models import Product
from dispatch import planning_version
from dispatch.planning.promising import promise
from dispatch.work.delivering import road_of
from workshops.models import Base, LeadTimes

KEPT_SECONDS = 300
WAITING = ("placed", "paid", "in_production")  # states of orders whose pieces are still to be made


def promised_on(product: Product, pieces: int, province: str = "") -> date | None:
    """Return the day by which pieces ordered now are with the buyer, None when no day can be promised.

    Pieces of the same work that others ordered before come first. It is never sooner than the base itself says.
    """
    base = _base_of(product)
    if base is None:
        return None
    ahead = pieces + waiting(product)
    says = _base_says(base, product, ahead, province)
    key = f"retail:{product.pk}:{ahead}:{province}:{says}:{planning_version.current()}"
    if (found := cache.get(key)) is None:  # every view of a page or a basket asks
        answer = promise(product, ahead, province=province, is_paid=True)
        found = (says if answer is None else answer.latest_on,)
        cache.set(key, found, KEPT_SECONDS)
    day: date | None = found[0]
    return max(says, day) if day else None


def waiting(product: Product) -> int:
    """Return the pieces of a work that were ordered from baskets and are not sent yet."""
    lines = Line.objects.filter(Q(product=product) | Q(product__parent=product), order__status__in=WAITING)
    ordered: int | None = lines.filter(order__enquiry=None).aggregate(pieces=Sum("quantity"))["pieces"]
    return ordered or 0


def _base_of(product: Product) -> Base | None:
    sold = Q(partner__stockrecords__product=product) | Q(partner__stockrecords__product__parent=product)
    return Base.objects.filter(sold).order_by("pk").first()


def _base_says(base: Base, product: Product, pieces: int, province: str) -> date:
    """Return the day by which pieces are there when each takes the days that the base has set for the product."""
    now = timezone.localtime()
    road = road_of(base, pieces, province=province, since=now.date())
    begins_on = road.calendar.first_day(now, road.lead.closes_at, road.lead.week)
    made_on = road.calendar.after(begins_on, product.days_to_make(pieces), LeadTimes.Week.SEVEN)
    return road.carried(road.calendar.next_worked(made_on, road.lead.week))
