"""Make news that no caller of the API causes: refunds that fail later, chargebacks, events of somebody else."""

import time
from typing import Any

from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam
from shop.payments.standin.events import tell
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

DAYS_TO_ANSWER = 7
ENDS = ("won", "lost")


def make(till: Till, wanted: dict[str, Any]) -> Obj:
    """Make one piece of news and tell it.

    `{"fail": "re_…"}`: a refund fails. `{"contest": "pi_…", "amount": 500}`: a buyer contests a payment.
    `{"decide": "dp_…", "status": "lost"}`: her bank decides. `{"event": "customer.created"}`: about nothing here.
    """
    for name, deed in (("fail", _fail), ("contest", _contest), ("decide", _decide), ("event", _other)):
        if name in wanted:
            with till.store.atomic():
                return deed(till, str(wanted[name]), wanted)
    raise InvalidParam("Name a refund to fail, an intent to contest, a dispute to decide, or an event.", param="fail")


def _fail(till: Till, identifier: str, _wanted: dict[str, Any]) -> Obj:
    refund = till.require("refund", identifier)
    charge = till.require("charge", refund["charge"])
    if refund["status"] == "failed":
        raise ApiError(f"Refund {identifier} has failed already.")
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    till.store.put(refund)
    till.store.put(charge)
    tell(till, "refund.failed", refund)
    return refund


def _contest(till: Till, identifier: str, wanted: dict[str, Any]) -> Obj:
    intent = till.require("payment_intent", identifier)
    charge = till.require("charge", intent["latest_charge"])
    dispute = till.start("dp", "dispute") | {
        "amount": read.integer(wanted.get("amount", charge["amount_captured"]), "amount"),
        "charge": charge["id"],
        "currency": charge["currency"],
        "evidence_details": {"due_by": int(time.time()) + DAYS_TO_ANSWER * 86400},
        "metadata": {},
        "payment_intent": identifier,
        "reason": wanted.get("reason", "product_not_received"),
        "status": "needs_response",
    }
    till.store.put(dispute)
    tell(till, "charge.dispute.created", dispute)
    return dispute


def _decide(till: Till, identifier: str, wanted: dict[str, Any]) -> Obj:
    dispute = till.require("dispute", identifier)
    dispute |= {"status": read.choice(wanted.get("status", ""), "status", ENDS)}
    till.store.put(dispute)
    tell(till, "charge.dispute.closed", dispute)
    return dispute


def _other(till: Till, kind: str, wanted: dict[str, Any]) -> Obj:
    thing = till.start("cus", "customer") | {"metadata": wanted.get("metadata", {})}
    tell(till, kind, thing)
    return thing
