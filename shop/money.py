"""Define the smallest units of money, format it, and split a sum without losing any of it."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

Key = TypeVar("Key")
FEN = Decimal("0.01")  # of prices, payslips and payouts
PLACES = Decimal("0.0001")  # of piece rates and ledger amounts


def by_largest_remainder(
    amount: Decimal, parts: Mapping[Key, int | Decimal], places: Decimal = PLACES
) -> dict[Key, Decimal]:
    """Split an amount in proportion to parts (none below zero, one above), each share a multiple of `places`.

    The shares sum to the amount, which is itself such a multiple. What rounding down leaves goes, one unit each, to
    those who lost most by it. Between equals it goes to the first (the method of Hamilton).
    """
    whole = sum(Decimal(part) for part in parts.values())
    exact = {key: amount * part / whole for key, part in parts.items()}
    shares = {key: share.quantize(places, ROUND_DOWN) for key, share in exact.items()}
    left = int((amount - sum(shares.values())) / places)
    unit = places.copy_sign(left)
    for key in sorted(parts, key=lambda key: abs(exact[key] - shares[key]), reverse=True)[: abs(left)]:
        shares[key] += unit
    return shares


def is_multiple(amount: Decimal, unit: Decimal) -> bool:
    """Return whether an amount has no part smaller than `unit`."""
    return amount == amount.quantize(unit)


def money(amount: Decimal | float | None, places: int = 2) -> str:
    """Return an amount in CNY: ¥1,234.50, −¥3.00, or nothing for None."""
    if amount is None:
        return ""
    return f"{'−' if amount < 0 else ''}¥{abs(amount):,.{places}f}"


def exactly(amount: Decimal | None) -> str:
    """Return an amount in CNY with two to four places, as many as it needs: ¥20.50, ¥0.0375, or nothing for None."""
    if amount is None:
        return ""
    return money(amount, 2 if amount * 100 == int(amount * 100) else 4)


def rate(amount: Decimal) -> str:
    """Return a piece rate in CNY with two to four places, as many as it needs: ¥0.35, ¥0.0375."""
    shown = f"{amount:,.4f}"
    return "¥" + (shown[:-2] if shown.endswith("00") else shown.rstrip("0"))
