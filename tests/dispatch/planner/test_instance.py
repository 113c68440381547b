"""Test that an instance is read as it is or refused with one line that names field and row."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from dispatch.planner import BadInstance, Instance
from tests.dispatch.planner.tiny import village


def test_a_written_instance_reads_back_the_same(tmp_path: Path) -> None:
    instance = Instance.read(village(pinned={"lane": [0], "pieces": [3]}))
    path = tmp_path / "instance.json.gz"
    path.write_bytes(gzip.compress(json.dumps(instance.to_dict()).encode()))
    assert Instance.read(path).to_dict() == instance.to_dict()


def test_what_may_be_missing_is_empty() -> None:
    data = village()
    del data["fairness"], data["stations"]["open_cost"]
    instance = Instance.read(data)
    assert instance.fairness.premium.tolist() == [0]
    assert instance.stations.open_cost.tolist() == [0, 0]
    assert len(instance.pinned.lane) == len(instance.forbidden) == 0


@pytest.mark.parametrize(
    ("table", "columns", "line"),
    [
        ("orders", {"pieces": [10]}, "orders.pieces, row 1: must have 2 rows, not 1"),
        ("orders", {"pieces": [10, 4.5]}, "orders.pieces, row 1: must be a whole number, not 4.5"),
        ("orders", {"pieces": [10, -4]}, "orders.pieces, row 1: must not be negative, not -4"),
        ("orders", {"wage": [float("nan"), 1]}, "orders.wage, row 0: must be finite, not nan"),
        ("orders", {"penalty": [1, "2"]}, "orders.penalty, row 1: must be a number, not '2'"),
        ("orders", {"penalty": [1, True]}, "orders.penalty, row 1: must be a number, not True"),
        ("orders", {"penalty": [1, 10**400]}, "orders.penalty, row 1: too large"),
        ("orders", {"penalty": None}, "orders.penalty: missing"),
        ("stations", {"capacity": [[6, 12, 18], [4, 3, 9]]}, "stations.capacity, row 1: falls after day 0"),
        ("stations", {"capacity": [[6, 12, 18], [4, 9]]}, "stations.capacity, row 1: must be a list of 3 numbers"),
        ("stations", {"capacity": [[6, 12, 18], [4, -1, 9]]}, "stations.capacity, row 1, day 1: must not be negative"),
        ("lanes", {"station": [0, 1, 0, 2]}, "lanes.station, row 3: must be below 2, not 2"),
        ("lanes", {"last_day": [0, 3, 0, 1]}, "lanes.last_day, row 1: must be below 3, not 3"),
        ("fairness", {"bands": [50, 40]}, "fairness.bands, row 1: must not be less than the row before"),
        ("fairness", {"premium": [0, 0.1]}, "fairness.premium, row 2: must have 3 rows, not 2"),
        ("pinned", {"lane": [0, 0], "pieces": [1, 1]}, "pinned.lane, row 1: must not come twice, not 0"),
        ("pinned", {"lane": [2], "pieces": [5]}, "pinned.pieces, row 0: order 1 has 4 pieces but 5 are pinned"),
        (
            "pinned",
            {"lane": [3, 1], "pieces": [1, 6]},
            "pinned.pieces, row 0: beyond the capacity of station 1 by 2 minutes on day 2",
        ),
    ],
)
def test_nonsense_is_refused_by_field_and_row(table: str, columns: dict[str, Any], line: str) -> None:
    with pytest.raises(BadInstance) as refused:
        Instance.read(village(**{table: columns}))
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def test_a_lane_cannot_be_pinned_and_forbidden() -> None:
    with pytest.raises(BadInstance, match=r"pinned\.lane, row 0: lane 1 is forbidden too"):
        Instance.read({**village(pinned={"lane": [1], "pieces": [3]}), "forbidden": [1]})


def test_what_is_not_an_instance_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{")
    for source in (path, tmp_path / "missing.json", {}, {"format": "qiaoshou-instance/1", "days": True}):
        with pytest.raises(BadInstance):
            Instance.read(source)
