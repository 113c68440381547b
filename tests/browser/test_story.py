"""Walk one order through all seven steps, in a real browser, as the different people, in Chinese.

A buyer asks, the base offers, she agrees and pays a deposit. The base plans and issues. The village makes and inspects.
A woman sees what she earned. The base receives and ships. The buyer pays the rest. A story is published.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog import listing
from catalog.models import Product
from cms import first_pages
from cms.models import StoryPage
from dispatch.models import DispatchPlan, Earning, Lot, WorkOrder
from dispatch.pay import ledger
from shop.enquiries.models import Enquiry
from tests.browsing import PHONE
from tests.payments.running import SECRET, Standin
from tests.personas import Prefecture, build_prefecture, in_days
from workshops.models import Link, Worker

Window = Callable[..., Page]
PIECES = 100

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    """Build the small prefecture with one village that can make everything, and the rows that migrations bring."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    world = build_prefecture()
    Link.objects.exclude(station=world.stations["liuzhuang"]).delete()
    listing.refresh(Product.objects.all())
    return world


@pytest.fixture
def till(live_server: LiveServer, settings: Any) -> Iterator[Standin]:
    """Run the stand-in for the payment provider, which sends its events to the live site."""
    standin = Standin("--webhook", f"{live_server.url}/payments/stripe/webhook/", "--secret", SECRET)
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.CONTENT_SECURITY_POLICY = allowing_forms_to(standin.address, settings.CONTENT_SECURITY_POLICY)
    yield standin
    standin.kill()


def allowing_forms_to(address: str, policy: dict[str, Any]) -> dict[str, Any]:
    """Return the content security policy for payment pages at that address, as the settings build it at start."""
    directives = policy["DIRECTIVES"]
    return {**policy, "DIRECTIVES": {**directives, "form-action": [*directives["form-action"], address]}}


def test_one_order_from_a_wish_to_a_womans_pay(
    prefecture: Prefecture, window: Window, till: Standin, worker: None
) -> None:
    buyer, manager = window(prefecture.anna), window(prefecture.mei)
    look_around(buyer)
    enquiry = ask(buyer, prefecture.products["basket"])
    offer(manager, enquiry)
    agree_and_pay_deposit(buyer, enquiry)
    lot = plan_and_publish(manager, enquiry)
    lead, xiuying = window(prefecture.lan, size=PHONE), window(prefecture.xiuying, size=PHONE)
    take_on(lead, lot)
    make_everything(lead, lot, prefecture.workers)
    sees_her_pay(xiuying, prefecture.workers["xiuying"])
    receive_and_ship(manager, lot)
    pay_the_balance(buyer, enquiry)
    tell_the_story(window(prefecture.zhen), window(prefecture.mo), window(), prefecture)
    assert ledger.reconcile() == []


def look_around(page: Page) -> None:
    """Visit the home page, the catalogue, and a search in Chinese that finds."""
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    page.goto("/search/?q=草编")
    page.get_by_role("link", name="草柳编收纳篮").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("草柳编收纳篮")


def ask(page: Page, product: Product) -> Enquiry:
    """Enter pieces and day, see at once whether it can be made, and ask for an offer."""
    box = page.locator("#ask")
    box.locator("[name=pieces]").fill(str(PIECES))
    box.locator("[name=wish_on]").fill(str(in_days(60)))
    box.get_by_role("button").first.click()
    page.locator(f"#ask a[href*='/enquiries/ask/{product.pk}/']").click()
    page.locator("[name=contact]").fill("安娜")
    page.locator("[name=phone]").fill("13900000003")
    page.locator("[name=words]").fill("可以缝上我们的布标吗？")
    page.locator("main form:has([name=contact]) button.button-primary").click()
    expect(page).to_have_url(re.compile(r"/enquiries/XJ-"))
    return Enquiry.objects.get()


def offer(page: Page, enquiry: Enquiry) -> None:
    """Answer as the base with a price, a day and a deposit."""
    page.goto("/desk/enquiries/")
    page.get_by_role("link", name=enquiry.number).click()
    form = page.locator("form:has([name=unit_price])")
    form.locator("[name=unit_price]").fill("76.00")
    form.locator("[name=freight]").fill("120.00")
    form.locator("[name=deposit_share]").fill("30")
    form.locator("[name=promise_on]").fill(str(in_days(60)))
    form.locator("button.button-primary").click()
    expect(page.locator("main")).to_contain_text("¥76.00")


