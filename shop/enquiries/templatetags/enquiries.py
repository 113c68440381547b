"""What the pages of bulk buying need to show: the wish form on a product page, and the tone of a state."""

from django import template
from django.conf import settings

from shop.enquiries.forms import WishForm
from shop.enquiries.models import Enquiry, Quote

register = template.Library()

TONES = {"new": "wait", "quoted": "busy", "agreed": "good", "declined": "bad", "sent": "busy", "accepted": "good"}


@register.simple_tag
def wish_form() -> WishForm:
    """An empty form for "how many, and by when"."""
    return WishForm(auto_id="wish_%s")


@register.simple_tag
def bulk_from() -> int:
    """Pieces from which on a buyer asks instead of filling a basket."""
    return settings.BULK_FROM_PIECES


@register.filter
def tone(thing: Enquiry | Quote) -> str:
    """The tone (good, wait, busy, bad or none) of an enquiry's or a quote's state."""
    if isinstance(thing, Quote) and thing.is_expired:
        return "bad"
    return TONES.get(thing.state, "")
