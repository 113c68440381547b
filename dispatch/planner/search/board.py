"""Keep lots in flat arrays for compiled code: put pieces on a lane, take them away, undo, millions of times a second.

A `Board` holds the arrays. Its lanes are those that may be changed, sorted by order: `orders[j].first` up to
`orders[j].last` are the rows of order j's lanes, issued ones first, then by cost per piece. `row` is always a row of
`Board.lanes`, and what a step changes is logged until `keep` or `undo`. Several boards may share lanes, orders,
stations, slack and room when each works in a zone of its own.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..compiling import compiled

LANE = np.dtype(
    [
        ("order", "i4"),
        ("station", "i4"),
        ("day", "i4"),  # last day of production
        ("at", "i4"),  # place among the lots of its station
        ("pieces", "i8"),
        ("issued", "i8"),  # pieces that a village was told to make, 0 for none
        ("disturbing", "f8"),  # CNY when it is to make another number
        ("minutes", "f8"),
        ("unit", "f8"),  # CNY per piece
        ("fixed", "f8"),  # CNY per lot
        ("touched", "i8"),  # step that changed it last
    ]
)
GLANCE = np.dtype(  # of a lane, what tells at once that it is no use: small, so that all of them stay in the cache
    [
        ("unit", "f4"),  # CNY per piece, or a little less; minus infinity where a village was told to make some
        ("start", "f4"),  # CNY of a lot that is not there yet, or a little less
        ("need", "f4"),  # minutes of the fewest pieces that may be added, or a little less
        ("cell", "i4"),  # its station and day in `Board.cells`
        ("station", "i4"),
    ]
)
ORDER = np.dtype(
    [
        ("first", "i8"),
        ("last", "i8"),
        ("left", "i8"),  # pieces without a place
        ("least", "i8"),  # pieces of a sensible lot
        ("lots", "i8"),
        ("short", "i8"),  # place among the orders with pieces left, -1 when there are none
        ("wage", "f8"),
        ("penalty", "f8"),
        ("touched", "i8"),
        ("zone", "i8"),
    ]
)
STATION = np.dtype(
    [
        ("first", "i8"),  # where its lots begin in `Board.lots`
        ("lots", "i8"),
        ("open", "i8"),  # 1 when pinned lots keep it open
        ("opening", "f8"),
        ("earned", "f8"),
        ("charge", "f8"),  # fairness, CNY
        ("touched", "i8"),
        ("zone", "i8"),
    ]
)
STEP, LANES, STATIONS, SHORT, ZONE, STRIDE = range(6)  # of `Board.counts`
CRUMB = 1e-9  # of a minute: so much too few is forgiven, as sums round
BARELY = 0.999999  # what makes a figure a little less, so that keeping it short never makes it more


class Board(NamedTuple):
    """Lots on stations as arrays. Shapes are in brackets."""

    lanes: Any  # LANE [lanes]
    glances: Any  # GLANCE [lanes]
    orders: Any  # ORDER [orders]
    stations: Any  # STATION [stations]
    slack: Any  # minutes left [stations, days], cumulative
    room: Any  # the least slack of this day and later [stations, days]
    cells: Any  # the same room, flat [stations * days]
    margins: Any  # premium of the next CNY [stations]
    bands: Any  # CNY a station earns before a band begins [stations, bands]
    rises: Any  # premium of the first band, then by how much each is higher [bands + 1]
    lots: Any  # rows of lanes with pieces, by station [lanes]
    short: Any  # orders with pieces left [orders]
    mine: Any  # orders of the own zone that have lanes
    counts: Any  # number of the STEP, LANES and STATIONS in its log, orders that are SHORT, own ZONE, STRIDE of steps
    seed: Any  # state of the random numbers [1]
    lane_log: Any
    pieces_log: Any
    station_log: Any
    slack_log: Any
    room_log: Any
    earned_log: Any


@compiled
def charge(board: Board, station: int, earned: float) -> float:
    """Return the fairness charge of a station that has `earned` these CNY."""
    total = board.rises[0] * earned
    for band in range(board.bands.shape[1]):
        above = earned - board.bands[station, band]
        if above > 0.0:
            total += above * board.rises[band + 1]
    return total


@compiled
def margin(board: Board, station: int, earned: float) -> float:
    """Return the premium of the next CNY of a station that has `earned` these CNY."""
    total = board.rises[0]
    for band in range(board.bands.shape[1]):
        if earned >= board.bands[station, band]:
            total += board.rises[band + 1]
    return total


@compiled
def disturbance(lane: Any, pieces: int) -> float:
    """Return what it costs to change an issued lot to this number of pieces."""
    return lane.disturbing if lane.issued > 0 and pieces != lane.issued else 0.0


@compiled
def starting(board: Board, row: int) -> float:
    """Return the CNY of a first piece on a lane: its lot, and its station when that is closed."""
    lane = board.lanes[row]
    station = board.stations[lane.station]
    return lane.fixed + (station.opening if station.lots + station.open == 0 else 0.0)


@compiled
def put(board: Board, row: int, pieces: int) -> float:
    """Add pieces to a lane (take away when negative), room or not, and return the change of the cost in CNY."""
    lane = board.lanes[row]
    order, station = board.orders[lane.order], board.stations[lane.station]
    _log_lane(board, row)
    _log_station(board, lane.station)
    _use_minutes(board, lane.station, lane.day, pieces * lane.minutes)
    change = pieces * (lane.unit - order.penalty) - station.charge
    station.earned += pieces * order.wage
    station.charge = charge(board, lane.station, station.earned)
    board.margins[lane.station] = margin(board, lane.station, station.earned)
    change += station.charge + disturbance(lane, lane.pieces + pieces) - disturbance(lane, lane.pieces)
    if lane.pieces == 0:
        change += starting(board, row)
    _set_pieces(board, row, lane.pieces + pieces)
    if lane.pieces == 0:
        change -= starting(board, row)
    return change


@compiled
def keep(board: Board) -> None:
    """Make what the present step has changed permanent."""
    board.counts[STEP] += board.counts[STRIDE]
    board.counts[LANES] = 0
    board.counts[STATIONS] = 0


@compiled
def undo(board: Board) -> None:
    """Take back exactly what the present step has changed."""
    for at in range(board.counts[LANES]):
        _set_pieces(board, board.lane_log[at], board.pieces_log[at])
    for at in range(board.counts[STATIONS]):
        i = board.station_log[at]
        station = board.stations[i]
        station.earned = board.earned_log[at, 0]
        station.charge = board.earned_log[at, 1]
        board.margins[i] = margin(board, i, station.earned)
        for day in range(board.slack.shape[1]):
            board.slack[i, day] = board.slack_log[at, day]
            board.room[i, day] = board.room_log[at, day]
    keep(board)


@compiled
def fitting(board: Board, row: int, pieces: int) -> int:
    """Return how many of these pieces a lane has room for."""
    lane = board.lanes[row]
    room = board.room[lane.station, lane.day] + CRUMB
    if room >= pieces * lane.minutes:
        return pieces
    return int(max(room, 0.0) / lane.minutes)


@compiled
def restore(board: Board, rows: Any, pieces: Any) -> float:
    """Put given lots as far as there is room and return the change of the cost."""
    change = 0.0
    for at in range(len(rows)):
        row = rows[at]
        order = board.orders[board.lanes[row].order]
        fits = fitting(board, row, min(pieces[at], order.left))
        if fits >= order.least and board.lanes[row].pieces == 0:
            change += put(board, row, fits)
            keep(board)
    return change


@compiled
def clear(board: Board, rows: Any) -> float:
    """Take lots away and return the change of the cost."""
    change = 0.0
    for row in rows:
        change += put(board, row, -board.lanes[row].pieces)
        keep(board)
    return change


@compiled
def _use_minutes(board: Board, station: int, day: int, minutes: float) -> None:
    """Lower a station's slack from a day on, and its room as far back as that matters."""
    slack, room = board.slack[station], board.room[station]
    for later in range(day, len(slack)):
        slack[later] -= minutes
        room[later] -= minutes  # the least of what is all lowered alike
    least = room[day]
    for earlier in range(day - 1, -1, -1):
        least = min(least, slack[earlier])
        if room[earlier] == least:
            break
        room[earlier] = least


