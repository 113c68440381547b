"""Show the wish form on a product page, and the tone of a state."""

from django import template
from oscar.apps.order.abstract_models import AbstractOrder

from catalog.models import Product
from shop.enquiries.forms import WishForm
from shop.enquiries.models import Enquiry, Quote
from shop.order.promised import promised_on
from shop.shipping.addresses import address_lines

register = template.Library()

register.filter(address_lines)
register.filter(promised_on)
ORDER_TONES = {"placed": "wait", "completed": "good", "cancelled": "bad"}
TONES = {
    "new": "wait",
    "quoted": "busy",
    "agreed": "good",
    "declined": "bad",
    "cancelled": "bad",
    "sent": "busy",
    "accepted": "good",
}


@register.simple_tag
def wish_form(product: Product) -> WishForm:
    """Return an empty form for "how many, and by when"."""
    return WishForm(product=product, auto_id="wish_%s")


@register.filter
def tone(thing: Enquiry | Quote | AbstractOrder) -> str:
    """Return the tone (good, wait, busy, bad or none) of the state of an enquiry, a quote or an order."""
    if isinstance(thing, AbstractOrder):
        return ORDER_TONES.get(thing.status, "busy")
    if isinstance(thing, Quote) and thing.is_expired:
        return "bad"
    return TONES.get(thing.state, "")
