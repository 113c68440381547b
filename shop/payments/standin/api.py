"""Dispatch API calls, check who may call, and keep one answer per idempotency key."""

import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from shop.payments.standin import intents, reading, refunds, sessions
from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam, missing
from shop.payments.standin.events import public
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

KEPT_FOR = 86400  # seconds that an idempotency key is remembered


@dataclass(frozen=True)
class Call:
    """One request to the API. `encoded` is its query string or form body."""

    method: str
    path: str
    encoded: str
    authorization: str = ""
    key: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a caller. `replayed` when it is the kept answer to an earlier call with the same key."""

    status: int
    body: Obj
    replayed: bool = False


Handler = Callable[[Till, read.Params, str], Obj]


def _lister(kind: str, path: str, *filters: str) -> Handler:
    return lambda till, params, _: reading.page(till, kind, path, params, *filters)


def _getter(kind: str, param: str) -> Handler:
    def get(till: Till, params: read.Params, identifier: str) -> Obj:
        read.allow(params, ())
        return till.require(kind, identifier, param=param)

    return get


def _line_items(till: Till, params: read.Params, identifier: str) -> Obj:
    read.allow(params, {"limit"})
    items = till.require("checkout.session", identifier)["_items"]
    return {"object": "list", "url": f"/v1/checkout/sessions/{identifier}/line_items", "has_more": False, "data": items}


def _on_intent(deed: Callable[[Till, Obj, read.Params], Obj]) -> Handler:
    return lambda till, params, identifier: deed(
        till, till.require("payment_intent", identifier, param="intent"), params
    )


def _expire(till: Till, params: read.Params, identifier: str) -> Obj:
    read.allow(params, ())
    return sessions.expire(till, till.require("checkout.session", identifier))


INTENTS, SESSIONS = "/v1/payment_intents", "/v1/checkout/sessions"
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", INTENTS, lambda till, params, _: intents.create(till, params)),
    ("GET", INTENTS, _lister("payment_intent", INTENTS)),
    ("GET", f"{INTENTS}/(pi_[^/]+)", _getter("payment_intent", "intent")),
    ("POST", f"{INTENTS}/(pi_[^/]+)/confirm", _on_intent(intents.confirm)),
    ("POST", f"{INTENTS}/(pi_[^/]+)/capture", _on_intent(intents.capture)),
    ("POST", f"{INTENTS}/(pi_[^/]+)/cancel", _on_intent(intents.cancel)),
    ("POST", SESSIONS, lambda till, params, _: sessions.create(till, params)),
    ("GET", SESSIONS, _lister("checkout.session", SESSIONS, "payment_intent", "status")),
    ("GET", f"{SESSIONS}/(cs_[^/]+)", _getter("checkout.session", "id")),
    ("GET", f"{SESSIONS}/(cs_[^/]+)/line_items", _line_items),
    ("POST", f"{SESSIONS}/(cs_[^/]+)/expire", _expire),
    ("POST", "/v1/refunds", lambda till, params, _: refunds.create(till, params)),
    ("GET", "/v1/refunds", _lister("refund", "/v1/refunds", "charge", "payment_intent")),
    ("GET", "/v1/refunds/(re_[^/]+)", _getter("refund", "id")),
    ("GET", "/v1/disputes", _lister("dispute", "/v1/disputes", "charge", "payment_intent")),
    ("GET", "/v1/disputes/(dp_[^/]+)", _getter("dispute", "dispute")),
    ("GET", "/v1/charges", _lister("charge", "/v1/charges", "payment_intent")),
    ("GET", "/v1/charges/(ch_[^/]+)", _getter("charge", "id")),
    ("GET", "/v1/events", _lister("event", "/v1/events", "type", "types")),
    ("GET", "/v1/events/(evt_[^/]+)", _getter("event", "id")),
]


def authorise(till: Till, authorization: str) -> None:
    """Raise ApiError 401 unless the header holds the stand-in's key."""
    if not hmac.compare_digest(authorization.encode(), f"Bearer {till.key}".encode()):
        raise ApiError("Invalid API key. These are test payments; use the stand-in's own key.", status=401)


def serve(till: Till, call: Call) -> Answer:
    """Carry out one call, or return the kept answer of its idempotency key."""
    try:
        authorise(till, call.authorization)
        if refusal := till.faults.refusal():
            raise refusal
        with till.store.atomic():
            return _kept(till, call) if call.method == "POST" and call.key else _carry_out(till, call)
    except ApiError as refused:
        return Answer(refused.status, {"error": refused.error})


def _kept(till: Till, call: Call) -> Answer:
    """Carry out a call once for its key. Raises ApiError when the key was used for another request."""
    now = int(time.time())
    request = f"{call.path} {json.dumps(read.decode(call.encoded), sort_keys=True)}"
    if kept := till.store.kept_answer(call.key, since=now - KEPT_FOR):
        if kept[0] != request:
            raise ApiError(
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
                f" Try using a key other than '{call.key}' if you meant to execute a different request.",
                kind="idempotency_error",
            )
        return Answer(kept[1], kept[2], replayed=True)
    try:
        answer = _carry_out(till, call)
    except InvalidParam:
        raise
    except ApiError as refused:
        answer = Answer(refused.status, {"error": refused.error})
    till.store.keep_answer(call.key, request, answer.status, answer.body, now=now)
    return answer


def _carry_out(till: Till, call: Call) -> Answer:
    """Carry out the call, and undo everything when it is refused."""
    params = read.decode(call.encoded)
    for method, pattern, handler in ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match and method == call.method:
            with till.store.atomic():
                wanted = params.pop("expand", None)
                done = handler(till, params, match.group(1) if match.groups() else "")
                return _answer(done, reading.expand(till, public(done), wanted), call)
    raise missing("route", f"{call.method} {call.path}", "path")


def _answer(done: Obj, shown: Obj, call: Call) -> Answer:
    """Return 200, or 402 with the declined intent when this very call tried to pay and the bank refused."""
    refused = call.method == "POST" and done.get("status") == "requires_payment_method" and done["last_payment_error"]
    return Answer(402, {"error": refused | {"payment_intent": shown}}) if refused else Answer(200, shown)
