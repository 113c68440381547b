"""Compare orders of the shop with the work orders and pieces that are made for them."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.models import Order, ShippingEventQuantity

from dispatch.models import TechSheet, WorkOrder
from shop.order.comparing import Difference
from shop.order.standing import SHIPPED


def orders_against_work() -> Iterable[Difference]:
    """Return orders whose work goes on though they ended, was never opened, or that were sent before it was made."""
    works = WorkOrder.objects.filter(line__order=OuterRef("pk"))
    alive = works.filter(state__in=[WorkOrder.State.OPEN, WorkOrder.State.IN_WORK])
    ended = Order.objects.filter(Exists(alive), status="cancelled")
    for number in ended.values_list("number", flat=True):
        yield Difference(number, _("It is cancelled, but villages still make it."))
    sheets = TechSheet.objects.in_force().filter(product__line__order=OuterRef("pk"))
    agreed = Order.objects.filter(enquiry__quotes__state="accepted", status__in=("paid", "in_production"))
    for number in agreed.filter(~Exists(works), Exists(sheets)).values_list("number", flat=True):
        yield Difference(number, _("It is paid, but no work was opened for it."))
    sent = ShippingEventQuantity.objects.filter(line=OuterRef("line"), event__event_type__code=SHIPPED)
    pieces = Coalesce(Subquery(sent.order_by().values("line").annotate(sum=Sum("quantity")).values("sum")), 0)
    too_early = WorkOrder.objects.annotate(sent=pieces).filter(sent__gt=F("received"))
    for number in too_early.values_list("line__order__number", flat=True):
        yield Difference(number, _("More pieces were sent than the base received."))
