"""Show the shop's staff what waits for them, each with the page on which it is done and by the rights of that page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from oscar.core.loading import get_model
from oscar.views.decorators import check_permissions

from shop.accounts.models import User
from shop.money import money
from shop.order.standing import free_to_send
from shop.pages.staff import sends
from shop.payments.models import Chargeback, Instalment, Payment, Refund, RefundRequest

Order: Any = get_model("order", "Order")
ProductReview: Any = get_model("reviews", "ProductReview")
StockAlert: Any = get_model("partner", "StockAlert")
SHOWN = 8


@dataclass(frozen=True)
class Row:
    """One thing that waits: in words, with the page where it is done."""

    title: str
    detail: str
    address: str
    act: str | Promise


@dataclass(frozen=True)
class Waiting:
    """Things of one kind that wait. `more`: the page that lists all of them, where there is one."""

    title: str | Promise
    count: int
    rows: list[Row] = field(default_factory=list)
    more: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits. `is_open_to`: whether a person may open the page on which it is done."""

    title: str | Promise
    is_open_to: Callable[[User], bool]
    find: Callable[[User], Any]
    row: Callable[[Any], Row]
    more: str = ""

    def waiting(self, user: User) -> Waiting:
        """Return what waits of this kind, the oldest first."""
        found = self.find(user)
        rows = [self.row(each) for each in found[:SHOWN]]
        return Waiting(self.title, found.count(), rows, reverse(self.more) if self.more else "")


def _screen(label: str, page: str) -> Callable[[User], bool]:
    """Return the rights of a page of one of Oscar's apps."""

    def is_open_to(user: User) -> bool:
        app: Any = apps.get_app_config(label)
        return bool(check_permissions(user, app.get_permissions(page)))

    return is_open_to


def _of_order(order: Any, detail: str, act: str | Promise, address: str = "", *arguments: object) -> Row:
    page = reverse(address, args=arguments) if address else reverse("dashboard:order-detail", args=[order.number])
    return Row(order.number, detail, page, act)


def _transfers(_user: User) -> QuerySet[Payment]:
    announced = Payment.objects.filter(method=Payment.Method.TRANSFER, state=Payment.State.STARTED)
    return announced.select_related("instalment__order").order_by("created_at")


def _requests(user: User) -> QuerySet[RefundRequest]:
    waiting = RefundRequest.objects.filter(state=RefundRequest.State.WAITING).exclude(by=user)
    return waiting.select_related("order", "by")


def _by_hand(_user: User) -> QuerySet[Refund]:
    started = Refund.objects.filter(by_hand=True, state=Refund.State.STARTED)
    return started.select_related("payment__instalment__order").order_by("created_at")


def _failed(_user: User) -> QuerySet[Refund]:
    failed = Refund.objects.filter(state=Refund.State.FAILED, replacement=None)
    return failed.select_related("payment__instalment__order").order_by("created_at")


def _other_amounts(_user: User) -> QuerySet[Instalment]:
    """Return instalments of which too little or too much is here, without those whose order has ended."""
    part = Q(paid__gt=0, paid__lt=F("amount")) & ~Q(order__status="cancelled")
    too_much = Q(paid__gt=F("amount") + F("refunded"))
    return Instalment.objects.filter(part | too_much).select_related("order")


def _foreign(_user: User) -> QuerySet[Payment]:
    """Return payments that came in another currency and have not gone back."""
    waiting = Payment.objects.exclude(foreign="").filter(foreign_back_at=None)
    return waiting.select_related("instalment__order").order_by("created_at")


def _contested(_user: User) -> QuerySet[Chargeback]:
    held = Chargeback.objects.filter(state=Chargeback.State.OPEN)
    return held.select_related("payment__instalment__order").order_by("answer_by")


def _to_send(_user: User) -> QuerySet[Any]:
    """Return paid orders that lie on the shelf. What is made for an order is sent by its base."""
    paid: QuerySet[Any] = Order.objects.filter(status__in=("paid", "part_shipped"), enquiry=None)
    ready: QuerySet[Any] = free_to_send(paid).order_by("date_placed").prefetch_related("lines")
    return ready


