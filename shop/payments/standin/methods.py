"""Define the payment methods: test cards by Stripe's own test names, Alipay by redirect, WeChat Pay by QR code."""

from dataclasses import dataclass
from typing import Any

import segno

from shop.payments.standin import params as read
from shop.payments.standin.errors import ApiError, InvalidParam, missing
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till

METHODS = ("card", "alipay", "wechat_pay")


@dataclass(frozen=True)
class Refusal:
    """The reason why a payment did not go through, in Stripe's codes."""

    code: str
    message: str
    decline_code: str | None = None


DECLINED = Refusal("card_declined", "Your card was declined.", "generic_decline")
NOT_AUTHENTICATED = Refusal(
    "payment_intent_authentication_failure",
    "The provided payment method has failed authentication. You can provide another to attempt this payment again.",
)
PROVIDER_DECLINED = Refusal("payment_method_provider_decline", "The payment was declined by the provider.")
CARD_WITH_3D_SECURE = "pm_card_threeDSecure2Required"
TEST_CARDS: dict[str, Refusal | None] = {
    "pm_card_visa": None,
    "pm_card_mastercard": None,
    "pm_card_unionpay": None,
    CARD_WITH_3D_SECURE: None,
    "pm_card_visa_chargeDeclined": DECLINED,
    "pm_card_chargeDeclined": DECLINED,
    "pm_card_chargeDeclinedInsufficientFunds": Refusal(
        "card_declined", "Your card has insufficient funds.", "insufficient_funds"
    ),
    "pm_card_chargeDeclinedLostCard": Refusal("card_declined", "Your card was declined.", "lost_card"),
    "pm_card_chargeDeclinedExpiredCard": Refusal("expired_card", "Your card has expired."),
    "pm_card_chargeDeclinedIncorrectCvc": Refusal("incorrect_cvc", "Your card's security code is incorrect."),
    "pm_card_chargeDeclinedProcessingError": Refusal(
        "processing_error", "An error occurred while processing your card. Try again in a little bit."
    ),
}


def named(till: Till, kind: str, *, token: str | None = None) -> Obj:
    """Keep and return a new payment method of one of METHODS. `token` is the test card it stands for."""
    method = till.start("pm", "payment_method") | {"type": kind, kind: {}, "_token": token}
    till.store.put(method)
    return method


def chosen(till: Till, intent: Obj, params: read.Params) -> Obj | None:
    """Return the payment method that a create or confirm call names, or the one the intent already has."""
    data = read.table(params, "payment_method_data")
    token = read.text(params, "payment_method")
    if data:
        kind = read.choice(data.get("type"), "payment_method_data[type]", METHODS)
        if kind == "card":
            raise InvalidParam(
                "Card numbers are not taken here; name a test card such as pm_card_visa, or use a Checkout Session.",
                param="payment_method_data[type]",
            )
        method = named(till, kind)
    elif token in TEST_CARDS:
        method = named(till, "card", token=token)
    elif token:
        raise missing("PaymentMethod", token, "payment_method")
    else:
        return till.store.get(intent["payment_method"]) if intent["payment_method"] else None
    if method["type"] not in intent["payment_method_types"]:
        raise ApiError(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this PaymentIntent.",
            param="payment_method",
        )
    return method


def refusal_of(method: Obj) -> Refusal | None:
    """Return why the bank declines this method at once, if it does."""
    return TEST_CARDS.get(method["_token"] or "")


def action_needed(till: Till, intent: Obj, method: Obj) -> dict[str, Any] | None:
    """Return the `next_action` that the buyer must take before this method pays, or None."""
    page = f"{till.address}/pay/{intent['id']}"
    redirect = {"url": page, "return_url": intent["_return_url"]}
    if method["type"] == "alipay":
        native = {"native_data": None, "native_url": None}
        return {"type": "alipay_handle_redirect", "alipay_handle_redirect": redirect | native}
    if method["type"] == "wechat_pay":
        code = {
            "data": page,
            "hosted_instructions_url": page,
            "image_data_url": segno.make(page).png_data_uri(scale=6),
            "image_url_png": f"{till.address}/qr/{intent['id']}.png",
            "image_url_svg": f"{till.address}/qr/{intent['id']}.svg",
        }
        return {"type": "wechat_pay_display_qr_code", "wechat_pay_display_qr_code": code}
    if method["_token"] == CARD_WITH_3D_SECURE:
        return {"type": "redirect_to_url", "redirect_to_url": redirect}
    return None