@compiled
def _set_pieces(board: Board, row: int, pieces: int) -> None:
    """Change the pieces of a lane and keep the lists true."""
    lane, glance = board.lanes[row], board.glances[row]
    order, station = board.orders[lane.order], board.stations[lane.station]
    order.left += lane.pieces - pieces
    if lane.pieces == 0 and pieces > 0:
        lane.at = station.lots
        board.lots[station.first + station.lots] = row
        station.lots += 1
        order.lots += 1
        glance.start, glance.need = 0.0, BARELY * lane.minutes
    elif lane.pieces > 0 and pieces == 0:
        station.lots -= 1
        order.lots -= 1
        last = board.lots[station.first + station.lots]
        board.lots[station.first + lane.at] = last
        board.lanes[last].at = lane.at
        glance.start, glance.need = BARELY * lane.fixed, BARELY * lane.minutes * order.least
    lane.pieces = pieces
    _list_short(board, lane.order)


@compiled
def _list_short(board: Board, j: int) -> None:
    """Keep the list of orders with pieces left true."""
    order, count = board.orders[j], board.counts[SHORT]
    if order.left > 0 and order.short < 0:
        order.short = count
        board.short[count] = j
        board.counts[SHORT] = count + 1
    elif order.left <= 0 and order.short >= 0:
        last = board.short[count - 1]
        board.short[order.short] = last
        board.orders[last].short = order.short
        order.short = -1
        board.counts[SHORT] = count - 1


@compiled
def _log_lane(board: Board, row: int) -> None:
    lane = board.lanes[row]
    if lane.touched != board.counts[STEP]:
        lane.touched = board.counts[STEP]
        board.lane_log[board.counts[LANES]] = row
        board.pieces_log[board.counts[LANES]] = lane.pieces
        board.counts[LANES] += 1


@compiled
def _log_station(board: Board, i: int) -> None:
    station, at = board.stations[i], board.counts[STATIONS]
    if station.touched != board.counts[STEP]:
        station.touched = board.counts[STEP]
        board.counts[STATIONS] = at + 1
        board.station_log[at] = i
        board.earned_log[at, 0] = station.earned
        board.earned_log[at, 1] = station.charge
        for day in range(board.slack.shape[1]):
            board.slack_log[at, day] = board.slack[i, day]
            board.room_log[at, day] = board.room[i, day]
