"""Answer an offer as the buyer: an accepted quote becomes one bulk order with its deposit and balance."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import formats
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_model

from shop.accounts.models import User
from shop.enquiries import errors, telling
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.strategy import QuotedFreight, QuotedStrategy
from shop.order.placing import place
from shop.payments.schedule import plan_deposit

Basket = get_model("basket", "Basket")


@transaction.atomic
def accept(quote: Quote, *, address: Any, by: User | None) -> AbstractOrder:
    """Place the order at exactly the quoted price, freight and day, with deposit and balance planned.

    `address`: where to deliver, an unsaved shipping address. `by`: None for a guest. Accepting twice returns the same
    order. Locks the enquiry, then the quote. Raises QuoteGone, QuoteExpired or NotSold.
    """
    enquiry, quote = _lock(quote)
    if quote.state == Quote.State.ACCEPTED:
        return enquiry.order
    if quote.state != Quote.State.SENT:
        raise errors.QuoteGone(state=quote.get_state_display())
    if quote.is_expired:
        raise errors.QuoteExpired(day=formats.date_format(quote.valid_until_on))
    enquiry.buyer = enquiry.buyer or by
    basket = _basket(quote)
    order = place(
        basket=basket,
        shipping_method=(freight := QuotedFreight(quote)),
        shipping_charge=freight.calculate(basket),
        shipping_address=address,
        user=enquiry.buyer,
        guest_email="" if enquiry.buyer else enquiry.email,
        agreed_on=quote.promise_on,
        plan=partial(plan_deposit, share=quote.deposit_share, balance_due_on=quote.promise_on),
    )
    quote.state = Quote.State.ACCEPTED
    quote.save(update_fields=["state"])
    enquiry.order, enquiry.state = order, Enquiry.State.AGREED
    enquiry.save(update_fields=["buyer", "order", "state"])
    telling.tell_base(enquiry, telling.ACCEPTED, quote)
    telling.tell_buyer(enquiry, telling.ORDERED, quote)
    return order


@transaction.atomic
def decline(quote: Quote) -> Quote:
    """Decline this offer. The enquiry stays open.

    Declining twice counts once. Raises QuoteGone when the offer was replaced or accepted.
    """
    enquiry, quote = _lock(quote)
    if quote.state == Quote.State.DECLINED:
        return quote
    if quote.state != Quote.State.SENT:
        raise errors.QuoteGone(state=quote.get_state_display())
    quote.state = Quote.State.DECLINED
    quote.save(update_fields=["state"])
    enquiry.state = Enquiry.State.NEW
    enquiry.save(update_fields=["state"])
    telling.tell_base(enquiry, telling.DECLINED, quote)
    return quote


@transaction.atomic
def end(order: AbstractOrder) -> None:
    """End the enquiry that led to a cancelled order, and tell the base. A repeated call changes nothing."""
    for enquiry in Enquiry.objects.select_for_update().filter(order=order, state=Enquiry.State.AGREED):
        enquiry.state = Enquiry.State.CANCELLED
        enquiry.save(update_fields=["state"])
        telling.tell_base(enquiry, telling.ENDED)


def _lock(quote: Quote) -> tuple[Enquiry, Quote]:
    enquiry = Enquiry.objects.select_for_update().get(pk=quote.enquiry_id)
    return enquiry, Quote.objects.select_for_update().get(pk=quote.pk)


def _basket(quote: Quote) -> Any:
    strategy = QuotedStrategy(quote)
    basket = Basket.objects.create()
    basket.strategy = strategy
    product = quote.enquiry.product
    if strategy.select_stockrecord(product) is None:
        raise errors.NotSold
    basket.add_product(product, quote.pieces)
    return basket
