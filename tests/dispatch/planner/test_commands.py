"""Test the planner on the command line: what it writes, what it prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dispatch.planner.__main__ import main
from tests.dispatch.planner.planner_sizes import prefecture
from tests.dispatch.planner.tiny import village


@pytest.fixture(name="instance")
def fixture_instance(tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(village()))
    return path


@pytest.fixture(autouse=True)
def _own_signal() -> object:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_solve_check_and_bound(instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan.json"
    assert main(["solve", str(instance), "--out", str(out), "--seconds", "600"]) == 0
    plan = json.loads(out.read_text())
    assert plan["format"] == "qiaoshou-plan/1"
    assert len(plan["why"]) == len(plan["lots"]["lane"])
    capsys.readouterr()
    assert main(["check", str(instance), str(out)]) == 0
    assert f"objective  {plan['objective']:16.4f}" in capsys.readouterr().out
    assert main(["bound", str(instance)]) == 0
    assert float(capsys.readouterr().out) <= plan["objective"] + 1e-4
    out.write_text(json.dumps({**plan, "objective": 1}))
    assert main(["check", str(instance), str(out)]) == 1
    assert "objective_wrong" in capsys.readouterr().out


def test_a_bad_instance_ends_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(village(orders={"pieces": [1, -1]})))
    assert main(["bound", str(path)]) == 2
    assert capsys.readouterr().err == "orders.pieces, row 1: must not be negative, not -1\n"


def test_an_interrupt_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    path, out = tmp_path / "instance.json", tmp_path / "plan.json"
    path.write_text(json.dumps(prefecture(orders=60, stations=40).to_dict()))
    command = [sys.executable, "-m", "dispatch.planner", "solve", str(path), "--out", str(out), "--seconds", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert main(["check", str(path), str(out)]) == 0
