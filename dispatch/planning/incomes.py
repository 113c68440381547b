"""Measure the recent incomes of stations, and set the fairness bands that favour the poorest."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Q

from dispatch.pay.incomes import entries_of_days, income_by
from workshops.models import Station

RECENT_DAYS = 90
STEPS = (0.5, 1.0, 1.5)  # of the mean income: where a band begins
PREMIUM = (0.0, 0.02, 0.05, 0.10)  # CNY charged per CNY earned in each band
FIRST_STEP = 1000.0  # CNY per worker, where nobody has earned anything yet


def recent_incomes(stations: Iterable[Station], day: date) -> dict[int, Decimal]:
    """Return the CNY that each station's workers earned in the 90 days before `day`, less corrections."""
    entries = entries_of_days(day - timedelta(days=RECENT_DAYS), day)
    here = list(stations)
    total = income_by(entries, "side__worker__station", lambda side: Q(**{f"{side}__worker__station__in": here}))
    return {station: max(amount, Decimal(0)) for station, amount in total.items()}


def bands(incomes: Sequence[float]) -> dict[str, Any]:
    """Return the fairness table of an instance: bands around the mean income per worker (CNY) and their charges."""
    mean = float(np.mean(incomes)) if len(incomes) else 0.0
    step = mean if mean > 0 else FIRST_STEP
    return {"bands": [round(step * share, 2) for share in STEPS], "premium": list(PREMIUM)}


def gini(incomes: Sequence[float], workers: Sequence[float]) -> float:
    """Return the Gini coefficient of incomes per worker, from 0 (all equal) to 1.

    Each station is weighted by its workers. The coefficient is the mean absolute difference over twice the mean.
    """
    value, weight = np.array(incomes, dtype=np.float64), np.array(workers, dtype=np.float64)
    total, mean = weight.sum(), float(value @ weight) / max(float(weight.sum()), 1.0)
    if mean == 0:
        return 0.0
    apart = np.abs(value[:, None] - value[None, :])
    return float(weight @ apart @ weight / (2 * total**2 * mean))