def agree_and_pay_deposit(page: Page, enquiry: Enquiry) -> None:
    """Accept the offer, enter the address, and pay 30 % of 7,720 yuan."""
    page.goto(f"/enquiries/{enquiry.number}/")
    page.locator("a[href$='/quotes/1/accept/']").first.click()
    page.locator("[name=last_name]").fill("安娜")
    page.locator("[name=phone_number]").fill("13900000003")
    page.locator("[name=state]").fill("北京市")
    page.locator("[name=line4]").fill("朝阳区")
    page.locator("[name=line1]").fill("工体北路 1 号")
    page.locator("form:has([name=last_name]) button.button-primary").click()
    pay(page, "¥2,316.00", "alipay")
    expect(page.locator("main")).to_contain_text("¥5,404.00")


def pay(page: Page, amount: str, method: str) -> None:
    """Pay on the payment page and the provider's own, and return to the order."""
    expect(page.locator("main")).to_contain_text(amount)
    page.locator(f"[name=method][value={method}]").check(force=True)
    page.locator("form:has([name=method]) button").click()
    page.locator("button[value=pay]").click()
    expect(page).to_have_url(re.compile(r"/orders/"), timeout=15_000)


def plan_and_publish(page: Page, enquiry: Enquiry) -> Lot:
    """Run the planner in the background as the base, see the split and publish it."""
    work_order = WorkOrder.objects.get(line__order__enquiry=enquiry)
    page.goto("/desk/dispatch/")
    expect(page.locator("main")).to_contain_text(work_order.number)
    page.locator("form[action*='/dispatch/run/'] button").click()
    expect(page.locator("button.button-primary[popovertarget=publish]")).to_be_visible(timeout=40_000)
    assert DispatchPlan.objects.get().state == DispatchPlan.State.DRAFT
    expect(page.locator("main")).to_contain_text("刘庄加工站")
    page.locator("button.button-primary[popovertarget=publish]").click()
    page.locator("#publish button.button-primary").click()
    lot = Lot.objects.get()
    assert (lot.station.place.name, lot.pieces) == ("刘庄", PIECES)
    page.goto(f"/desk/lots/{lot.number}/card/")
    expect(page.locator("body")).to_contain_text(lot.number)
    return lot


def take_on(page: Page, lot: Lot) -> None:
    """Accept the lot on the lead's phone and book the straw in."""
    page.goto("/station/")
    page.locator(f"a[href='/station/lot/{lot.token}/']").first.click()
    page.locator("form[action$='/accept/'] button").click()
    page.goto(f"/station/lot/{lot.token}/materials/")
    page.locator("form:has([value=book_in]) button.button-primary").click()
    lot.refresh_from_db()
    assert lot.state == Lot.State.ACCEPTED
    assert lot.materials.get().booked_in == lot.materials.get().issued


def make_everything(page: Page, lot: Lot, workers: dict[str, Worker]) -> None:
    """Let Xiuying weave 60 bodies of which 2 are refused and made again, Guilan the rest. Xiuying sews all handles."""
    first, second = lot.operations.order_by("position")
    make(page, lot, first.pk, workers["xiuying"], 60, refused=2)
    make(page, lot, first.pk, workers["guilan"], 42)
    make(page, lot, second.pk, workers["xiuying"], PIECES)
    lot.refresh_from_db()
    assert lot.state == Lot.State.FINISHED


def make(page: Page, lot: Lot, operation: int, worker: Worker, pieces: int, *, refused: int = 0) -> None:
    """Hand out, report for her, inspect: each on a screen of its own."""
    page.goto(f"/station/lot/{lot.token}/hand-out/{operation}/{worker.pk}/")
    page.locator("[name=pieces]").fill(str(pieces))
    page.locator("form:has([name=pieces]) button.button-primary").click()
    assignment = worker.assignments.latest("pk")
    page.goto(f"/station/assignment/{assignment.pk}/")
    form = page.locator("form:has([name=done_on])")
    form.locator("[name=pieces]").fill(str(pieces))
    form.locator("button.button-primary").click()
    page.goto(f"/station/reports/{assignment.reports.get().pk}/")
    if refused:
        page.locator("[name=rejected]:not([type=hidden])").fill(str(refused))
        page.locator("label:has([name=reason][value=loose])").click()
        page.locator("form.judging button.button-primary").click()
    else:
        page.locator("button.all-good").click()
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert assignment.reports.get().inspections.get().accepted == pieces - refused


