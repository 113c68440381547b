"""Compare what orders say with money, shipments and work. The apps above add what they know, at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop.order.standing import SHIPPED
from shop.payments import telling
from shop.payments.models import Cancellation, Instalment, Payment, Refund, RefundLine

Order: Any = get_model("order", "Order")
Line: Any = get_model("order", "Line")
ShippingEventQuantity: Any = get_model("order", "ShippingEventQuantity")
Source: Any = get_model("payment", "Source")
UNDER_WAY = ("paid", "in_production", "part_shipped", "shipped", "completed")


@dataclass(frozen=True)
class Difference:
    """An order, by its number, and in words what does not agree about it."""

    number: str
    words: str | Promise


Comparison = Callable[[], Iterable[Difference]]
_comparisons: list[Comparison] = []


def register(comparison: Comparison) -> None:
    """Also ask `comparison()` from now on."""
    if comparison not in _comparisons:
        _comparisons.append(comparison)


def differences() -> list[Difference]:
    """Return everything that does not agree, by order."""
    asked: list[Comparison] = [_status_against_money, _status_against_shipments, _money_against_payments, *_comparisons]
    return sorted((each for compare in asked for each in compare()), key=lambda each: each.number)


def compare_and_tell() -> list[Difference]:
    """Compare, and tell the shop's staff when anything differs."""
    found = differences()

    def words() -> tuple[str, str]:
        text = ngettext("%(count)d difference was found.", "%(count)d differences were found.", len(found))
        return gettext("Orders differ from their money or work"), text % {"count": len(found)}

    if found:
        day = timezone.localdate().isoformat()
        telling.tell_staff(f"differences:{day}", words, address="dashboard:order-differences")
    return found


def _each(orders: Any, words: str | Promise) -> Iterable[Difference]:
    return (Difference(number, words) for number in orders.values_list("number", flat=True))


def _status_against_money() -> Iterable[Difference]:
    part = Instalment.objects.filter(order=OuterRef("pk"))
    due, begun = part.filter(paid__lt=F("amount")), part.exclude(kind=Instalment.Kind.BALANCE)
    orders = Order.objects.exclude(status__in=settings.OSCAR_ORDER_STATUS_PIPELINE)
    yield from _each(orders, _("It has a status that no order can have."))
    unpaid = Order.objects.filter(Exists(begun.filter(paid__lt=F("amount"))), status__in=UNDER_WAY)
    yield from _each(unpaid, _("It counts as paid, but the money is not here."))
    waiting = Order.objects.filter(Exists(part), ~Exists(begun.filter(paid__lt=F("amount"))), status="placed")
    yield from _each(waiting, _("It is paid, but still counts as only placed."))
    yield from _each(Order.objects.filter(Exists(due), status="completed"), _("It is completed, but not all is paid."))
    settled = Order.objects.filter(~Exists(due), status="shipped")
    yield from _each(settled, _("It is sent and paid, but not completed."))
    ended = Order.objects.filter(status="cancelled")
    unexplained = ended.filter(~Exists(Cancellation.objects.filter(order=OuterRef("pk"))))
    yield from _each(
        unexplained.filter(Exists(part.filter(paid__gt=F("refunded")))),
        _("It is cancelled, but money of it is still here and nobody said why."),
    )
    gone = Order.objects.filter(status__in=("paid", "in_production", "part_shipped"))
    yield from _each(
        gone.filter(Exists(part.filter(paid__gt=0)), ~Exists(part.filter(paid__gt=F("refunded")))),
        _("All its money went back, but it has not ended."),
    )


def _status_against_shipments() -> Iterable[Difference]:
    sent = ShippingEventQuantity.objects.filter(line=OuterRef("pk"), event__event_type__code=SHIPPED)
    total = Coalesce(Subquery(sent.order_by().values("line").annotate(sum=Sum("quantity")).values("sum")), 0)
    lines = Line.objects.filter(order=OuterRef("pk")).annotate(sent=total)
    given_up = RefundLine.objects.given_up().filter(line=OuterRef("pk")).order_by().values("line")
    ended = F("sent") + Coalesce(Subquery(given_up.annotate(sum=Sum("pieces")).values("sum")), 0)
    unsent, some = lines.filter(quantity__gt=ended), lines.filter(sent__gt=0)
    yield from _each(
        Order.objects.filter(Exists(unsent), status__in=("shipped", "completed")),
        _("It counts as sent, but not all pieces were."),
    )
    yield from _each(
        Order.objects.filter(Exists(some), status__in=("placed", "paid", "in_production", "cancelled")),
        _("Pieces of it were sent, but its status does not say so."),
    )
    yield from _each(
        Order.objects.filter(Exists(lines.filter(sent__gt=F("quantity")))), _("More pieces were sent than ordered.")
    )


def _money_against_payments() -> Iterable[Difference]:
    came = Payment.objects.filter(instalment=OuterRef("pk"), state=Payment.State.SUCCEEDED)
    back = Refund.objects.filter(payment__instalment=OuterRef("pk")).exclude(state=Refund.State.FAILED)
    parts = Instalment.objects.annotate(
        came=_sum(came, "instalment"), back=_sum(back, "payment__instalment")
    ).select_related("order")
    for part in parts.filter(~Q(paid=F("came")) | ~Q(refunded=F("back"))):
        facts = {"paid": part.paid, "came": part.came, "refunded": part.refunded, "back": part.back}
        words = _("Its books say %(paid)s paid and %(refunded)s back, its payments %(came)s and %(back)s.") % facts
        yield Difference(part.order.number, words)
    debited = Source.objects.filter(order=OuterRef("pk")).order_by().values("order")
    booked = Coalesce(
        Subquery(debited.annotate(sum=Sum("amount_debited")).values("sum"), output_field=DecimalField()), 0,
        output_field=DecimalField(),
    )  # fmt: skip
    paid = Coalesce(Sum("instalments__paid"), 0, output_field=DecimalField())
    wrong = Order.objects.annotate(booked=booked, paid=paid).exclude(booked=F("paid")).order_by()
    yield from _each(wrong, _("The dashboard's books of it differ from its instalments."))


def _sum(rows: Any, by: str) -> Any:
    totals = rows.order_by().values(by).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(totals, output_field=DecimalField()), 0, output_field=DecimalField())
