"""Put figures of some days beside those of the days before and of the year, with the difference in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shop.money import money

Number = int | Decimal


class Figure(NamedTuple):
    """A figure to compare: the field that holds it, and its words.

    `rise`: the tone of more of it, "good", "bad" or "" where more is neither. `is_money`: whether it is CNY. `sort`:
    how the list of stations is sorted by it, "" where that does not show it.
    """

    name: str
    label: str | Promise
    rise: str = ""
    is_money: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Compared:
    """A figure of some days as shown, beside the days before and the year."""

    figure: Figure
    now: str
    before: str
    year: str
    difference: str
    tone: str


def compare(figures: Iterable[Figure], now: Any, before: Any, year: Any) -> list[Compared]:
    """Compare the figures of three stretches of days."""
    return [
        _compared(each, getattr(now, each.name), getattr(before, each.name), getattr(year, each.name))
        for each in figures
    ]


def _compared(figure: Figure, now: Number, before: Number, year: Number) -> Compared:
    written: Callable[[Number], str] = _whole_yuan if figure.is_money else _count
    fall = {"good": "bad", "bad": "good", "": ""}[figure.rise]
    tone = "" if now == before else figure.rise if now > before else fall
    return Compared(figure, written(now), written(before), written(year), _difference(now, before, written), tone)


def _difference(now: Number, before: Number, written: Callable[[Number], str]) -> str:
    amount, share = written(abs(Decimal(now) - Decimal(before))), ""
    if before > 0 and now != before:
        share = f" ({100 * (now - before) / before:+.0f} %)".replace("-", "−")
    if written(now) == written(before):
        return _("as much")
    if now > before:
        return _("%(amount)s more") % {"amount": amount} + share
    return (_("%(amount)s fewer") if written is _count else _("%(amount)s less")) % {"amount": amount} + share


def _count(number: Number) -> str:
    return f"{number:,}"


def _whole_yuan(amount: Number) -> str:
    return money(Decimal(amount), 0)
