"""Measure the planner on instances that others published: every .json and .json.gz of a folder, in its own format.

`best_known.json` in the folder, if there is one, holds the best known objective of each file by its name without
ending. Each instance is solved from the command line and checked. `ratio` is to the best known, `gap` the share that
could be saved at most by the proven bound. Prints a table and one line of JSON. The exit code is 1 when a plan breaks a
rule, is more than 1 % above the best known, or leaves out an order where each order is one piece.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dispatch.planner import Instance, Plan, check

ALLOWED = 1.01


def measure(path: Path, best: float | None, *, seconds: float, threads: int) -> dict[str, Any]:
    """Solve one file on the command line and return its row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan.json"
        options = ["--out", str(out), "--seconds", str(seconds), "--threads", str(threads)]
        began, before = time.monotonic(), os.times()
        subprocess.run([sys.executable, "-m", "dispatch.planner", "solve", str(path), *options], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        wall, after = time.monotonic() - began, os.times()
        instance, plan = Instance.read(path), Plan.read(out)
    verdict, unplaced = check(instance, plan), int(plan.unplaced.pieces.sum())
    ratio = None if best is None else verdict.objective / best
    whole = bool((instance.orders.pieces <= 1).all())
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "objective": round(verdict.objective, 3),
        "best_known": best,
        "ratio": None if ratio is None else round(ratio, 5),
        "gap": None if plan.gap is None else round(plan.gap, 5),
        "status": str(plan.status),
        "unplaced": unplaced,
        "seconds": round(wall, 1),
        "cpu_seconds": round(cpu, 1),
        "well": not verdict.violations and (ratio is None or ratio <= ALLOWED) and not (whole and unplaced),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    known = args.folder / "best_known.json"
    best = json.loads(known.read_text()) if known.exists() else {}
    paths = sorted(path for path in args.folder.glob("*.json*") if path != known)
    if not paths:
        print(f"{args.folder}: no instance there (.json or .json.gz)")
        return 2
    heads = (f"{'objective':>16}", f"{'best known':>16}", f"{'ratio':>9}{'gap':>9}{'unplaced':>9}{'s':>7}{'CPU s':>7}")
    print(f"{'instance':<24}{''.join(heads)}  status")
    rows = {}
    for path in paths:
        name = path.name.removesuffix(".gz").removesuffix(".json")
        row = rows[name] = measure(path, best.get(name), seconds=args.seconds, threads=args.threads)
        digits = {"best_known": 2, "ratio": 4, "gap": 4}
        known_, ratio, gap = ("-" if row[key] is None else f"{row[key]:,.{n}f}" for key, n in digits.items())
        print(
            f"{name:<24}{row['objective']:>16,.2f}{known_:>16}{ratio:>9}{gap:>9}{row['unplaced']:>9}{row['seconds']:>7}"
            f"{row['cpu_seconds']:>7}  {row['status']}{'' if row['well'] else '  NOT WELL'}",
            flush=True,
        )
    print(json.dumps({"benchmark": "public", "seconds": args.seconds, "instances": rows}))
    return 0 if all(row["well"] for row in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
