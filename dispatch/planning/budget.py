"""Count the work that a search may take, so that a busy machine makes the same plan as an idle one."""

STEPS = (100_000, 3_000_000)  # the shortest and the longest search: 0.3 and 10 seconds of an idle processor
STEPS_A_LANE = 100
CEILING_SECONDS = 300.0  # for a search in the background, however busy the machine is
MOST_EFFORT = 4


def steps_for(lanes: int, *, effort: int = 0) -> int:
    """Return the steps of a search over a number of lanes, twice as many for each further `effort`."""
    least, most = STEPS
    return min(max(STEPS_A_LANE * lanes, least), most) << min(effort, MOST_EFFORT)
