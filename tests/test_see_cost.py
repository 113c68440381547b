from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from cms import first_pages
from dispatch.models import TechSheet
from shop.enquiries import asking
from tests.enquiries.conftest import ANNA
from tests.personas import Prefecture, ProductClass, StockRecord, build_prefecture, in_days
from workshops.models import Link, Worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUT = "/tmp/see"

@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    w = build_prefecture()
    Link.objects.filter(station=w.stations["liuzhuang"]).update(broker=w.fen, broker_rate=Decimal("0.25"))
    Worker.objects.update(minutes_per_day=480)
    TechSheet.objects.update(packing_cost=Decimal("0.35"))
    return w

def shot(page: Page, name: str) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        page.screenshot(path=f"{OUT}/{name}-{width}.png", full_page=True)

def test_quote(prefecture: Prefecture, window) -> None:
    e = asking.ask(product=prefecture.products["basket"], pieces=200, wish_on=in_days(60), contact=ANNA, by=None, key=uuid4(), words="hi")
    for lang, pre in (("en", "/en"), ("zh-hans", "")):
        page = window(prefecture.mei, language=lang)
        page.goto(f"{pre}/desk/enquiries/{e.number}/")
        shot(page, f"quote-{lang}")
        if lang == "en":
            page.fill("[name=unit_price]", "35")
            page.locator("button.button-primary").first.click()
            page.wait_for_load_state()
            shot(page, "below")
            page.fill("[name=below_cost_because]", "First order of a new buyer")
            page.locator("button.button-primary").first.click()
            page.wait_for_load_state()
            for d in page.locator("details").all():
                d.evaluate("d => d.open = true")
            shot(page, "sent")

def test_shop(prefecture: Prefecture, window) -> None:
    basket = prefecture.products["basket"]
    StockRecord.objects.filter(product=basket).update(num_in_stock=500)
    for lang, pre in (("en", "/en"), ("zh-hans", "")):
        page = window(None, language=lang)
        page.goto(f"{pre}/basket/add/")
        page.goto(pre + basket.get_absolute_url().replace("/en/", "/"))
        shot(page, f"product-{lang}")
        page.fill(".buy-form [name=quantity]", "60")
        page.locator(".buy-form button.button-primary").click()
        page.wait_for_load_state()
        page.goto(f"{pre}/basket/")
        shot(page, f"basket-{lang}")

def test_made(prefecture: Prefecture, window) -> None:
    ProductClass.objects.update(track_stock=False)
    tiger = prefecture.products["tiger"]
    for lang, pre in (("en", "/en"), ("zh-hans", "")):
        page = window(None, language=lang)
        page.goto(pre + tiger.get_absolute_url().replace("/en/", "/"))
        shot(page, f"made-{lang}")
        page.fill(".buy-form [name=quantity]", "12")
        page.locator(".buy-form button.button-primary").click()
        page.wait_for_load_state()
        page.goto(f"{pre}/basket/")
        page.locator("form.basket-lines").evaluate("f => { f.querySelector('[name$=quantity]').value = 45; f.submit() }")
        page.wait_for_load_state()
        shot(page, f"toomany-{lang}")
        page.goto(pre + tiger.get_absolute_url().replace("/en/", "/"))
        page.fill(".buy-form [name=quantity]", "9000")
        page.locator(".buy-form button.button-primary").click()
        page.wait_for_load_state()
        shot(page, f"handover-{lang}")
        page.goto(f"{pre}/checkout/")
        shot(page, f"checkout-{lang}")
