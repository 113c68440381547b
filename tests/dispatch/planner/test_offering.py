"""Test that a station's best answer is never underestimated, whatever pieces, lots and whole orders are worth."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.planner.bounds.offering import Work, best_offer, notes_for


def any_work(rng: np.random.Generator) -> Work:
    """Draw up to four lots of up to five pieces, two due days and three bands of income."""
    lots = int(rng.integers(1, 5))
    most = rng.integers(1, 6, lots)
    return Work(
        gain=rng.choice([-0.5, 1.0, 2.5, 6.0], lots),
        lot=rng.choice([0.0, 2.0, 7.0], lots),
        whole=rng.choice([0.0, 0.0, 3.0, 9.0], lots),
        wage=rng.choice([0.0, 1.0, 4.0], lots),
        minutes=rng.choice([0.0, 1.0, 1.7], lots),
        most=most.astype(np.float64),
        least=np.minimum(rng.integers(1, 4, lots), most).astype(np.float64),
        bucket=rng.integers(0, 2, lots),
        room=np.cumsum(rng.integers(0, 7, 2)).astype(np.float64),
        start=np.array([0.0, 4.0, 12.0]),
        premium=np.array([0.0, 0.2, 1.1]),
    )


def gained(work: Work, pieces: np.ndarray) -> float:
    """Return what these pieces gain: minus infinity where they are too many or a lot is too small."""
    used = np.array([pieces[work.bucket <= day] @ work.minutes[work.bucket <= day] for day in range(2)])
    if (used > work.room + 1e-9).any() or ((pieces > 0) & (pieces < work.least)).any():
        return -np.inf
    rises, earned = np.diff(work.premium, prepend=0.0), float(pieces @ work.wage)
    premium = rises @ np.maximum(earned - work.start, 0.0)
    return float(pieces @ work.gain - (pieces > 0) @ work.lot + (pieces == work.most) @ work.whole - premium)


@given(st.integers(0, 2**32 - 1), st.sampled_from([4, 400]))
@settings(max_examples=300, deadline=None)
def test_no_lots_gain_more(seed: int, nodes: int) -> None:
    work = any_work(np.random.default_rng(seed))
    best = max(gained(work, np.array(pieces)) for pieces in product(*(range(int(most) + 1) for most in work.most)))
    made = np.zeros(len(work.gain))
    most = best_offer(work, notes_for(len(made), 2, nodes), made)
    assert most >= best - 1e-9
