"""Read objects back: pages of a list, filters, and `expand`."""

from typing import Any

from shop.payments.standin import params as read
from shop.payments.standin.errors import InvalidParam
from shop.payments.standin.events import public
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

RANGES = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}
PAGING = {"limit", "starting_after", "ending_before", "created"}


def page(till: Till, kind: str, url: str, params: read.Params, *filters: str) -> Obj:
    """Return a page of the newest objects of a kind. `filters` are fields that may be compared by equality."""
    read.allow(params, PAGING | set(filters))
    limit = read.integer(params.get("limit", 10), "limit", most=100)
    found = [each for each in till.store.newest(kind) if _wanted(each, params, filters)]
    rest = found
    if after := read.text(params, "starting_after"):
        rest = found[_place(found, after, "starting_after") + 1 :]
    rows = rest[:limit]
    if before := read.text(params, "ending_before"):
        rest = found[: _place(found, before, "ending_before")]
        rows = rest[-limit:]
    return {
        "object": "list",
        "url": url,
        "has_more": len(rest) > limit,
        "data": [public(each) for each in rows],
    }


def _wanted(obj: Obj, params: read.Params, filters: tuple[str, ...]) -> bool:
    created = params.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    for name, bound in bounds.items():
        read.choice(name, "created", RANGES)
        if not RANGES[name](obj["created"], read.integer(bound, "created", least=0, most=2**40)):
            return False
    for name in filters:
        wanted = params.get(name)
        field = "type" if name == "types" else name
        if wanted is not None and obj[field] not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def _place(found: list[Obj], identifier: str, param: str) -> int:
    for place, obj in enumerate(found):
        if obj["id"] == identifier:
            return place
    raise InvalidParam(f"No such object: '{identifier}'", param=param)


def expand(till: Till, obj: Obj, paths: Any) -> Obj:
    """Replace ids by the objects they name, along dotted paths such as `data.payment_intent.latest_charge`."""
    for path in paths if isinstance(paths, list) else [paths] if paths else []:
        _expand(till, obj, path.split("."), path)
    return obj


def _expand(till: Till, node: Any, steps: list[str], path: str) -> None:
    if not steps or node is None:
        return
    if isinstance(node, list):
        for each in node:
            _expand(till, each, steps, path)
        return
    if not isinstance(node, dict) or steps[0] not in node:
        raise InvalidParam(f"This property cannot be expanded ({path}).", param="expand")
    value = node[steps[0]]
    if isinstance(value, str):
        target = till.store.get(value)
        if target is None:
            raise InvalidParam(f"This property cannot be expanded ({path}).", param="expand")
        node[steps[0]] = value = public(target)
    _expand(till, value, steps[1:], path)
