"""List the messages and quotes of an enquiry in the order in which they came, as both sides read them."""

from datetime import datetime
from typing import NamedTuple

from shop.enquiries.models import Enquiry, Message, Quote


class Entry(NamedTuple):
    """One entry of the talk: either a message or a quote."""

    at: datetime
    is_from_base: bool
    message: Message | None = None
    quote: Quote | None = None


def talk(enquiry: Enquiry) -> list[Entry]:
    """Return all messages and quotes, oldest first, in three queries."""
    said = [Entry(message.at, message.is_from_base, message=message) for message in enquiry.messages.all()]
    offered = [Entry(quote.sent_at, True, quote=quote) for quote in enquiry.quotes.all()]
    return sorted(said + offered, key=lambda entry: entry.at)


def current_quote(enquiry: Enquiry) -> Quote | None:
    """Return the quote that counts, the accepted or the open one, or None when the base must still make one."""
    return enquiry.quotes.filter(state__in=[Quote.State.ACCEPTED, Quote.State.SENT]).first()
