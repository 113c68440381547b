"""Walk through a late lot and a stopped work order, at the desk and on a lead's phone."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cms import first_pages
from dispatch.models import Lot
from dispatch.work import due_days, supplying
from tests.browsing import DESK, PHONE
from tests.dispatch.lots import hand, lot_at, made
from tests.personas import Prefecture, build_prefecture, in_days

Window = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(transactional_db: None) -> tuple[Prefecture, Lot]:
    """Return the small prefecture with a late lot of 40 pieces: four made, six in hands, its straw booked in."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    world = build_prefecture()
    lot = lot_at(world, pieces=40)
    supplying.book_in(lot, quantities={lot.materials.get().pk: Decimal(32)}, by=world.lan, key=uuid4())
    made(world, lot, "guilan", 4)
    hand(world, lot, "xiuying", 6)
    Lot.objects.filter(pk=lot.pk).update(due_on=in_days(-2))
    return world, Lot.objects.get(pk=lot.pk)


def test_a_late_lot_is_answered_and_its_order_stopped(late: tuple[Prefecture, Lot], window: Window) -> None:
    world, lot = late
    due_days.propose(lot, day=in_days(9), reason="harvest", as_base=False, by=world.lan)
    desk = window(world.mei, size=DESK, language="en")
    agrees_to_a_day(desk, lot)
    for place in ("shorten", "move", "day", "stop"):
        desk.goto(f"/en/desk/lots/{lot.number}/{place}/")
        is_sound(desk)
    moves_the_rest(desk, lot)
    stops_the_order(desk, lot)
    for person, address in (
        (world.lan, f"/station/lot/{lot.token}/"),
        (world.lan, "/station/"),
        (world.xiuying, "/me/"),
        (world.mei, f"/desk/lots/{lot.number}/"),
        (world.mei, f"/desk/orders/{lot.work_order.number}/"),
    ):
        page = window(person, size=PHONE)
        page.goto(address)
        is_sound(page)


def agrees_to_a_day(page: Page, lot: Lot) -> None:
    page.goto(f"/en/desk/lots/{lot.number}/")
    expect(page.get_by_text("This lot is late. What now?")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Agree to the day").click()
    expect(page.get_by_text("This lot is late. What now?")).to_have_count(0)


def moves_the_rest(page: Page, lot: Lot) -> None:
    page.goto(f"/en/desk/lots/{lot.number}/move/")
    page.get_by_label("Pieces to be moved").fill("20")
    page.locator("input[type=radio]").first.check()
    page.get_by_label("Why?").fill("late")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("heading", name="Beichen station")).to_be_visible()


def stops_the_order(page: Page, lot: Lot) -> None:
    page.goto(f"/en/desk/orders/{lot.work_order.number}/")
    page.get_by_role("link", name="Stop this work order").click()
    expect(page.get_by_text("6 pieces in hands")).to_be_visible()
    is_sound(page)
    page.get_by_label("Why is it stopped?").fill("out of straw")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("out of straw")).to_be_visible()
    is_sound(page)
    assert Lot.objects.get(pk=lot.pk).state == "stopping"


def is_sound(page: Page) -> None:
    """Refuse a page that scrolls sideways or that axe finds at fault."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    found = Axe().run(page, options={"preload": False})
    assert not found.response["violations"], [each["id"] for each in found.response["violations"]]
