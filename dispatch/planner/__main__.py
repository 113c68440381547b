"""Run the planner on the command line: solve an instance, check a plan, prove a bound."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from . import BadInstance, Instance, Plan, bound, check, explain, solve

# Seconds for each second that reading took, because both grow with the lanes
EXPLAINING_PER_READING, WRITING_PER_READING = 1.5, 1.0
LEAVING_SECONDS = 0.03  # seconds of a free machine to end the process


def main(arguments: list[str] | None = None, *, age: float = 0.0) -> int:
    """Run one command and return its exit code.

    0 is success, 1 a plan with violations, 2 an instance or plan that makes no sense. The seconds that a solver may
    take count from the start of its process, which was `age` seconds ago.
    """
    args = _parser().parse_args(arguments, argparse.Namespace(began=time.monotonic() - age))
    try:
        return int(args.run(args))
    except BadInstance as error:
        print(error, file=sys.stderr)
        return 2


def _solve(args: argparse.Namespace) -> int:
    before, stop = time.monotonic(), _stop_on_signal()
    instance = Instance.read(args.instance)
    reading = time.monotonic() - before
    until = args.began + args.seconds
    waiting = max((time.monotonic() - args.began) / time.process_time(), 1.0)  # longer, as others are served too
    ending = LEAVING_SECONDS * waiting + WRITING_PER_READING * reading
    reserve = min(EXPLAINING_PER_READING * reading + ending, 0.5 * args.seconds)
    plan = solve(
        instance,
        seconds=max(until - time.monotonic() - reserve, 0.0),
        seed=args.seed,
        iterations=args.steps,
        threads=args.threads,
        stop=stop,
    )
    reasons = explain(instance, plan, seconds=max(until - time.monotonic() - ending, 0.0))
    plan.because(tuple(lot.to_dict() for lot in reasons.lots)).write(args.out)
    gap = "" if plan.gap is None else f"; at most {plan.gap:.2%} of it could be saved"
    print(f"{plan.status}: {plan.objective:.2f} CNY, {int(plan.unplaced.pieces.sum())} pieces unplaced{gap}")
    return 0


def _age() -> float:
    """Return the seconds since this process began, loading Python included.

    Only Linux tells. Elsewhere it is the processor time, as if the process had never had to wait.
    """
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.process_time()


def _check(args: argparse.Namespace) -> int:
    verdict = check(Instance.read(args.instance), Plan.read(args.plan))
    for part in ("penalties", "freight", "lots", "opening", "fairness", "objective"):
        print(f"{part:10} {getattr(verdict, part):16.4f}")
    for violation in verdict.violations:
        print(violation)
    return 1 if verdict.violations else 0


def _bound(args: argparse.Namespace) -> int:
    print(f"{bound(Instance.read(args.instance), seconds=args.seconds, stop=_stop_on_signal()):.4f}")
    return 0


def _warm(_: argparse.Namespace) -> int:
    """Compile the kernels. A process that comes while another one compiles waits, and then finds them compiled."""
    with (Path(tempfile.gettempdir()) / "qiaoshou-planner-warm.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        from . import lot_costs
        from .bounds import offering
        from .search import annealing

        annealing.warm()
        lot_costs.warm()
        offering.warm()
    return 0


def _stop_on_signal() -> Callable[[], bool]:
    """Return a flag that Ctrl-C raises, so that the search ends with the best plan so far."""
    event = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: event.set())
    return event.is_set


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dispatch.planner", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, run, help_ in (
        ("solve", _solve, "find a good plan"),
        ("check", _check, "recompute a plan's cost and list what is wrong"),
        ("bound", _bound, "prove what no plan can cost less than"),
    ):
        command = commands.add_parser(name, help=help_)
        command.set_defaults(run=run)
        command.add_argument("instance", type=Path)
        if name == "check":
            command.add_argument("plan", type=Path)
        else:
            command.add_argument("--seconds", type=float, default=10.0 if name == "solve" else 60.0)
        if name == "solve":
            command.add_argument("--out", type=Path, required=True)
            command.add_argument("--seed", type=int, default=0)
            command.add_argument("--steps", type=_at_least_one, help="end after this work, the same on any machine")
            command.add_argument("--threads", type=_at_least_one, default=2)
    warm = commands.add_parser("warm", help="compile the planner's inner loops, so that the first plan need not wait")
    warm.set_defaults(run=_warm)
    return parser


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    code = main(age=_age())
    sys.stdout.flush()
    os._exit(code)  # taking the compiler down in good order would take a seventh of a second
