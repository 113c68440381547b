"""Test the stand-in's hosted page: wallets, cards and Checkout Sessions as a buyer goes through them."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import stripe

from tests.payments.running import BACK, Standin, Webhook, refused


def test_alipay_goes_by_the_hosted_page_and_back(standin: Standin, webhook: Webhook) -> None:
    intent = standin.wallet("alipay")
    assert (intent.status, intent.next_action.type) == ("requires_action", "alipay_handle_redirect")
    place = standin.choose(intent.next_action.alipay_handle_redirect.url, "pay", "alipay")
    returned = parse_qs(urlsplit(place).query)
    assert place.startswith(BACK)
    assert (returned["payment_intent"], returned["redirect_status"]) == ([intent.id], ["succeeded"])
    assert standin.stripe.payment_intents.retrieve(intent.id).status == "succeeded"
    assert standin.choose(intent.next_action.alipay_handle_redirect.url, "decline", "alipay") == place
    assert webhook.types(2) == ["payment_intent.requires_action", "payment_intent.succeeded"]


@pytest.mark.parametrize(
    ("action", "code"),
    [("decline", "payment_method_provider_decline"), ("cancel", "payment_intent_authentication_failure")],
)
def test_a_wallet_that_refuses_brings_the_buyer_back_as_failed(standin: Standin, action: str, code: str) -> None:
    intent = standin.wallet("alipay")
    place = standin.choose(intent.next_action.alipay_handle_redirect.url, action, "alipay")
    assert parse_qs(urlsplit(place).query)["redirect_status"] == ["failed"]
    after = standin.stripe.payment_intents.retrieve(intent.id)
    assert (after.status, after.last_payment_error.code) == ("requires_payment_method", code)


def test_wechat_shows_a_code_to_scan(standin: Standin) -> None:
    error = refused(stripe.InvalidRequestError, standin.wallet, "wechat_pay", payment_method_options={})
    assert error.param == "payment_method_options[wechat_pay][client]"
    intent = standin.wallet("wechat_pay")
    action = intent.next_action.wechat_pay_display_qr_code
    assert action.image_data_url.startswith("data:image/png;base64,")
    for url, kind in ((action.image_url_png, "image/png"), (action.image_url_svg, "image/svg+xml")):
        assert requests.get(url, timeout=5).headers["Content-Type"] == kind
    assert f"/qr/{intent.id}.svg" in requests.get(action.hosted_instructions_url, timeout=5).text
    standin.choose(action.hosted_instructions_url, "pay", "wechat_pay")
    assert standin.stripe.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_card_with_3d_secure_is_confirmed_by_its_holder(standin: Standin) -> None:
    intent = standin.card("pm_card_threeDSecure2Required", return_url=BACK)
    assert intent.next_action.type == "redirect_to_url"
    assert "redirect_status=succeeded" in standin.choose(intent.next_action.redirect_to_url.url, "pay", "card")


def test_the_page_is_marked_safe_and_in_two_languages(standin: Standin) -> None:
    session = standin.session()
    chinese = requests.get(session.url, timeout=5)
    english = requests.get(f"{session.url}?lang=en", timeout=5).text
    for page in (chinese.text, english):
        assert "测试支付" in page and "Test payment: no money moves" in page and "¥384.00" in page
        assert "竹编&lt;提篮&gt;" in page and "<script" not in page and "style=" not in page
    assert "确认付款" in chinese.text and 'lang="zh-Hans"' in chinese.text
    assert "Amount due" in english and '<html lang="en">' in english
    policy = chinese.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "form-action 'self' http://127.0.0.1:9;" in policy
    assert re.search(r'value="cancel"', english)


def test_who_comes_from_an_english_page_pays_on_one(standin: Standin) -> None:
    english = BACK.replace("http://127.0.0.1:9/", "http://127.0.0.1:9/en/")
    here, there = (standin.card("pm_card_threeDSecure2Required", return_url=url) for url in (BACK, english))
    assert "应付金额" in requests.get(here.next_action.redirect_to_url.url, timeout=5).text
    assert "Amount due" in requests.get(there.next_action.redirect_to_url.url, timeout=5).text


def test_a_checkout_session_survives_a_decline_and_is_paid_by_card(standin: Standin, webhook: Webhook) -> None:
    session = standin.session()
    assert (session.amount_total, session.payment_intent, session.status) == (38400, None, "open")
    declined = standin.choose(f"{session.url}?lang=en", "decline", "card")
    assert "declined" in requests.get(standin.address + declined, timeout=5).text
    place = standin.choose(session.url, "pay", "card")
    assert place == f"http://127.0.0.1:9/done?s={session.id}"
    paid = standin.stripe.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.payment_intent.metadata["order"], paid.payment_intent.latest_charge.amount) == ("7", 38400)
    assert webhook.types(3) == [
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert standin.choose(session.url, "pay", "card") == place
    found = standin.stripe.checkout.sessions.list({"payment_intent": paid.payment_intent.id})
    assert [each.id for each in found.data] == [session.id]
    assert standin.stripe.checkout.sessions.line_items.list(session.id).data[0].quantity == 3


def test_turning_back_keeps_the_session_open_until_it_expires(standin: Standin, webhook: Webhook) -> None:
    session = standin.session()
    assert standin.choose(session.url, "cancel", "card") == "http://127.0.0.1:9/basket"
    standin.choose(session.url, "decline", "alipay")
    intent = standin.stripe.checkout.sessions.retrieve(session.id).payment_intent
    refused(stripe.InvalidRequestError, standin.stripe.payment_intents.cancel, intent)
    assert standin.stripe.checkout.sessions.expire(session.id).status == "expired"
    assert standin.stripe.payment_intents.retrieve(intent).status == "canceled"
    assert webhook.types(3)[1:] == ["payment_intent.canceled", "checkout.session.expired"]
    standin.choose(session.url, "pay", "card")
    assert standin.stripe.payment_intents.retrieve(intent).status == "canceled"
    refused(stripe.InvalidRequestError, standin.stripe.checkout.sessions.expire, session.id)


def test_a_session_checks_its_parameters(standin: Standin) -> None:
    error = refused(stripe.InvalidRequestError, standin.session, payment_method_types=["wechat_pay"])
    assert error.param == "payment_method_options[wechat_pay][client]"
    error = refused(stripe.InvalidRequestError, standin.session, expires_at=int(time.time()) + 60)
    assert error.param == "expires_at"
    error = refused(stripe.InvalidRequestError, standin.session, line_items=[{"quantity": 1}])
    assert error.param == "line_items[0][price_data][currency]"
