"""Handle Checkout Sessions: a hosted page on which the buyer picks a method and pays."""

from typing import Any

from shop.payments.standin import intents, methods
from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam
from shop.payments.standin.events import tell
from shop.payments.standin.methods import METHODS, Refusal
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

CREATE = {
    "cancel_url", "client_reference_id", "customer_email", "expires_at", "line_items", "locale", "metadata", "mode",
    "payment_intent_data", "payment_method_options", "payment_method_types", "submit_type", "success_url",
}  # fmt: skip
INTENT_DATA = {"capture_method", "description", "metadata", "receipt_email"}
HALF_HOUR, DAY = 1800, 86400


def create(till: Till, params: read.Params) -> Obj:
    """Open a page for one payment. Its PaymentIntent appears when the buyer first tries to pay, as with Stripe."""
    read.allow(params, CREATE)
    read.choice(read.required(params, "mode"), "mode", ["payment"])
    read.required(params, "success_url")
    items = [_line(till, number, line) for number, line in enumerate(_lines(params))]
    total = read.integer(sum(item["amount_total"] for item in items), "amount_total")
    session = till.start("cs_test", "checkout.session")
    session |= {
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": read.url(params, "cancel_url"),
        "client_reference_id": read.text(params, "client_reference_id"),
        "currency": "cny",
        "customer": None,
        "customer_email": read.text(params, "customer_email"),
        "expires_at": _expiry(params, session["created"]),
        "locale": read.text(params, "locale"),
        "metadata": read.metadata(params),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": _method_types(params),
        "payment_status": "unpaid",
        "status": "open",
        "success_url": read.url(params, "success_url"),
        "ui_mode": "hosted",
        "url": f"{till.address}/pay/{session['id']}",
        "_items": items,
        "_intent": _intent_data(params),
    }
    till.store.put(session)
    return session


def _lines(params: read.Params) -> list[Any]:
    lines = read.required(params, "line_items")
    if not isinstance(lines, list):
        raise InvalidParam("line_items must be a list.", param="line_items")
    return lines


def _line(till: Till, number: int, line: Any) -> Obj:
    """Read one line: a name, a unit price in fen and a quantity."""
    label = f"line_items[{number}]"
    if not isinstance(line, dict):
        raise InvalidParam(f"Invalid object: {label}", param=label)
    read.allow(line, {"price_data", "quantity"}, within=label)
    price = read.table(line, "price_data")
    read.allow(price, {"currency", "unit_amount", "product_data"}, within=f"{label}[price_data]")
    read.currency(price, label=f"{label}[price_data][currency]")
    amount = read.integer(
        read.required(price, "unit_amount", label=f"{label}[price_data][unit_amount]"),
        f"{label}[price_data][unit_amount]",
        least=0,
    )
    quantity = read.integer(line.get("quantity", 1), f"{label}[quantity]")
    name = read.required(read.table(price, "product_data"), "name", label=f"{label}[price_data][product_data][name]")
    return till.start("li", "item") | {
        "amount_subtotal": amount * quantity,
        "amount_total": amount * quantity,
        "currency": "cny",
        "description": str(name),
        "quantity": quantity,
    }


def _method_types(params: read.Params) -> list[str]:
    """Read which methods the page offers. WeChat Pay named explicitly wants its client, as Stripe does."""
    listed = params.get("payment_method_types") or list(METHODS)
    if not isinstance(listed, list):
        raise InvalidParam("payment_method_types must be a list.", param="payment_method_types")
    kinds = [read.choice(each, "payment_method_types", METHODS) for each in listed]
    client = read.table(read.table(params, "payment_method_options"), "wechat_pay").get("client")
    if "payment_method_types" in params and "wechat_pay" in kinds and client != "web":
        label = "payment_method_options[wechat_pay][client]"
        raise InvalidParam(f"Missing required param: {label}.", code="parameter_missing", param=label)
    return kinds


def _expiry(params: read.Params, created: int) -> int:
    """Read when the page closes (unix seconds): half an hour to a day after it opened, a day by default."""
    wanted = params.get("expires_at", created + DAY)
    return read.integer(wanted, "expires_at", least=created + HALF_HOUR - 60, most=created + DAY + 60)


def _intent_data(params: read.Params) -> dict[str, Any]:
    data = read.table(params, "payment_intent_data")
    read.allow(data, INTENT_DATA, within="payment_intent_data")
    read.metadata(data)
    return data


def pay(till: Till, session: Obj, kind: str) -> None:
    """Take the payment by one of the session's methods and complete it."""
    intent = _attempt(till, session, kind)
    intents.pay(till, intent)
    paid = intent["status"] == "succeeded"
    session |= {"status": "complete", "payment_status": "paid" if paid else "unpaid", "url": None}
    till.store.put(session)
    tell(till, "checkout.session.completed", session)


def fail(till: Till, session: Obj, kind: str, refusal: Refusal) -> None:
    """Record a refused attempt. The page stays open for another."""
    intents.fail(till, _attempt(till, session, kind), refusal)


def _attempt(till: Till, session: Obj, kind: str) -> Obj:
    """Return the session's PaymentIntent, opened at the first attempt, with a new method of this kind."""
    if session["payment_intent"]:
        intent = till.require("payment_intent", session["payment_intent"])
    else:
        wanted = {"amount": session["amount_total"], "currency": "cny"}
        kinds = {"payment_method_types": session["payment_method_types"]}
        intent = intents.create(till, session["_intent"] | wanted | kinds)
        session["payment_intent"] = intent["id"]
        till.store.put(session)
    intent |= {"_session": session["id"], "payment_method": methods.named(till, kind)["id"], "last_payment_error": None}
    return intent


def expire(till: Till, session: Obj) -> Obj:
    """Close the page of a session that nobody paid, and cancel its PaymentIntent."""
    if session["status"] != "open":
        raise ApiError(f"Only Checkout Sessions with a status in ['open'] can be expired; this is {session['status']}.")
    session |= {"status": "expired", "url": None}
    till.store.put(session)
    if session["payment_intent"]:
        intents.close(till, till.require("payment_intent", session["payment_intent"]), "abandoned")
    tell(till, "checkout.session.expired", session)
    return session


def expire_overdue(till: Till, *, now: float) -> None:
    """Expire every open session whose time (unix seconds) has come."""
    with till.store.atomic():
        for session in till.store.newest("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= now:
                expire(till, session)
