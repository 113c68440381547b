"""Send the base's binding offer. Each version is sent once and never changes."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shop.accounts.models import User
from shop.enquiries import errors, telling
from shop.enquiries.asking import MOST_DAYS, MOST_PIECES, say
from shop.enquiries.costing import Cost
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.promising import Promise, promise
from shop.money import FEN, is_multiple, money
from shop.refusing import Refused
from workshops.journal import Verb, record

LEAST_SHARE = Decimal("0.05")
MOST_TOTAL = Decimal("9999999999.99")


class Terms(NamedTuple):
    """The terms of an offer. Money in CNY with at most two decimals, `deposit_share` from 0.05 to 1.

    `below_cost_because`: why the price is below the cost, for the base's eyes only.
    """

    pieces: int
    unit_price: Decimal
    freight: Decimal
    deposit_share: Decimal
    promise_on: date
    valid_until_on: date
    words: str = ""
    below_cost_because: str = ""


@transaction.atomic
def send(enquiry: Enquiry, terms: Terms, *, by: User, key: UUID) -> Quote:
    """Send the buyer a new version, which replaces the one before it.

    The cost as it is now stays with the version. The same key and terms return the quote they made. Raises WrongPieces,
    WrongPrice, WrongFreight, TotalTooHigh, WrongShare, WrongPromise, WrongValidity, Closed, KeyReused, and BelowCost
    when nothing says why the price is below the cost.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if sent := Quote.objects.filter(key=key).first():
        if sent.enquiry_id != enquiry.pk or terms != Terms(*(getattr(sent, name) for name in Terms._fields)):
            raise errors.KeyReused
        return sent
    if not enquiry.is_open:
        raise errors.Closed(state=enquiry.get_state_display())
    look(terms)
    cost = _cost(enquiry, terms)
    last = enquiry.quotes.first()
    enquiry.quotes.filter(state=Quote.State.SENT).update(state=Quote.State.REPLACED)
    version = last.version + 1 if last else 1
    known = {"cost": cost.to_dict(), "cost_per_piece": cost.per_piece} if cost else {}
    quote = Quote.objects.create(enquiry=enquiry, version=version, by=by, key=key, **terms._asdict(), **known)
    enquiry.state = Enquiry.State.QUOTED
    enquiry.save(update_fields=["state"])
    said = {name: getattr(quote, name) for name in ("version", "unit_price", "cost_per_piece", "below_cost_because")}
    record(Verb.SEND_QUOTE, quote, by=by, base=enquiry.base, station=None, **said)
    telling.tell_buyer(enquiry, telling.QUOTED, quote)
    return quote


def _cost(enquiry: Enquiry, terms: Terms) -> Cost | None:
    """Return the cost of an offer, None when the network cannot say. Raises BelowCost."""
    answer = _promised(enquiry, terms.pieces, terms.promise_on)
    cost = answer.cost if answer else None
    if cost and terms.unit_price < cost.per_piece and not terms.below_cost_because.strip():
        raise errors.BelowCost(cost=money(cost.per_piece))
    return cost


def look(terms: Terms) -> None:
    """Raise what `send` raises when the terms cannot be offered."""
    for refusal in refusals(terms._asdict()):
        raise refusal


def refusals(terms: Mapping[str, Any]) -> Iterator[Refused]:
    """Yield every reason why some terms, of which not all may be given yet, cannot be offered."""
    pieces, price, freight = terms.get("pieces"), terms.get("unit_price"), terms.get("freight")
    if pieces is not None and not 1 <= pieces <= MOST_PIECES:
        yield errors.WrongPieces(least=1, most=f"{MOST_PIECES:,}")
    if price is not None and (not is_multiple(price, FEN) or price <= 0):
        yield errors.WrongPrice()
    if freight is not None and (not is_multiple(freight, FEN) or freight < 0):
        yield errors.WrongFreight()
    if pieces and price and freight is not None and pieces * price + freight > MOST_TOTAL:
        yield errors.TotalTooHigh(most=f"{MOST_TOTAL:,}")
    if "deposit_share" in terms and not LEAST_SHARE <= terms["deposit_share"] <= 1:
        yield errors.WrongShare(least=int(LEAST_SHARE * 100))
    today = timezone.localdate()
    last = today + timedelta(days=MOST_DAYS)
    if "promise_on" in terms and not today < terms["promise_on"] <= last:
        yield errors.WrongPromise(first=today + timedelta(days=1), last=last)
    if "valid_until_on" in terms and not today <= terms["valid_until_on"] <= last:
        yield errors.WrongValidity(first=today, last=last)
    elif {"promise_on", "valid_until_on"} <= terms.keys() and terms["valid_until_on"] >= terms["promise_on"] > today:
        yield errors.ValidTooLong(promise_on=terms["promise_on"])


@transaction.atomic
def decline(enquiry: Enquiry, *, words: str, by: User, key: UUID) -> Enquiry:
    """Decline as the base, with the reason in `words`. Raises NothingSaid without words, Closed when it is agreed."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if enquiry.state == Enquiry.State.DECLINED:
        return enquiry
    if not enquiry.is_open:
        raise errors.Closed(state=enquiry.get_state_display())
    say(enquiry, words=words, by=by, is_from_base=True, key=key)
    enquiry.quotes.filter(state=Quote.State.SENT).update(state=Quote.State.REPLACED)
    enquiry.state = Enquiry.State.DECLINED
    enquiry.save(update_fields=["state"])
    return enquiry


class Hints(NamedTuple):
    """Facts that help to price an offer, in CNY per piece, None when unknown.

    They are what the network can promise, the posted tier price, and the price that leaves the base its usual margin.
    """

    promise: Promise | None
    tier_price: Decimal | None
    margin_price: Decimal | None

    @property
    def cost(self) -> Cost | None:
        """Return what the pieces would cost the base."""
        return self.promise.cost if self.promise else None

    @property
    def price(self) -> Decimal | None:
        """Return the price to propose: the posted one, else the one with the usual margin, never below the cost."""
        posted = self.tier_price or self.margin_price
        return self.at_cost_or_above(posted) if posted else None

    def at_cost_or_above(self, price: Decimal) -> Decimal:
        """Return a price, or what a piece costs where that is more."""
        return max(price, self.cost.per_piece) if self.cost else price


def hints(enquiry: Enquiry, pieces: int, promise_on: date) -> Hints:
    """Return facts that help to price `pieces` by a day."""
    tier = enquiry.product.tiers.filter(from_pieces__lte=pieces).last()
    answer = _promised(enquiry, pieces, promise_on)
    price = None
    if answer and answer.cost and enquiry.base.margin < 1:
        price = (answer.cost.total / pieces / (1 - enquiry.base.margin)).quantize(FEN, ROUND_UP)
    return Hints(answer, tier.unit_price if tier else None, price)


def _promised(enquiry: Enquiry, pieces: int, promise_on: date) -> Promise | None:
    """Return what the network can promise this buyer: to her province, with a sample first where she asked for one."""
    return promise(enquiry.product, pieces, promise_on, province=enquiry.province, with_sample=enquiry.with_sample)
