"""Return money back, never more in all than the charge took."""

from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam
from shop.payments.standin.events import tell
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

CREATE = {"amount", "charge", "metadata", "payment_intent", "reason"}
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(till: Till, params: read.Params) -> Obj:
    """Return back `amount` fen of a charge, or all that is left of it."""
    read.allow(params, CREATE)
    reason = read.text(params, "reason")
    if reason:
        read.choice(reason, "reason", REASONS)
    charge = _charge(till, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = read.integer(params.get("amount", max(left, 1)), "amount")
    _check(charge, amount, left)
    refund = till.start("re", "refund") | {
        "amount": amount,
        "charge": charge["id"],
        "currency": charge["currency"],
        "metadata": read.metadata(params),
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "succeeded",
    }
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    till.store.put(refund)
    till.store.put(charge)
    tell(till, "refund.created", refund)
    tell(till, "charge.refunded", charge)
    return refund


def _charge(till: Till, params: read.Params) -> Obj:
    """Find the charge named directly or by its PaymentIntent."""
    if charge := read.text(params, "charge"):
        return till.require("charge", charge, param="charge")
    named = read.text(params, "payment_intent")
    if not named:
        raise InvalidParam(
            "One of the following params should be provided for this request: payment_intent or charge.",
            code="parameter_missing",
            param="payment_intent",
        )
    intent = till.require("payment_intent", named, param="payment_intent")
    if not intent["latest_charge"]:
        raise ApiError(f"This PaymentIntent ({named}) does not have a successful charge to refund.")
    return till.require("charge", intent["latest_charge"])


def _check(charge: Obj, amount: int, left: int) -> None:
    if not charge["captured"]:
        raise ApiError(f"Charge {charge['id']} has not been captured, so there is nothing to refund.")
    if left == 0:
        raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        raise ApiError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", param="amount"
        )
