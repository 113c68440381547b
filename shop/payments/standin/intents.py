"""Handle PaymentIntents: what a buyer is to pay, from the first wish to the money or the cancelling."""

import time
from typing import Any

from shop.payments.standin import methods
from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam
from shop.payments.standin.events import tell
from shop.payments.standin.methods import METHODS, Refusal
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

CREATE = {
    "amount", "currency", "automatic_payment_methods", "capture_method", "confirm", "description", "metadata",
    "payment_method", "payment_method_data", "payment_method_options", "payment_method_types", "receipt_email",
    "return_url", "statement_descriptor_suffix",
}  # fmt: skip
CONFIRM = {"payment_method", "payment_method_data", "payment_method_options", "receipt_email", "return_url"}
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
UNPAID = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(till: Till, params: read.Params) -> Obj:
    """Open a PaymentIntent over an amount in fen. With `confirm=true` also try to pay it at once."""
    read.allow(params, CREATE)
    capture = params.get("capture_method", "automatic_async")
    intent = till.start("pi", "payment_intent") | {
        "amount": read.integer(read.required(params, "amount"), "amount"),
        "currency": read.currency(params),
        "capture_method": read.choice(capture, "capture_method", ["automatic", "automatic_async", "manual"]),
        "confirmation_method": "automatic",
        "description": read.text(params, "description"),
        "metadata": read.metadata(params),
        "receipt_email": read.text(params, "receipt_email"),
        **_method_types(params),
    }
    intent |= {"client_secret": f"{intent['id']}_secret_test", **_blank()}
    confirming = read.flag(params, "confirm")
    if not confirming and params.get("return_url"):
        raise InvalidParam("return_url may only be given together with confirm=true.", param="return_url")
    if confirming:
        till.store.put(intent)
        return confirm(till, intent, {name: value for name, value in params.items() if name in CONFIRM})
    if method := methods.chosen(till, intent, params):
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    till.store.put(intent)
    return intent


def _method_types(params: read.Params) -> dict[str, Any]:
    """Read which methods may pay: those listed, or all when Stripe is left to choose."""
    listed = params.get("payment_method_types")
    automatic = read.table(params, "automatic_payment_methods")
    if listed is None:
        enabled = not automatic or read.flag(automatic, "enabled")
        kinds = list(METHODS) if enabled else ["card"]
        return {
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"} if enabled else None,
            "payment_method_types": kinds,
            "payment_method_options": read.table(params, "payment_method_options"),
        }
    if automatic:
        raise InvalidParam(
            "Give either payment_method_types or automatic_payment_methods.", param="payment_method_types"
        )
    if not isinstance(listed, list) or not listed:
        raise InvalidParam("payment_method_types must be a list.", param="payment_method_types")
    return {
        "automatic_payment_methods": None,
        "payment_method_types": [read.choice(each, "payment_method_types", METHODS) for each in listed],
        "payment_method_options": read.table(params, "payment_method_options"),
    }


def _blank() -> dict[str, Any]:
    return {
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "customer": None,
        "last_payment_error": None,
        "latest_charge": None,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
        "_return_url": None,
        "_session": None,
    }


def confirm(till: Till, intent: Obj, params: read.Params) -> Obj:
    """Try to pay: the intent then succeeded, awaits the buyer or a capture, or has a `last_payment_error`."""
    read.allow(params, CONFIRM)
    expect(intent, "confirm", *UNPAID)
    _not_in_checkout(till, intent, "confirm")
    intent["_return_url"] = read.url(params, "return_url") or intent["_return_url"]
    intent["payment_method_options"] |= read.table(params, "payment_method_options")
    method = methods.chosen(till, intent, params)
    if method is None:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    _check_method(intent, method)
    intent |= {"payment_method": method["id"], "last_payment_error": None, "next_action": None}
    if refusal := methods.refusal_of(method):
        fail(till, intent, refusal)
    elif action := methods.action_needed(till, intent, method):
        intent |= {"status": "requires_action", "next_action": action}
        till.store.put(intent)
        tell(till, "payment_intent.requires_action", intent)
    else:
        pay(till, intent)
    return intent


def _check_method(intent: Obj, method: Obj) -> None:
    """Refuse what Stripe refuses of a method: no return URL, no WeChat client, or a later capture it does not know."""
    kind = method["type"]
    if not intent["_return_url"] and (kind == "alipay" or intent["automatic_payment_methods"]):
        raise InvalidParam(
            "You must provide a `return_url` when confirming.", code="parameter_missing", param="return_url"
        )
    options = intent["payment_method_options"].get("wechat_pay")
    if kind == "wechat_pay" and (not isinstance(options, dict) or options.get("client") != "web"):
        label = "payment_method_options[wechat_pay][client]"
        raise InvalidParam(f"Missing required param: {label}.", code="parameter_missing", param=label)
    if kind != "card" and intent["capture_method"] == "manual":
        raise ApiError(f"capture_method=manual is not supported by {kind}.", param="capture_method")


