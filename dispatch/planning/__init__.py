"""Planning: split open work orders over stations, change, compare and publish plans, promise what is left free."""

from dispatch.planning.adjusting import Consequence, Move, allow, consequence, forbid, move, pin
from dispatch.planning.building import Picture, build_instance
from dispatch.planning.comparing import Comparison, compare
from dispatch.planning.promising import promise
from dispatch.planning.proposing import discard, propose, solve_plan
from dispatch.planning.publishing import publish

__all__ = [
    "Comparison",
    "Consequence",
    "Move",
    "Picture",
    "allow",
    "build_instance",
    "compare",
    "consequence",
    "discard",
    "forbid",
    "move",
    "pin",
    "promise",
    "propose",
    "publish",
    "solve_plan",
]