def sees_her_pay(page: Page, worker: Worker) -> None:
    """Check that her sum is pieces x rate, and equals the ledger's."""
    page.goto("/me/")
    earned = 58 * Decimal("20.5") + PIECES * Decimal("7.5")
    expect(page.locator(".earned-amount")).to_have_text(f"¥{earned:,.2f}")
    assert ledger.balance(ledger.account_of(worker)) == earned
    rows = Earning.objects.filter(credit__worker=worker, kind=Earning.Kind.ACCEPTANCE)
    assert sum(row.pieces * row.rate for row in rows if row.rate) == earned
    expect(page.locator("main")).to_contain_text("松散")  # the reason of the two refused pieces
    size = page.locator(".earned-amount").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 32


def receive_and_ship(page: Page, lot: Lot) -> None:
    """Receive sixty pieces and ship them ahead, then the rest."""
    for pieces in (60, 40):
        page.goto("/desk/receiving/")
        page.locator("[name=pieces]").fill(str(pieces))
        page.locator("form:has([name=pieces]) button.button-accept").click()
        page.goto(f"/desk/orders/{lot.work_order.number}/")
        order = lot.work_order.line.order
        page.goto(f"/desk/sending/{order.number}/")
        page.locator("[name=carrier]").select_option("sf")
        page.locator("[name=waybill]").fill(f"SF10000000{pieces}")
        page.locator("[name=unpaid_reason]").fill("老客户，货到付余款")
        page.locator("main form button.button-primary").click()
        expect(page.locator("main")).to_contain_text(f"SF10000000{pieces}")
        page.locator("main form button.button-primary").click()
    lot.work_order.line.order.refresh_from_db()
    assert lot.work_order.line.order.status == "shipped"


def pay_the_balance(page: Page, enquiry: Enquiry) -> None:
    """Let the buyer see that all pieces are on their way and pay the rest, which completes the order."""
    order = Enquiry.objects.get(pk=enquiry.pk).order
    assert order is not None
    page.goto(f"/orders/{order.number}/")
    expect(page.locator("main")).to_contain_text("刘庄")
    page.locator("a[href*='/payments/']").first.click()
    pay(page, "¥5,404.00", "card")
    order.refresh_from_db()
    assert order.status == "completed"


def tell_the_story(editor: Page, moderator: Page, visitor: Page, world: Prefecture) -> None:
    """Write and submit a story as an editor, publish it as a moderator, find it on the home page and at the basket."""
    editor.goto("/cms/")
    index = first_pages.ensure()
    editor.goto(f"/cms/pages/add/cms/storypage/{index.pk}/")
    editor.locator("[name=title]").press_sequentially("秀英的篮子")
    editor.locator("[name=title]").blur()
    editor.locator("[name=summary]").fill("从麦田到客厅，一只篮子走过的路。")
    editor.get_by_role("tab").nth(2).click()
    editor.locator("[name=products]").select_option([str(world.products["basket"].pk)])
    editor.locator("[name=action-submit]").evaluate("button => button.click()")
    editor.wait_for_url(re.compile(r"/cms/pages/\d+/"))
    story = StoryPage.objects.get()
    assert not story.live
    visitor.goto(world.products["basket"].get_absolute_url())
    expect(visitor.locator("main")).not_to_contain_text("秀英的篮子")
    moderator.goto(f"/cms/pages/{story.pk}/edit/")
    moderator.locator("[data-workflow-action-name=approve]").first.evaluate("button => button.click()")
    expect(moderator.locator(".messages")).to_contain_text("秀英的篮子")
    for path in ("/", "/stories/", world.products["basket"].get_absolute_url()):
        visitor.goto(path)
        expect(visitor.locator("main")).to_contain_text("秀英的篮子")