def pay(till: Till, intent: Obj) -> None:
    """Charge the intent's method: paid, or with manual capture reserved."""
    held = intent["capture_method"] == "manual"
    charge = _charge(till, intent, captured=not held)
    amount = intent["amount"]
    intent |= {
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "requires_capture" if held else "succeeded",
        "amount_capturable": amount if held else 0,
        "amount_received": 0 if held else amount,
    }
    till.store.put(intent)
    tell(till, "payment_intent.amount_capturable_updated" if held else "payment_intent.succeeded", intent)


def fail(till: Till, intent: Obj, refusal: Refusal) -> None:
    """Record that the attempt was refused. The intent waits for another method."""
    charge = _charge(till, intent, captured=False, refusal=refusal)
    method = till.require("payment_method", intent["payment_method"])
    error = {
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
        "code": refusal.code,
        "message": refusal.message,
        "charge": charge["id"],
        "payment_method": {name: value for name, value in method.items() if not name.startswith("_")},
    }
    if refusal.decline_code:
        error["decline_code"] = refusal.decline_code
    intent |= {
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": None,
        "last_payment_error": error,
        "status": "requires_payment_method",
    }
    till.store.put(intent)
    tell(till, "payment_intent.payment_failed", intent)


def _charge(till: Till, intent: Obj, *, captured: bool, refusal: Refusal | None = None) -> Obj:
    method = till.require("payment_method", intent["payment_method"])
    charge = till.start("ch", "charge") | {
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "captured": captured,
        "currency": intent["currency"],
        "description": intent["description"],
        "failure_code": refusal.code if refusal else None,
        "failure_message": refusal.message if refusal else None,
        "metadata": intent["metadata"],
        "paid": refusal is None,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": method["type"], method["type"]: {}},
        "refunded": False,
        "status": "failed" if refusal else "succeeded",
    }
    till.store.put(charge)
    return charge


def capture(till: Till, intent: Obj, params: read.Params) -> Obj:
    """Take the reserved money, all of it or `amount_to_capture` fen."""
    read.allow(params, {"amount_to_capture", "metadata"})
    expect(intent, "capture", "requires_capture")
    most = intent["amount_capturable"]
    amount = read.integer(params.get("amount_to_capture", most), "amount_to_capture")
    if amount > most:
        raise ApiError(
            f"The amount to capture ({amount}) is greater than what can be captured ({most}).",
            code="amount_too_large",
            param="amount_to_capture",
        )
    charge = till.require("charge", intent["latest_charge"]) | {"captured": True, "amount_captured": amount}
    till.store.put(charge)
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    intent["metadata"] |= read.metadata(params)
    till.store.put(intent)
    tell(till, "payment_intent.succeeded", intent)
    return intent


def cancel(till: Till, intent: Obj, params: read.Params) -> Obj:
    """Cancel an intent that is not paid. The intent of a Checkout Session is cancelled by expiring the session."""
    read.allow(params, {"cancellation_reason"})
    reason = read.text(params, "cancellation_reason")
    if reason:
        read.choice(reason, "cancellation_reason", REASONS)
    expect(intent, "cancel", *UNPAID, "requires_capture")
    _not_in_checkout(till, intent, "cancel")
    close(till, intent, reason)
    return intent


def _not_in_checkout(till: Till, intent: Obj, deed: str) -> None:
    """Refuse to act on an intent whose Checkout Session is still open."""
    if intent["_session"] and till.require("checkout.session", intent["_session"])["status"] == "open":
        raise ApiError(f"You cannot {deed} a PaymentIntent created by Checkout; expire the Checkout Session instead.")


def close(till: Till, intent: Obj, reason: str | None) -> None:
    """Set an intent cancelled and tell it."""
    intent |= {
        "status": "canceled",
        "canceled_at": int(time.time()),
        "cancellation_reason": reason,
        "next_action": None,
        "amount_capturable": 0,
    }
    till.store.put(intent)
    tell(till, "payment_intent.canceled", intent)


def expect(intent: Obj, deed: str, *statuses: str) -> None:
    """Raise ApiError unless the intent is in one of the statuses in which this deed is possible."""
    if intent["status"] not in statuses:
        raise ApiError(
            f"You cannot {deed} this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
