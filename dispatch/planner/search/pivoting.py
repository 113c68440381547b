"""Anneal over spanning trees, compiled: every best plan of a transport with lot costs is among these trees.

Every station and every order is a node. Pieces flow along the arcs of a tree that spans them all, and on no others. A
pivot lets one more arc in and another out, as in the network simplex method: pieces go round the cycle until one of its
arcs is empty. Sun, Aronson, McKeown and Drinka, "A tabu search heuristic procedure for the fixed charge transportation
problem" (1998), walk on the same trees. With hundreds of millions of pivots, annealing goes further.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..compiling import compiled

COOLING = 1024  # pivots tried at one heat


class Arcs(NamedTuple):
    """Arcs that may be let in, as columns: nodes of station and order, CNY per piece and per lot."""

    station: Any
    order: Any
    unit: Any
    lot: Any


class Tree(NamedTuple):
    """A spanning tree by node: the next node towards the root (-1: none), and of that arc pieces and CNY.

    Nodes below `stations` are stations. `seen` holds marks of the nodes visited.
    """

    parent: Any
    pieces: Any
    unit: Any
    lot: Any
    seen: Any
    stations: int


@compiled
def anneal(arcs: Arcs, tree: Tree, best: Any, tries: int, warm: float, cold: float, idle: float, seed: int) -> Any:
    """Try `tries` pivots while the accepted worsening falls from `warm` to `cold` CNY.

    An arc without pieces costs nothing, but weighs as the part `idle` of a lot, so that good ones are at hand. `best`
    (parents and pieces by node) is overwritten where a tree is cheaper than that at the beginning and all before it.
    Returns the change of the cost, and by how much the best is cheaper than the beginning.
    """
    np.random.seed(seed)
    tree.seen[:] = 0
    heat, cost, least = warm, 0.0, 0.0
    cooler = (cold / warm) ** (COOLING / max(tries, 1))
    for step in range(tries):
        if step % COOLING == COOLING - 1:
            heat *= cooler
        arc = np.random.randint(len(arcs.station))
        i, j = arcs.station[arc], arcs.order[arc]
        # The arc is in the tree already
        if tree.parent[i] == j or tree.parent[j] == i:
            continue
        # Marks grow with the step, so that earlier ones need not be cleared
        top = _meeting(tree, i, j, 2 * step + 1)
        out, by_station, pieces = _leaving(tree, i, j, top)
        if pieces > 0:
            change = weight = arcs.lot[arc] + _change(tree, i, j, top, pieces, arcs.unit[arc])
        else:
            # A pivot that moves no pieces is free, but without a weight the tree would drift to arcs of no use
            change, weight = 0.0, idle * (arcs.lot[arc] - tree.lot[out])
        if weight > 0 and np.random.random() >= np.exp(-weight / heat):
            continue
        cost += change
        _push(tree, i, j, top, pieces)
        _hang(tree, i if by_station else j, j if by_station else i, out, pieces, arcs.unit[arc], arcs.lot[arc])
        if cost < least - 1e-7:
            least = cost
            for node in range(len(tree.parent)):
                best[0, node], best[1, node] = tree.parent[node], tree.pieces[node]
    return cost, least


@compiled
def _meeting(tree: Tree, i: int, j: int, mark: int) -> int:
    """Return the node where the paths of two nodes to the root meet. Marks the nodes with `mark` and `mark` + 1."""
    parent, seen = tree.parent, tree.seen
    seen[i], seen[j] = mark, mark + 1
    while True:
        if parent[i] >= 0:
            i = parent[i]
            if seen[i] == mark + 1:
                return i
            seen[i] = mark
        if parent[j] >= 0:
            j = parent[j]
            if seen[j] == mark:
                return j
            seen[j] = mark + 1


@compiled
def _leaving(tree: Tree, i: int, j: int, top: int) -> Any:
    """Return the arc that empties first when pieces go from station i to order j: its node, its side, its pieces.

    On the station's side the arcs of stations have fewer and fewer pieces, on the order's side those of orders.
    """
    parent, pieces, stations = tree.parent, tree.pieces, tree.stations
    out, by_station, fewest = -1, True, np.int64(1) << 60
    while i != top:
        if i < stations and pieces[i] < fewest:
            out, fewest = i, pieces[i]
            if fewest == 0:
                return out, True, fewest
        i = parent[i]
    while j != top:
        if j >= stations and pieces[j] < fewest:
            out, fewest, by_station = j, pieces[j], False
            if fewest == 0:
                return out, False, fewest
        j = parent[j]
    return out, by_station, fewest


@compiled
def _change(tree: Tree, i: int, j: int, top: int, moved: int, unit: float) -> float:
    """Return the change of the cost when pieces move round the cycle, without the new arc's lot (`unit` a piece)."""
    lots = 0.0
    for side in range(2):
        node = i if side == 0 else j
        while node != top:
            if (node < tree.stations) == (side == 0):
                unit -= tree.unit[node]
                if tree.pieces[node] == moved:
                    lots -= tree.lot[node]
            else:
                unit += tree.unit[node]
                if tree.pieces[node] == 0:
                    lots += tree.lot[node]
            node = tree.parent[node]
    return lots + unit * moved


@compiled
def _push(tree: Tree, i: int, j: int, top: int, moved: int) -> None:
    """Move pieces round the cycle, except on the new arc."""
    if moved == 0:
        return
    while i != top:
        tree.pieces[i] += -moved if i < tree.stations else moved
        i = tree.parent[i]
    while j != top:
        tree.pieces[j] += -moved if j >= tree.stations else moved
        j = tree.parent[j]


@compiled
def _hang(tree: Tree, node: int, new: int, out: int, pieces: int, unit: float, lot: float) -> None:
    """Hang what lies below the arc of `out`, which goes, on `new` by its own `node`, reversing the path between."""
    while True:
        parent, pieces_, unit_, lot_ = tree.parent[node], tree.pieces[node], tree.unit[node], tree.lot[node]
        tree.parent[node], tree.pieces[node], tree.unit[node], tree.lot[node] = new, pieces, unit, lot
        if node == out:
            return
        new, pieces, unit, lot = node, pieces_, unit_, lot_
        node = parent
