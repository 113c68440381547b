"""Fill forms in a browser: what is refused has the focus, and large print fits the screen."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from catalog.listing import refresh
from cms import first_pages
from dispatch.models import Operation
from tests.browsing import DESK, PHONE
from tests.personas import build_prefecture
from tests.scene import Scene, build_scene

Window = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (PHONE, DESK)
LONG_WORD = "x" * 100


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """Return Anna's order halfway."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    world = build_prefecture()
    refresh(list(world.products.values()))
    return build_scene(world)


def test_what_is_refused_has_the_focus_and_leads_to_its_field(scene: Scene, window: Window) -> None:
    page = window(scene.world.mei, size=PHONE)
    page.goto(f"/desk/rates/{Operation.objects.earliest('pk').pk}/propose/")
    page.locator("#id_rate").fill("")
    page.locator("form.form button.button-primary").click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    assert page.title().startswith("请先改正下面几处")
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_rate")).to_be_focused()


def test_a_summary_has_the_focus_without_script(scene: Scene, window: Window) -> None:
    page = window(scene.world.mei)
    page.route("**/errors.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"/desk/rates/{Operation.objects.earliest('pk').pk}/study/")
    page.locator("form.form button.button-primary").click()
    expect(page.locator(".errors")).to_be_focused()


def test_a_quantity_typed_at_once_before_the_checkout_is_kept(scene: Scene, window: Window) -> None:
    page = window()
    page.goto(scene.enquiry.product.get_absolute_url())
    page.locator(".buy-form button.button-primary").click()
    page.goto("/basket/")
    page.locator(".basket-many input").fill("7")
    page.get_by_role("button", name="去结算").click()
    expect(page.locator(".checkout-lines")).to_contain_text("× 7")


PAGES = {
    None: ("/", "/catalogue/", "/search/?q=%E7%AF%AE", "/bases/", "/enquiries/", "/account/login/", "/basket/"),
    "anna": ("/account/", "/orders/", "/enquiries/EB00001/"),
    "mei": (
        "/desk/",
        "/desk/orders/",
        "/desk/lots/",
        "/desk/rates/",
        "/desk/sheets/",
        "/desk/pay/",
        "/desk/pay/costs/",
    ),
    "lan": ("/station/", "/station/workers/", "/station/reports/", "/station/lots/"),
    "xiuying": ("/me/", "/me/payslips/", "/me/account/"),
    "guan": ("/federation/", "/federation/stations/", "/federation/wages/"),
}


WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth + 1) return "";
  const clips = (tag) => getComputedStyle(tag).overflowX !== "visible";
  const scrolls = (tag) => tag && tag !== document.body && (clips(tag) || scrolls(tag.parentElement));
  const wide = (tag) => tag.getBoundingClientRect().right > innerWidth + 1 && !scrolls(tag.parentElement);
  const named = (tag) => `${tag.localName}.${tag.getAttribute("class") ?? ""}`;
  return [...document.querySelectorAll("body *")].filter(wide).map(named).slice(0, 6).join(" ") || "the page";
}"""


def overflows(page: Page) -> str:
    """Return what reaches beyond the right edge, or nothing."""
    found: str = page.evaluate(WIDE)
    return found


@pytest.mark.parametrize("role", PAGES)
def test_nothing_scrolls_sideways_at_twice_the_text_size(scene: Scene, window: Window, role: str | None) -> None:
    wrong = []
    for size in SIZES:
        page = window(scene.world.people[role] if role else None, size=size)
        for path in (f"{language}{path}" for language in ("", "/en") for path in PAGES[role]):
            page.goto(path)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if wide := overflows(page):
                wrong.append(f"{path} at {size['width']}: {wide}")
    assert not wrong, "\n".join(wrong)


SEARCHED = ((None, "/search/"), ("mei", "/desk/lots/"), ("lan", "/station/workers/"), ("guan", "/federation/lots/"))


def test_a_long_word_in_a_search_does_not_widen_the_page(scene: Scene, window: Window) -> None:
    wrong = []
    for role, path in SEARCHED:
        for size in SIZES:
            page = window(scene.world.people[role] if role else None, size=size)
            page.goto(f"{path}?q={LONG_WORD}")
            if wide := overflows(page):
                wrong.append(f"{path} at {size['width']}: {wide}")
    assert not wrong, "\n".join(wrong)
