"""Show the wish form on a product page, and the tone of a state."""

from django import template
from django.conf import settings
from oscar.apps.order.abstract_models import AbstractOrder

from shop.enquiries.forms import WishForm
from shop.enquiries.models import Enquiry, Quote
from shop.shipping.addresses import address_lines

register = template.Library()

register.filter(address_lines)
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
def wish_form() -> WishForm:
    """Return an empty form for "how many, and by when"."""
    return WishForm(auto_id="wish_%s")


@register.simple_tag
def bulk_from() -> int:
    """Return the number of pieces from which on a buyer asks instead of filling a basket."""
    return settings.BULK_FROM_PIECES


@register.filter
def tone(thing: Enquiry | Quote | AbstractOrder) -> str:
    """Return the tone (good, wait, busy, bad or none) of the state of an enquiry, a quote or an order."""
    if isinstance(thing, AbstractOrder):
        return ORDER_TONES.get(thing.status, "busy")
    if isinstance(thing, Quote) and thing.is_expired:
        return "bad"
    return TONES.get(thing.state, "")
