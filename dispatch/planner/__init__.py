"""Split open work orders over stations: on time, cheaply, and so that the villages that earn least get work too."""

from .assembling import assess
from .bounds.bound import bound
from .changes import Change, carried, changes
from .check import Rule, Verdict, Violation, check
from .columns import BadInstance
from .explain import Explanation, LotReason, UnplacedReason, explain
from .filling import fill
from .instance import Instance
from .mending import get_ready, improve, mend
from .parts import Part, join, split
from .plan import Plan, Reason
from .promise import Candidates, FreeTime, Promise
from .remedies import Remedy, RemedyKind, Trainable, remedies
from .solve import solve
from .striving import is_good, search_on, strive

__all__ = [
    "BadInstance",
    "Candidates",
    "Change",
    "Explanation",
    "FreeTime",
    "Instance",
    "LotReason",
    "Part",
    "Plan",
    "Promise",
    "Reason",
    "Remedy",
    "RemedyKind",
    "Rule",
    "Trainable",
    "UnplacedReason",
    "Verdict",
    "Violation",
    "assess",
    "bound",
    "carried",
    "changes",
    "check",
    "explain",
    "fill",
    "get_ready",
    "improve",
    "is_good",
    "join",
    "mend",
    "remedies",
    "search_on",
    "solve",
    "split",
    "strive",
]
