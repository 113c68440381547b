"""Build up what the pieces of an offer will cost its base, part by part, each with its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from shop.money import FEN, by_largest_remainder, exactly, rate
from shop.words import in_readers_language, percent, plain


@dataclass(frozen=True)
class Material:
    """A material that one piece needs, at its price per unit (CNY)."""

    name: str
    name_en: str
    unit: str
    per_piece: Decimal
    unit_cost: Decimal


@dataclass(frozen=True)
class Step:
    """An operation of one piece at the rate card in force (CNY per piece). `rate` is None while none is approved."""

    name: str
    name_en: str
    rate: Decimal | None
    version: int | None
    from_on: date | None


@dataclass(frozen=True)
class Share:
    """Pieces that one station (primary key) would make as one lot, at the base's terms with it (CNY)."""

    station: int
    name: str
    name_en: str
    pieces: int
    per_piece: Decimal
    per_lot: Decimal
    broker_rate: Decimal

    @property
    def label(self) -> str:
        """Return the station's name in the reader's language."""
        return in_readers_language(self, "name")

    @property
    def transport(self) -> Decimal:
        """Return the CNY for moving the lot: freight, the lot itself, and the broker's margin."""
        return self.pieces * (self.per_piece + self.broker_rate) + self.per_lot


class Line(NamedTuple):
    """A part of a cost as a page shows it, CNY for one piece and for all."""

    name: str
    source: str
    each: Decimal
    total: Decimal


class Left(NamedTuple):
    """The CNY that a price leaves to the base for one piece and for all, below zero for a loss, and its part of it."""

    price: Decimal
    each: Decimal
    total: Decimal

    @property
    def percent(self) -> Decimal:
        """Return the part of the price in percent."""
        return 100 * self.each / self.price


@dataclass(frozen=True)
class Cost:
    """The facts of a cost as they are on `day`, when rates, terms and the tech sheet were read.

    `sheet_on`: when the tech sheet was last written, None when unknown. `station_margin`: share of piece pay.
    `packing`: CNY per piece. `fairness`: CNY for all pieces that the plan weighs beside the cost and nobody pays.
    """

    pieces: int
    day: date
    sheet_on: date | None
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    station_margin: Decimal
    packing: Decimal
    shares: tuple[Share, ...]
    fairness: Decimal

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Cost":
        """Return the cost that `to_dict` has written."""
        return _FORM.validate_python(kept)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can keep it, with exact amounts."""
        kept: dict[str, Any] = _FORM.dump_python(self, mode="json")
        return kept

    @property
    def total(self) -> Decimal:
        """Return the CNY for all pieces, exact."""
        return sum((amount for _name, _source, amount in self._parts()), Decimal(0))

    @property
    def per_piece(self) -> Decimal:
        """Return the CNY for one piece, rounded up to the fen, so that a price of as much is never a loss."""
        return (self.total / self.pieces).quantize(FEN, ROUND_UP)

    @property
    def total_shown(self) -> Decimal:
        """Return the CNY for all pieces, rounded up to the fen."""
        return self.total.quantize(FEN, ROUND_UP)

    def left_by(self, price: Decimal) -> Left:
        """Return what a price per piece leaves to the base."""
        return Left(price, price - self.per_piece, price * self.pieces - self.total_shown)

    @property
    def without_rate(self) -> list[str]:
        """Return the operations that nobody could be paid for yet, because no rate is approved."""
        return [in_readers_language(step, "name") for step in self.steps if step.rate is None]

    @property
    def lines(self) -> list[Line]:
        """Return its parts in words, each rounded so that the parts shown add up to the sums shown."""
        parts = list(self._parts())
        exact = dict(enumerate(amount for _name, _source, amount in parts))
        if not self.total:
            return []
        each = by_largest_remainder(self.per_piece, exact, FEN)
        total = by_largest_remainder(self.total_shown, exact, FEN)
        return [Line(name, source, each[row], total[row]) for row, (name, source, _amount) in enumerate(parts)]

    def _parts(self) -> Iterator[tuple[str, str, Decimal]]:
        """Yield (name, source, exact CNY for all pieces) in the order in which the work goes."""
        for stuff in self.materials:
            yield self._material(stuff)
        for step in self.steps:
            yield self._step(step)
        pay = self.pieces * sum((step.rate or Decimal(0) for step in self.steps), Decimal(0))
        share = _("%(share)s %% of piece pay, for every station") % {"share": percent(self.station_margin)}
        yield _("Stations' margin"), share, pay * self.station_margin
        terms = self._terms()
        yield _("Brokers' margin"), terms, sum((x.pieces * x.broker_rate for x in self.shares), Decimal(0))
        yield (
            _("Freight to and from the villages"),
            terms,
            sum((x.pieces * x.per_piece for x in self.shares), Decimal(0)),
        )
        yield _("Lots"), terms, sum((x.per_lot for x in self.shares), Decimal(0))
        yield _("Packing"), self._sheet(exactly(self.packing)), self.pieces * self.packing

    def _material(self, stuff: Material) -> tuple[str, str, Decimal]:
        needed = f"{plain(stuff.per_piece)} {stuff.unit} × {rate(stuff.unit_cost)}"
        return in_readers_language(stuff, "name"), self._sheet(needed), self.pieces * stuff.per_piece * stuff.unit_cost

    def _step(self, step: Step) -> tuple[str, str, Decimal]:
        name = _("Piece pay: %(operation)s") % {"operation": in_readers_language(step, "name")}
        if step.rate is None or step.from_on is None:
            return name, _("no approved rate yet"), Decimal(0)
        card = {"rate": rate(step.rate), "version": step.version, "day": date_format(step.from_on)}
        return name, _("%(rate)s, rate v%(version)s in force since %(day)s") % card, self.pieces * step.rate

    def _terms(self) -> str:
        if len(self.shares) == 1:
            return _("the terms with %(station)s") % {"station": self.shares[0].label}
        return _("the terms with each station, below")

    def _sheet(self, amount: str) -> str:
        if self.sheet_on is None:
            return _("%(amount)s, tech sheet") % {"amount": amount}
        return _("%(amount)s, tech sheet of %(day)s") % {"amount": amount, "day": date_format(self.sheet_on)}


_FORM = TypeAdapter(Cost)
