"""Handle enquiries as the base: read, talk, and offer with what the network can promise."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from shop.enquiries import asking, quoting
from shop.enquiries.forms import DeclineForm, MessageForm, QuoteForm
from shop.enquiries.models import Enquiry, Message
from shop.enquiries.talking import current_quote, mark_read, talk
from shop.money import money
from shop.order import cancelling
from shop.order.forms import CancelForm
from shop.pages.listing import Column, as_spreadsheet, heads, page_of, sorted_rows
from shop.pages.searching import both, matching
from shop.pages.versions import Change, Shown
from shop.payments import giving_back
from shop.payments.models import Cancellation
from shop.words import percent
from workshops.access import for_managers, visitor
from workshops.exporting import export_list
from workshops.reach import bases_of

VALID_DAYS = 14
COLUMNS = (
    Column("number", pgettext_lazy("of a paper", "Number"), lambda each: each.number, sort="number"),
    Column("product", pgettext_lazy("product", "Work"), lambda each: each.product.label, sort="product__title"),
    Column("pieces", gettext_lazy("Pieces"), lambda each: each.pieces, sort="pieces", numeric=True),
    Column("wish", pgettext_lazy("column", "Needed by"), lambda each: each.wish_on, sort="wish_on"),
    Column("buyer", gettext_lazy("Buyer"), lambda each: each.company or each.contact, sort="company"),
    Column("state", pgettext_lazy("how it stands", "State"), lambda each: each.get_state_display(), sort="state"),
    Column("asked", gettext_lazy("Asked"), lambda each: timezone.localdate(each.created_at), sort="created_at"),
)


@require_safe
@for_managers
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """List enquiries to the bases she manages: searched, filtered, sorted. `?format=xlsx` returns a spreadsheet."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = sorted_rows(request, _chosen(request, state, words).select_related("product", "base"), COLUMNS)
    if request.GET.get("format") == "xlsx":
        bases = {enquiry.base for enquiry in rows}
        base = bases.pop() if len(bases) == 1 else None
        export_list("enquiries", rows=len(rows), by=visitor(request), base=base)
        return as_spreadsheet("enquiries", COLUMNS, rows)
    tabs = [{"label": _("All"), "url": "?", "current": not state}]
    tabs += [{"label": name, "url": f"?state={key}", "current": state == key} for key, name in Enquiry.State.choices]
    context = {"page": page_of(request, rows), "heads": heads(request, COLUMNS), "tabs": tabs, "q": words}
    return render(request, "enquiries/desk/enquiry_list.html", context | {"state": state})


def _chosen(request: HttpRequest, state: str, words: str) -> QuerySet[Enquiry]:
    unread = Exists(Message.objects.unread().filter(enquiry=OuterRef("pk")))
    all_of_them = Enquiry.objects.filter(base__in=bases_of(request.user)).annotate(has_unread=unread)
    found = all_of_them.filter(state=state) if state in Enquiry.State.values else all_of_them
    return matching(found, words, "number", "contact", "company", *both("product__title"))


@require_safe
@for_managers
@vary_on_headers("X-Part")
def enquiry_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one enquiry with its messages, and the form of an offer beside what the network can promise."""
    enquiry = _enquiry(request, number)
    if request.headers.get("X-Part"):
        return render(
            request, "enquiries/desk/hints_part.html", _hints(enquiry, _quote_form(request, enquiry, request.GET))
        )
    mark_read(enquiry, by=visitor(request))
    return _show(request, enquiry)


@require_POST
@for_managers
def quote_send(request: HttpRequest, number: str) -> HttpResponse:
    """Send an offer, or its next version."""
    enquiry = _enquiry(request, number)
    form = _quote_form(request, enquiry, request.POST)
    if form.does(lambda said: quoting.send(enquiry, form.terms(), by=visitor(request), key=said["key"])):
        messages.success(request, _("Version %(version)s is with the buyer.") % {"version": form.result.version})
        return redirect("desk:enquiry-detail", number)
    return _show(request, enquiry, quote_form=form)


@require_POST
@for_managers
def message_send(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the buyer."""
    enquiry, form = _enquiry(request, number), MessageForm(request.POST, request.FILES)
    if form.does(lambda said: asking.say(enquiry, **said, by=visitor(request), is_from_base=True)):
        return redirect("desk:enquiry-detail", number)
    return _show(request, enquiry, form=form)


@require_POST
@for_managers
def enquiry_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Decline an enquiry and say why."""
    enquiry, form = _enquiry(request, number), DeclineForm(request.POST)
    if form.does(lambda said: quoting.decline(enquiry, **said, by=visitor(request))):
        return redirect("desk:enquiry-detail", number)
    return _show(request, enquiry, decline_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a manager what becomes of the money, and cancel the order that an enquiry led to."""
    enquiry = _enquiry(request, number)
    order = enquiry.order
    if order is None or not cancelling.can_be_cancelled(order):
        return redirect("desk:enquiry-detail", number)
    terms, by = cancelling.terms_of(order), visitor(request)
    form = CancelForm(request.POST or None, terms=terms, is_seller=True)
    reason = Cancellation.Reason.BASE
    if request.method == "POST" and form.does(
        lambda _said: cancelling.cancel(order, reason=reason, by=by, **form.said())
    ):
        messages.success(request, _("The order is cancelled and the buyer is told."))
        return redirect("desk:enquiry-detail", number)
    context = {"enquiry": enquiry, "order": order, "terms": terms, "form": form, "limit": giving_back.limit_of(by)}
    return render(request, "enquiries/desk/order_cancel.html", context)


