"""Find each kind of thing that waits for a manager of a base, with the act that ends the wait."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.order.models import Order

from dispatch.models import (
    Ceilings,
    Deduction,
    Dispute,
    Lot,
    Outlay,
    PayoutBatch,
    Period,
    RateCard,
    ShortDelivery,
    WorkOrder,
)
from dispatch.pay import taking_back
from dispatch.views.desk.waiting import MOST, Kind, Wait
from dispatch.work import shipping
from dispatch.work.forecasting import at_base_on, with_progress
from shop.accounts.models import User
from shop.enquiries.models import Enquiry, Message, Quote
from shop.money import money
from shop.words import counted, plain
from workshops.models import Base
from workshops.pay_accounts import to_confirm

QUOTE_DAYS, TRANSPORT_DAYS, DECLINED_DAYS = 3, 3, 14


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _few(rows: Any) -> Any:
    """Return one row more than is shown, so that the page can say that there are more."""
    return rows[: MOST + 1]


def _batches(base: Base, user: User, _today: date) -> Iterable[Wait]:
    """Find payouts that someone else has prepared, which a second person must release."""
    batches = PayoutBatch.objects.of_base(base).filter(released_at=None).exclude(prepared_by=user)
    for batch in _few(batches.select_related("period", "prepared_by").order_by("prepared_at")):
        what = f"{batch.period} · {batch.get_way_display()} · {batch.prepared_by}"
        yield Wait(what, _day(batch.prepared_at), reverse("desk:pay-batch", args=[batch.pk]))


def _accounts(base: Base, user: User, _today: date) -> Iterable[Wait]:
    """Find changes of pay accounts that a second person must confirm or stop."""
    for change in _few(to_confirm(user).filter(worker__station__links__base=base).exclude(entered_by=user)):
        what = f"{change.worker.name} · {change.worker.station.label} · {change.entered_by}"
        yield Wait(what, _day(change.entered_at), reverse("desk:pay-second"))


def _outlays(base: Base, user: User, _today: date) -> Iterable[Wait]:
    """Find advances and costs that someone else has proposed."""
    outlays = Outlay.objects.to_approve().of_base(base).exclude(proposed_by=user)
    for one in _few(outlays.select_related("worker", "proposed_by").order_by("pk")):
        what = f"{one.get_kind_display()} · {money(one.amount)} · {one.worker.name} · {one.proposed_by}"
        yield Wait(what, _day(one.proposed_at), reverse("desk:pay-second"), note=one.words)


def _takings_back(base: Base, user: User, _today: date) -> Iterable[Wait]:
    """Find entries that someone else wants to undo."""
    for one in _few(taking_back.waiting(base).exclude(asked_by=user)):
        what = f"{money(one.entry.amount)} · {taking_back.worker_of(one.entry).name} · {one.asked_by}"
        yield Wait(what, _day(one.asked_at), reverse("desk:pay-second"), note=one.because)


def _ceilings(base: Base, user: User, _today: date) -> Iterable[Wait]:
    ceilings = Ceilings.objects.waiting().of_base(base).exclude(proposed_by=user)
    for one in _few(ceilings.select_related("proposed_by").order_by("pk")):
        yield Wait(str(one.proposed_by), _day(one.proposed_at), reverse("desk:pay-ceilings"))


def _disputes(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    disputes = Dispute.objects.open().of_base(base).filter(level=Dispute.Level.STATION)
    for dispute in _few(disputes.select_related("worker__station").order_by("answer_by_on", "pk")):
        what, url = (
            f"{dispute.worker.name} · {dispute.worker.station.label}",
            reverse("desk:pay-dispute", args=[dispute.pk]),
        )
        yield Wait(what, _day(dispute.opened_at), url, by=dispute.answer_by_on, note=dispute.words)


def _promises(base: Base, _user: User, today: date) -> Iterable[Wait]:
    """Find work orders that will reach the base later than they are due there, by the pieces made so far."""
    running = {"work_order__state": WorkOrder.State.IN_WORK, "work_order__unplaced": 0, "state__in": Lot.LIVE}
    lots = Lot.objects.of_base(base).filter(**running).select_related("work_order__sheet__product")
    found = []
    for order, parts in groupby(with_progress(lots).order_by("work_order", "pk"), attrgetter("work_order")):
        forecast_on = at_base_on(parts, today)
        if forecast_on and forecast_on > order.due_on:
            what = f"{order.sheet.product.label} · {order.number}"
            note = _("expected at the base %(day)s, due there %(due)s") % {"day": forecast_on, "due": order.due_on}
            url = reverse("desk:order-detail", args=[order.number])
            found.append(Wait(what, _day(order.opened_at), url, by=order.due_on, note=str(note)))
    found.sort(key=lambda wait: wait.by or today)
    return found[: MOST + 1]


def _late_lots(base: Base, _user: User, today: date) -> Iterable[Wait]:
    lots = Lot.objects.of_base(base).late(today).exclude(state=Lot.State.ISSUED)
    lots = lots.exclude(asked_due_on__isnull=False, asked_by_base=False)
    for lot in _few(with_progress(_named(lots)).order_by("due_on", "pk")):
        note = _("%(made)s of %(pieces)s made") % {"made": lot.made, "pieces": counted(lot.pieces)}
        yield replace(_of_lot(lot, lot.accepted_at or lot.issued_at), by=lot.due_on, note=str(note))


def _asked_days(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    """Find lots for which the station has asked for another day."""
    lots = Lot.objects.of_base(base).unfinished().filter(asked_due_on__isnull=False, asked_by_base=False)
    for lot in _few(_named(lots).order_by("due_on", "pk")):
        note = _("%(day)s instead of %(due)s: %(why)s")
        words = {"day": lot.asked_due_on, "due": lot.due_on, "why": lot.asked_because}
        yield replace(_of_lot(lot, lot.issued_at), by=lot.due_on, note=str(note % words))


def _unanswered_lots(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    lots = Lot.objects.of_base(base).filter(state=Lot.State.ISSUED)
    for lot in _few(_named(lots).order_by("issued_at")):
        yield _of_lot(lot, lot.issued_at)


def _short_deliveries(base: Base, _user: User, today: date) -> Iterable[Wait]:
    """Find lots that were finished days ago and of which pieces have still not come."""
    lots = Lot.objects.of_base(base).to_receive().filter(state=Lot.State.FINISHED)
    lots = lots.filter(finished_at__date__lt=today - timedelta(days=TRANSPORT_DAYS))
    for lot in _few(_named(lots).order_by("finished_at")):
        note = _("%(missing)s of %(pieces)s have not come")
        words = {"missing": counted(lot.receivable), "pieces": lot.made}
        yield replace(_of_lot(lot, lot.finished_at), note=str(note % words))


def _missing_material(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    """Find material that a lead reports as missing from what the base sent."""
    found = ShortDelivery.objects.of_base(base).open().select_related("line__lot__station", "line__material")
    for short in _few(found.order_by("at")):
        line = short.line
        what = f"{line.material.label} {plain(short.quantity)} {line.material.unit} · {line.lot.station.label}"
        yield Wait(what, _day(short.at), reverse("desk:short-delivery", args=[short.pk]), note=short.words)


def _low_stock(base: Base, _user: User, today: date) -> Iterable[Wait]:
    for material in _few(base.materials.low().order_by("name")):
        what = f"{material.label} · {plain(material.stock)} {material.unit}"
        yield Wait(what, today, reverse("desk:material-detail", args=[material.pk]), note=material.supplier)


def _deliveries(base: Base, _user: User, today: date) -> Iterable[Wait]:
    lots = Lot.objects.of_base(base).to_receive()
    late = Q(state=Lot.State.FINISHED, finished_at__date__lt=today - timedelta(days=TRANSPORT_DAYS))
    for lot in _few(_named(lots.exclude(late)).order_by("due_on", "pk")):
        since = lot.finished_at or lot.accepted_at or lot.issued_at
        yield replace(_of_lot(lot, since), url=reverse("desk:receiving"), note=counted(lot.receivable))


def _declined_lots(base: Base, _user: User, today: date) -> Iterable[Wait]:
    lots = Lot.objects.of_base(base).filter(state=Lot.State.DECLINED, work_order__unplaced__gt=0)
    lots = lots.filter(issued_at__date__gte=today - timedelta(days=DECLINED_DAYS))
    for lot in _few(_named(lots).order_by("issued_at")):
        yield replace(_of_lot(lot, lot.issued_at), url=reverse("desk:dispatch"), note=lot.decline_reason)


def _unplanned_orders(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    orders = WorkOrder.objects.open().filter(base=base).select_related("sheet__product")
    for order in _few(orders.order_by("due_on", "pk")):
        what = f"{order.sheet.product.label} · {order.number}"
        note = _("%(pieces)s, due %(day)s") % {"pieces": counted(order.unplaced), "day": order.due_on}
        yield Wait(what, _day(order.opened_at), reverse("desk:dispatch"), note=str(note))


def _new_enquiries(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    for enquiry in _few(_asked(base).filter(state=Enquiry.State.NEW).order_by("created_at")):
        yield _of_enquiry(enquiry, enquiry.created_at)


def _messages(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    """Find enquiries with messages of the buyer that no manager has opened."""
    unread = Message.objects.unread().filter(enquiry=OuterRef("pk")).order_by("pk")
    enquiries = _asked(base).exclude(state=Enquiry.State.NEW).filter(Exists(unread))
    first = enquiries.annotate(first_at=unread.values("at")[:1], first_words=unread.values("words")[:1])
    for enquiry in _few(first.order_by("first_at")):
        yield replace(_of_enquiry(enquiry, enquiry.first_at), note=enquiry.first_words)


def _quotes(base: Base, _user: User, today: date) -> Iterable[Wait]:
    """Find offers without an answer that expire within days, or have expired."""
    quotes = Quote.objects.filter(enquiry__base=base, state=Quote.State.SENT, enquiry__state=Enquiry.State.QUOTED)
    quotes = quotes.filter(valid_until_on__lte=today + timedelta(days=QUOTE_DAYS))
    for quote in _few(quotes.select_related("enquiry__product").order_by("valid_until_on", "pk")):
        yield replace(_of_enquiry(quote.enquiry, quote.sent_at), by=quote.valid_until_on)


def _unpaid_deposits(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    enquiries = _asked(base).filter(state=Enquiry.State.AGREED, order__status="placed").select_related("order")
    for enquiry in _few(enquiries.order_by("order__date_placed")):
        yield _of_enquiry(enquiry, enquiry.order.date_placed)


def _shipments(base: Base, _user: User, _today: date) -> Iterable[Wait]:
    orders = Order.objects.filter(lines__partner=base.partner_id).distinct()
    orders = shipping.to_send(orders, base).select_related("shipping_address").prefetch_related("instalments")
    for order in _few(orders):
        unpaid = shipping.unpaid(order)
        note = _("ready, waits for payment of %(sum)s") % {"sum": money(unpaid)} if unpaid else ""
        to = order.shipping_address
        what = f"{order.number} · {to.last_name} {to.line4}" if to else order.number
        url = reverse("desk:shipping-order", args=[order.number])
        yield Wait(what, _day(order.date_placed), url, note=str(note))


def _rates(base: Base, user: User, _today: date) -> Iterable[Wait]:
    cards = RateCard.objects.waiting().of_base(base).exclude(proposed_by=user)
    for card in _few(cards.select_related("operation__sheet__product", "proposed_by").order_by("proposed_at")):
        what = f"{card.operation.sheet.product.label} · {card.operation.label} · {card.proposed_by}"
        yield Wait(what, _day(card.proposed_at), reverse("desk:rates"))


def _deductions(base: Base, user: User, _today: date) -> Iterable[Wait]:
    kept = Deduction.objects.waiting().of_base(base).exclude(proposed_by=user)
    for one in _few(kept.select_related("worker", "proposed_by").order_by("proposed_at")):
        yield Wait(f"{one.worker.name} · {one.proposed_by}", _day(one.proposed_at), reverse("desk:pay-deductions"))


def _periods(base: Base, _user: User, today: date) -> Iterable[Wait]:
    over = Period.objects.filter(state=Period.State.OPEN, ends_on__lt=today, base=base)
    for period in _few(over.order_by("ends_on")):
        yield Wait(str(period), period.ends_on, reverse("desk:pay-period", args=[period.pk]))


def _named(lots: Any) -> Any:
    return lots.select_related("work_order__sheet__product", "station")


def _of_lot(lot: Lot, since: datetime) -> Wait:
    what = f"{lot.work_order.sheet.product.label} · {lot.number} · {lot.station.label}"
    return Wait(what, _day(since), reverse("desk:lot-detail", args=[lot.number]))


def _asked(base: Base) -> Any:
    return Enquiry.objects.filter(base=base).select_related("product")


def _of_enquiry(enquiry: Any, since: datetime) -> Wait:
    buyer = enquiry.company or enquiry.contact
    what = f"{enquiry.product.label} · {counted(enquiry.pieces)} · {buyer}"
    return Wait(what, _day(since), reverse("desk:enquiry-detail", args=[enquiry.number]))


KINDS = (  # first what keeps women from their money, then what keeps buyers from their goods
    Kind(_("Payout waits for your release"), _("Look and release"), 1, "desk:pay", _batches),
    Kind(_("Pay account to confirm"), _("Look and confirm"), 1, "desk:pay-second", _accounts),
    Kind(_("Advance or costs to approve"), _("Decide"), 1, "desk:pay-second", _outlays),
    Kind(_("Entry to be taken back"), _("Decide"), 2, "desk:pay-second", _takings_back),
    Kind(_("Dispute to answer"), _("Answer"), 7, "desk:pay-disputes", _disputes),
    Kind(_("Order comes too late to the base"), _("See how far it is"), 0, "desk:orders", _promises),
    Kind(_("Station asks for another day"), _("Answer"), 1, "desk:lots", _asked_days),
    Kind(_("Late lot"), _("Decide"), 0, "desk:lots", _late_lots),
    Kind(_("Material missing at a station"), _("Look into it"), 0, "desk:materials", _missing_material),
    Kind(_("Pieces missing from a delivery"), _("Look into it"), 1, "desk:receiving", _short_deliveries),
    Kind(_("Quote without an answer"), _("Ask or renew"), 0, "desk:enquiry-list", _quotes),
    Kind(_("Message of a buyer"), _("Read and answer"), 1, "desk:enquiry-list", _messages),
    Kind(_("Enquiry to answer"), _("Answer"), 1, "desk:enquiry-list", _new_enquiries),
    Kind(_("Order to send"), pgettext_lazy("goods", "Send"), 1, "desk:shipping", _shipments),
    Kind(_("Agreed, deposit not paid"), _("Remind the buyer"), 3, "desk:enquiry-list", _unpaid_deposits),
    Kind(_("Lot that the station has not answered"), _("Call or take back"), 1, "desk:lots", _unanswered_lots),
    Kind(_("Lot declined, to be planned anew"), _("Plan"), 1, "desk:dispatch", _declined_lots),
    Kind(_("Order to plan"), _("Plan"), 2, "desk:dispatch", _unplanned_orders),
    Kind(_("Pieces to receive"), _("Receive"), 2, "desk:receiving", _deliveries),
    Kind(_("Material runs low"), _("Buy"), 3, "desk:materials", _low_stock),
    Kind(_("Rate to approve"), _("Decide"), 3, "desk:rates", _rates),
    Kind(_("Deduction to approve"), _("Decide"), 3, "desk:pay-deductions", _deductions),
    Kind(_("Ceilings to approve"), _("Decide"), 3, "desk:pay-ceilings", _ceilings),
    Kind(_("Period to close"), _("Close"), 3, "desk:pay", _periods),
)
