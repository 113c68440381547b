"""Test that no part of a fen is lost, invented or paid twice in any order of acts, and each planted bug is found.

`docs/ledger.md` lists the planted bugs and what the machine said of each.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dispatch.pay.ledger_machine import LedgerMachine, Stage
from tests.dispatch.pay.planted import PLANTS
from tests.personas import Prefecture


def drive(prefecture: Prefecture, **wanted: Any) -> None:
    """Let the machine act on a fresh stage, and raise what it finds."""
    machine = type("Machine", (LedgerMachine,), {"stage": Stage(prefecture)})
    common: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    run_state_machine_as_test(machine, settings=settings(**common, **wanted))


def test_nothing_is_lost_invented_or_paid_twice(prefecture: Prefecture) -> None:
    drive(prefecture, max_examples=300, stateful_step_count=10)


@pytest.mark.parametrize("bug", PLANTS)
def test_a_planted_bug_is_found(prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    PLANTS[bug](monkeypatch)
    with pytest.raises(Exception) as caught:
        drive(prefecture, max_examples=300, stateful_step_count=20, phases=[Phase.generate], derandomize=True)
    print(bug, "->", repr(caught.value)[:160])