def _reviews(_user: User) -> Any:
    return ProductReview.objects.filter(status=ProductReview.FOR_MODERATION).select_related("product")


def _low_stock(_user: User) -> Any:
    return StockAlert.objects.filter(status=StockAlert.OPEN).select_related("stockrecord__product")


ORDERS = "orders_dashboard"
KINDS = [
    Kind(
        _("Transfers to confirm"), _screen(ORDERS, "transfer-confirm"), _transfers,
        lambda one: _of_order(
            one.instalment.order, money(one.amount), _("Has it come?"), "dashboard:transfer-confirm", one.pk
        ),
    ),
    Kind(
        _("Refunds that wait for a second person"), _screen(ORDERS, "refund-decide"), _requests,
        lambda one: _of_order(
            one.order, f"{money(one.amount)} · {one.by or ''}", _("Look and decide"), "dashboard:refund-decide", one.pk
        ),
    ),
    Kind(
        _("Refunds to transfer"), _screen(ORDERS, "refund-sent"), _by_hand,
        lambda one: _of_order(
            one.payment.instalment.order, money(one.amount), _("Transferred"), "dashboard:refund-sent", one.pk
        ),
    ),
    Kind(
        _("Refunds that failed"), _screen(ORDERS, "refund-again"), _failed,
        lambda one: _of_order(
            one.payment.instalment.order, money(one.amount), _("Try again"), "dashboard:refund-again", one.pk
        ),
    ),
    Kind(
        _("Too little or too much came"), _screen(ORDERS, "order-refund"), _other_amounts,
        lambda one: _of_order(
            one.order,
            _("%(paid)s of %(amount)s") % {"paid": money(one.paid - one.refunded), "amount": money(one.amount)},
            _("Look at it"),
        ),
    ),
    Kind(
        _("Money of another currency"), _screen(ORDERS, "foreign-back"), _foreign,
        lambda one: _of_order(
            one.instalment.order, one.foreign, _("Give it back"), "dashboard:foreign-back", one.pk
        ),
    ),
    Kind(
        _("Contested at the bank"), _screen(ORDERS, "order-refund"), _contested,
        lambda one: _of_order(one.payment.instalment.order, money(one.amount), _("Look at it")),
    ),
    Kind(
        _("Orders to send"), sends, _to_send,
        lambda one: _of_order(
            one,
            ", ".join(f"{line.title} × {line.quantity}" for line in one.lines.all()),
            pgettext_lazy("goods", "Send"),
            "sending:shipping-order",
            one.number,
        ),
        more="sending:shipping",
    ),
    Kind(
        _("Reviews to look at"), _screen("reviews_dashboard", "reviews-update"), _reviews,
        lambda one: Row(
            one.title, str(one.product or ""), reverse("dashboard:reviews-update", args=[one.pk]), _("Read and decide")
        ),
        more="dashboard:reviews-list",
    ),
    Kind(
        _("Low stock"), _screen("catalogue_dashboard", "stock-alert-list"), _low_stock,
        lambda one: Row(
            one.stockrecord.product.get_title(),
            _("%(left)d left") % {"left": one.stockrecord.net_stock_level},
            reverse("dashboard:catalogue-product", args=[one.stockrecord.product_id]),
            _("Restock"),
        ),
        more="dashboard:stock-alert-list",
    ),
]  # fmt: skip


class HomeView(TemplateView):
    """The home of the dashboard: what waits for this member of staff."""

    template_name = "oscar/dashboard/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what waits, kind by kind, and leave out what this person may not do."""
        user: Any = self.request.user
        kinds: Iterable[Kind] = (kind for kind in KINDS if kind.is_open_to(user))
        waiting = [kind.waiting(user) for kind in kinds]
        return super().get_context_data(**kwargs) | {
            "waiting": [each for each in waiting if each.count],
            "nothing": [each for each in waiting if not each.count],
        }
