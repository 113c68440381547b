"""Walk through the ends of an order in a browser: staff see what waits, cancel and refund, a buyer counts down."""

import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from oscar.core.loading import get_model
from playwright.sync_api import Page

from cms import first_pages
from shop.payments import giving_back, transferring
from tests.browsing import DESK, PHONE
from tests.payments.orders import order_of, pay
from tests.personas import Prefecture, build_prefecture

Window = Callable[..., Page]
ProductReview: Any = get_model("reviews", "ProductReview")
StockAlert: Any = get_model("partner", "StockAlert")
SHOTS = os.environ.get("SHOTS", "")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    """Build the small prefecture."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    return build_prefecture()


def look(page: Page, name: str) -> None:
    """Check that the page neither scrolls sideways nor shuts anybody out."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.viewport_size['width']}.png", full_page=True)
    assert wide <= 0, (name, page.viewport_size, wide)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "preload": False})
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_staff_see_what_waits_cancel_and_refund(
    prefecture: Prefecture, window: Window, size: dict[str, int], settings: Any
) -> None:
    settings.REFUND_LIMIT = Decimal(200)
    basket, tai = prefecture.products["basket"], prefecture.tai
    announced, paid, asked = (order_of(prefecture.anna, basket, pieces) for pieces in (1, 2, 3))
    transferring.announce(announced.instalments.get(), by=prefecture.anna)
    for order in (paid, asked):
        pay(order, tai)
    giving_back.ask(asked, amount=Decimal("256.00"), reason="damaged", words="两只提手断了", by=prefecture.root)
    ProductReview.objects.create(product=basket, user=prefecture.anna, title="结实", body="好用", score=5)
    StockAlert.objects.create(stockrecord=basket.stockrecords.get(), threshold=60)
    page = window(tai, size=size)
    page.goto("/dashboard/")
    for number in (announced.number, paid.number, asked.number):
        assert number in page.locator("main").inner_text()
    look(page, "home")
    page.goto(f"/dashboard/orders/{paid.number}/")
    look(page, "order")
    page.goto(f"/dashboard/orders/{paid.number}/refund/")
    look(page, "refund")
    page.locator("input[name=what][value=part]").check()
    page.fill("input[name=amount]", "100")
    page.fill("input[name=words]", "晚到一周")
    page.locator("main form button").first.click()
    assert "¥100.00" in page.locator("h1").inner_text()
    look(page, "refund-question")
    page.locator("main form button").first.click()
    assert paid.refund_requests.get().state == "released"
    page.goto(f"/dashboard/orders/{paid.number}/cancel/")
    look(page, "cancel")
    page.fill("input[name=words]", "断货")
    page.locator("main form button.btn-danger").click()
    paid.refresh_from_db()
    assert paid.status == "cancelled"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_buyer_counts_down_and_cancels(prefecture: Prefecture, window: Window, size: dict[str, int]) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 2)
    page = window(prefecture.anna, size=size)
    page.goto(f"/orders/{order.number}/")
    page.wait_for_function("/^\\d+:\\d\\d$/.test(document.querySelector('[data-countdown]').textContent)")
    look(page, "buyers-order")
    page.locator(f"a[href='/orders/{order.number}/cancel/']").click()
    look(page, "buyers-cancel")
    page.locator("main form button.button-primary").click()
    assert page.locator("form[action$='/again/']").is_visible()
    look(page, "buyers-ended")
    order.refresh_from_db()
    assert order.status == "cancelled"