def _enquiry(request: HttpRequest, number: str) -> Enquiry:
    enquiries = Enquiry.objects.filter(base__in=bases_of(request.user)).select_related("product", "base", "order")
    return get_object_or_404(enquiries, number=number)


def _show(
    request: HttpRequest,
    enquiry: Enquiry,
    *,
    form: MessageForm | None = None,
    quote_form: QuoteForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    quote_form = quote_form or _quote_form(request, enquiry, initial=_suggested(enquiry))
    context: dict[str, Any] = {
        "enquiry": enquiry,
        "can_cancel": enquiry.order is not None and cancelling.can_be_cancelled(enquiry.order),
        "entries": talk(enquiry),
        "quote": current_quote(enquiry),
        "form": form or MessageForm(),
        "quote_form": quote_form,
        "decline_form": decline_form or DeclineForm(),
        **_hints(enquiry, quote_form),
    }
    has_errors = any(shown.errors for shown in (context["form"], quote_form, context["decline_form"]))
    return render(request, "enquiries/desk/enquiry_detail.html", context, status=422 if has_errors else 200)


def _quote_form(request: HttpRequest, enquiry: Enquiry, data: QueryDict | None = None, **more: Any) -> QuoteForm:
    return QuoteForm(data, shown=Shown(enquiry, _offered, visitor(request), _last_quote), **more)


def _offered(enquiry: Enquiry) -> dict[str, str]:
    """Return what is offered to the buyer so far."""
    last = enquiry.quotes.first()
    if last is None:
        return {}
    return {
        _("Version"): f"{last.version}",
        _("Pieces"): f"{last.pieces:,}",
        _("Price per piece"): money(last.unit_price),
        _("Freight"): money(last.freight),
        _("Deposit, percent"): percent(last.deposit_share),
        _("Promised date"): date_format(last.promise_on),
        _("Valid until"): date_format(last.valid_until_on),
        capfirst(pgettext("of a quote", "remarks")): last.words,
        capfirst(_("why below cost")): last.below_cost_because,
    }


def _last_quote(enquiry: Enquiry) -> Change | None:
    last = enquiry.quotes.select_related("by").first()
    return Change(last.by, last.sent_at) if last else None


def _suggested(enquiry: Enquiry) -> dict[str, Any]:
    """Return the last version to change, or else the wish at the posted price and a day that can be kept."""
    if last := enquiry.quotes.first():
        kept = {name: getattr(last, name) for name in quoting.Terms._fields}
        hints = quoting.hints(enquiry, last.pieces, last.promise_on)
        return kept | {
            "unit_price": last.unit_price if last.below_cost_because else hints.at_cost_or_above(last.unit_price),
            "deposit_share": (last.deposit_share * 100).quantize(Decimal("0.1")),
            "valid_until_on": _valid_until(last.promise_on),
        }
    hints = quoting.hints(enquiry, enquiry.pieces, enquiry.wish_on)
    kept_on = hints.promise.latest_on if hints.promise else None
    promise_on = max(enquiry.wish_on, kept_on) if kept_on else enquiry.wish_on
    if promise_on != enquiry.wish_on:  # another day may take other stations, which cost more
        hints = quoting.hints(enquiry, enquiry.pieces, promise_on)
    return {
        "pieces": enquiry.pieces,
        "unit_price": hints.price,
        "promise_on": promise_on,
        "valid_until_on": _valid_until(promise_on),
    }


def _valid_until(promise_on: date) -> date:
    """Return until when an offer is open as a rule, which ends before the promised day."""
    return min(timezone.localdate() + timedelta(days=VALID_DAYS), promise_on - timedelta(days=1))


def _hints(enquiry: Enquiry, form: QuoteForm) -> dict[str, Any]:
    """Return what the network can promise, what it costs, and what a price leaves of it to the base.

    Takes the form's pieces and day as far as they are readable, else those of the wish.
    """
    pieces = _readable(form, "pieces") or enquiry.pieces
    promise_on = _readable(form, "promise_on") or enquiry.wish_on
    price = _readable(form, "unit_price")
    hints = quoting.hints(enquiry, pieces, promise_on)
    asked = {"asked_pieces": pieces, "asked_on": promise_on, "asked_price": price}
    left = hints.cost.left_by(price) if hints.cost and price else None
    return {"hints": hints, "left": left, "enquiry": enquiry, **asked}


def _readable(form: QuoteForm, name: str) -> Any:
    if not form.is_bound:
        return form.initial.get(name)
    form.is_valid()
    return form.cleaned_data.get(name)
