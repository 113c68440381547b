"""Splits open work orders over stations: on time, cheaply, and so that the least-heard villages earn too."""

from .bound import bound
from .check import Verdict, Violation, check
from .columns import BadInstance
from .explain import Explanation, LotReason, UnplacedReason, explain
from .instance import Instance
from .plan import Plan, Reason
from .promise import Candidates, Promise, promise
from .solve import solve

__all__ = [
    "BadInstance",
    "Candidates",
    "Explanation",
    "Instance",
    "LotReason",
    "Plan",
    "Promise",
    "Reason",
    "UnplacedReason",
    "Verdict",
    "Violation",
    "bound",
    "check",
    "explain",
    "promise",
    "solve",
]
