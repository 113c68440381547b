"""Define tags of the shop's pages: crafts to browse, pieces in the basket, a page's canonical address."""

from typing import Any

from django import template
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, Sum
from oscar.core.loading import get_model

from catalog import crafts
from catalog.filtering import Choice
from shop.basket.handing_over import ask_address

register = template.Library()
BASKET_COOKIE = "OSCAR_BASKET_COOKIE_OPEN"
register.simple_tag(ask_address)


@register.simple_tag
def main_crafts() -> list[tuple[str, str]]:
    """Return the main crafts as `(name, address)`."""
    return crafts.main_crafts()


@register.simple_tag
def order_statuses() -> dict[str, str]:
    """Return every status of an order in the reader's words, by its code."""
    return {code: str(name) for code, name in settings.ORDER_STATUS_NAMES.items()}


@register.simple_tag(takes_context=True)
def basket_pieces(context: template.Context) -> int:
    """Return the number of pieces in the reader's basket. Reads that alone, never offers."""
    request = context.get("request")
    if not request or not hasattr(request, "user"):
        return 0
    whose = Q()
    if request.user.is_authenticated:
        whose |= Q(basket__owner=request.user)
    try:
        signed = request.COOKIES.get(getattr(settings, BASKET_COOKIE), "")
        whose |= Q(basket=Signer().unsign(signed), basket__owner=None)
    except BadSignature:
        pass
    if not whose:
        return 0
    lines = get_model("basket", "Line").objects.filter(whose, basket__status="Open")
    pieces: int | None = lines.aggregate(pieces=Sum("quantity"))["pieces"]
    return pieces or 0


@register.simple_tag(takes_context=True)
def canonical(context: template.Context) -> str:
    """Return the canonical absolute address of this page: without filters, with its page number."""
    request: Any = context.get("request")
    if not request:
        return ""
    number = request.GET.get("page", "")
    wanted = f"{request.path}?page={number}" if number.isdigit() and number != "1" else request.path
    address: str = request.build_absolute_uri(wanted)
    return address


@register.simple_tag(takes_context=True)
def narrow(context: template.Context, name: str, choice: Choice) -> str:
    """Return this list's address with the parameter `name` set to a choice, or without it when the choice is in use."""
    kept = context["request"].GET.copy()
    for old in (name, "page"):
        kept.pop(old, None)
    if not choice.chosen:
        kept[name] = choice.value
    return f"?{kept.urlencode()}" if kept else context["request"].path
