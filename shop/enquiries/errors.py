"""Refuse deeds of bulk buying."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from shop.refusing import KeyReused as KeyReused
from shop.refusing import Refused as Refused


class WrongPieces(Refused):
    words = _("Please give a number of pieces from %(least)s to %(most)s.")
    field = "pieces"
    least: int
    most: str


class WrongDay(Refused):
    words = _("Please choose a day from %(first)s to %(last)s.")
    field = "wish_on"
    first: date
    last: date


class WrongPromise(WrongDay):
    field = "promise_on"


class WrongValidity(WrongDay):
    field = "valid_until_on"


class ValidTooLong(Refused):
    """The offer could still be accepted on the day when all is promised. `promise_on`: that day."""

    words = _("Choose a day before the promised date, %(promise_on)s: who accepts later cannot have it by then.")
    field = "valid_until_on"
    promise_on: date


class NoContact(Refused):
    words = _("Leave a phone number or an e-mail address, so that the base can answer.")
    field = "phone"


class NotSold(Refused):
    words = _("No base sells this product at present.")


class NothingSaid(Refused):
    words = _("Write something or add a file.")
    field = "words"


class WrongFile(Refused):
    words = _("Only pictures, PDF, Word and Excel files can be sent.")
    field = "file"


class WrongPicture(Refused):
    """The intake of pictures does not take it. `why`: its words for the sender."""

    words = "%(why)s"
    field = "file"
    why: str


class FileTooLarge(Refused):
    words = _("The file is larger than %(most)s MB. Please send a smaller one.")
    field = "file"
    most: int


class WrongPrice(Refused):
    words = _("A price per piece must be above zero, with at most two decimals.")
    field = "unit_price"


class BelowCost(Refused):
    """The price is below the cost and no reason is given. `cost`: of one piece."""

    words = _(
        "A piece costs %(cost)s, which is more than this price. Say why you offer it all the same, or raise the price."
    )
    field = "below_cost_because"
    cost: str


class WrongFreight(Refused):
    words = _("Freight must not be negative, and have at most two decimals.")
    field = "freight"


class TotalTooHigh(Refused):
    words = _("The total would be above ¥%(most)s. Split the order into several.")
    field = "unit_price"
    most: str


class WrongShare(Refused):
    words = _("The deposit must be from %(least)s to 100 percent.")
    field = "deposit_share"
    least: int


class Closed(Refused):
    """The enquiry is closed to both sides."""

    words = _("This enquiry is closed: it is %(state)s.")
    state: str


class QuoteGone(Refused):
    """The quote was replaced, declined or accepted meanwhile."""

    words = _("This quote is no longer open: it is %(state)s. Please look at the latest one.")
    state: str


class QuoteExpired(Refused):
    words = _("This quote was valid until %(day)s. Ask the base for a new one; it takes one message.")
    day: str
