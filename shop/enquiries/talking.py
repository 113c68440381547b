"""List the messages and quotes of an enquiry in the order in which they came, as both sides read them."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from shop.accounts.models import User
from shop.enquiries.models import Enquiry, Message, Quote
from workshops.models import Post


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


def mark_read(enquiry: Enquiry, *, by: User) -> None:
    """Mark the buyer's messages as read, when a manager of the base has opened them. An operator only looks."""
    if by.posts.filter(base=enquiry.base_id, role=Post.Role.BASE_MANAGER).exists():
        enquiry.messages.unread().update(read_at=timezone.now())
