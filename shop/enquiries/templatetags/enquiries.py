"""Show the wish form on a product page, a promise in words, and the tone of a state."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from oscar.apps.order.abstract_models import AbstractOrder

from catalog.models import Product
from shop.enquiries.forms import WishForm
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.promising import Promise
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
def certainty(promise: Promise) -> str:
    """Say how certain the latest day of a promise is, and what that rests on."""
    if promise.odds is None or promise.latest_on is None:
        return _("Counted by standard minutes, because these villages have not shown their pace yet.")
    words = _("At the pace that these villages have shown, %(kept)s of %(all)s orders like this are there by %(day)s.")
    kept, of_all = promise.odds
    return words % {"kept": kept, "all": of_all, "day": date_format(promise.latest_on)}


@register.filter
def tone(thing: Enquiry | Quote | AbstractOrder) -> str:
    """Return the tone (good, wait, busy, bad or none) of the state of an enquiry, a quote or an order."""
    if isinstance(thing, AbstractOrder):
        return ORDER_TONES.get(thing.status, "busy")
    if isinstance(thing, Quote) and thing.is_expired:
        return "bad"
    return TONES.get(thing.state, "")
