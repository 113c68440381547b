"""Plan a base's work orders: split them over stations, adjust, compare and publish plans, and promise free time."""

from dispatch.planner import get_ready, is_good
from dispatch.planning.adjusting import Consequence, Move, allow, consequence, crowded, move, pin, unpin
from dispatch.planning.building import Picture, build_instance
from dispatch.planning.comparing import Comparison, compare, drifts
from dispatch.planning.heartbeat import beating, begin, lost
from dispatch.planning.moving import Place, move_lot, places_for
from dispatch.planning.promising import prepare_promises, promise
from dispatch.planning.proposing import PINS_TOO_MANY, discard, is_large, propose, solve_plan
from dispatch.planning.publishing import publish
from dispatch.planning.weighing import draw_curve, draw_lost_curves, is_being_weighed
from dispatch.planning.whatif import Barred, MinutesChanged, Outcome, Rush, StationOut, adopt, take_over, what_if

__all__ = [
    "PINS_TOO_MANY",
    "Barred",
    "Comparison",
    "Consequence",
    "MinutesChanged",
    "Move",
    "Outcome",
    "Picture",
    "Place",
    "Rush",
    "StationOut",
    "adopt",
    "allow",
    "beating",
    "begin",
    "build_instance",
    "compare",
    "consequence",
    "crowded",
    "discard",
    "draw_curve",
    "draw_lost_curves",
    "drifts",
    "get_ready",
    "is_being_weighed",
    "is_good",
    "is_large",
    "lost",
    "move",
    "move_lot",
    "pin",
    "places_for",
    "prepare_promises",
    "promise",
    "propose",
    "publish",
    "solve_plan",
    "take_over",
    "unpin",
    "what_if",
]
