"""Walk through a manager's planning desk: run the plan, inspect it, change it by hand, compare, publish.

When something has changed underneath she plans again and loses nothing.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cms import first_pages
from dispatch.models import DispatchPlan, Lot, PlanLine
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, build_prefecture, in_days
from workshops.models import Station

Window = Callable[..., Page]
State = DispatchPlan.State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    """Build the small prefecture with two orders that wait to be planned."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    world = build_prefecture()
    for pieces in (60, 40):
        work_order(world, pieces=pieces, due_on=in_days(30))
    return world


def test_a_plan_from_running_to_publishing(prefecture: Prefecture, window: Window, worker: None) -> None:
    page = window(prefecture.mei, language="en")
    page.goto("/en/desk/dispatch/")
    run(page)
    first = DispatchPlan.objects.get()
    line = reads_a_reason(page, first)
    pins_with_the_keyboard(page, line)
    other = moves_by_hand(page, first, line)
    asks_what_if(page, first, other)
    bars(page, first, other)
    compares(page, first)
    conflict_leads_to_a_new_plan(page, prefecture, first)
    publishes(page)


def run(page: Page) -> None:
    """Run the plan in the background and leave the page meanwhile."""
    page.locator("form.board-run button").click()
    page.goto("/en/desk/lots/")
    page.goto("/en/desk/dispatch/")
    expect(page.locator("button.button-primary[popovertarget=publish]")).to_be_visible(timeout=60_000)
    expect(page.locator(".gantt-bar").first).to_be_visible()
    assert DispatchPlan.objects.get().state == State.DRAFT


def reads_a_reason(page: Page, plan: DispatchPlan) -> PlanLine:
    """Choose a lot on the calendar and read why it is there, without leaving the page."""
    line = plan.lines.filter(pieces__gt=0).order_by("pk").last()
    assert line is not None
    page.locator(f".gantt-bar[href*='line={line.pk}#']").click()
    reason = page.locator("#reason")
    expect(reason).to_contain_text(line.station.name_en)
    expect(reason).to_contain_text("piece pay")
    return line


def pins_with_the_keyboard(page: Page, line: PlanLine) -> None:
    """Use the calendar by keyboard: one stop for Tab, arrows from lot to lot, Enter to choose."""
    stops = page.locator(".gantt-bar[tabindex='0']")
    expect(stops).to_have_count(1)
    page.locator(".gantt-bar").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.classList.contains('gantt-bar')")
    page.locator(f"#reason form[action$='/{line.pk}/pin/'] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#reason form[action$='/{line.pk}/unpin/']")).to_be_visible()
    line.refresh_from_db()
    assert line.is_pinned


def moves_by_hand(page: Page, plan: DispatchPlan, line: PlanLine) -> PlanLine:
    """See what a move would cost before it is saved."""
    taken = plan.lines.filter(work_order=line.work_order).values("station")
    target = Station.objects.filter(workers__is_active=True).exclude(pk__in=taken).distinct().first()
    if target is None:
        target = Station.objects.filter(workers__is_active=True).exclude(pk=line.station_id).distinct()[0]
    before = sum(plan.lines.filter(work_order=line.work_order, station=target).values_list("pieces", flat=True))
    reason = page.locator("#reason")
    reason.locator("[name=target]").select_option(str(target.pk))
    reason.locator("[name=pieces]").fill("10")
    reason.get_by_role("button", name="Show what it would do").click()
    expect(reason).to_contain_text("The whole plan would cost")
    expect(page.locator("#line-move")).to_be_focused()
    assert not plan.lines.filter(work_order=line.work_order, station=target, pieces=before + 10).exists()
    reason.get_by_role("button", name="Move 10 pieces").click()
    expect(page.locator("main")).to_contain_text("10 pieces moved to")
    return plan.lines.get(work_order=line.work_order, station=target, pieces=before + 10, is_pinned=True)


def asks_what_if(page: Page, plan: DispatchPlan, line: PlanLine) -> None:
    """Ask what happens if a station drops out: the difference is listed, and asking saves nothing."""
    before = list(plan.lines.order_by("pk").values_list("pk", "pieces"))
    page.get_by_role("link", name="What if").click()
    page.locator("[name=station]").select_option(str(line.station_id))
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.locator("main")).to_contain_text("The whole plan would cost")
    expect(page.locator("main tbody").first).to_contain_text(line.work_order.number)
    assert Axe().run(page, options={"preload": False}).response["violations"] == []
    assert list(plan.lines.order_by("pk").values_list("pk", "pieces")) == before
    page.goto(f"/en/desk/dispatch/?plan={plan.pk}&line={line.pk}")


def bars(page: Page, plan: DispatchPlan, line: PlanLine) -> None:
    """Bar a station: she sees where the pieces would go instead, and agrees."""
    reason = page.locator("#reason")
    reason.get_by_role("button", name="Not there").press("Enter")
    expect(reason).to_contain_text("makes nothing of")
    expect(page.locator("#line-forbid")).to_be_focused()
    assert plan.lines.filter(pk=line.pk, pieces=line.pieces).exists()
    reason.get_by_role("button", name="Bar it").click()
    expect(page.locator("main")).to_contain_text("the plan is mended")
    assert plan.lines.get(station=line.station_id, work_order=line.work_order_id).is_forbidden


def compares(page: Page, first: DispatchPlan) -> None:
    """Run a second plan that weighs fairness more, and compare the two."""
    page.locator("form.board-run select").select_option("4")
    page.locator("form.board-run button").click()
    expect(page.locator("button.button-primary[popovertarget=publish]")).to_be_visible(timeout=60_000)
    second = DispatchPlan.objects.get(like=first)
    assert second.fairness == 4
    page.get_by_role("link", name="Compare with the one shown").first.press("Enter")
    expect(page.locator("main p.lead")).to_contain_text("Income is spread")
    expect(page.locator("main")).to_contain_text("Spread of income")
    assert Axe().run(page, options={"preload": False}).response["violations"] == []
    expect(page.locator("main")).to_contain_text("Pieces made after their due date")
    page.goto("/en/desk/dispatch/")


def conflict_leads_to_a_new_plan(page: Page, world: Prefecture, first: DispatchPlan) -> None:
    """Let another order arrive meanwhile: publishing is refused, and planning again keeps what she barred."""
    work_order(world, pieces=20, due_on=in_days(30))
    page.locator("button.button-primary[popovertarget=publish]").click()
    page.locator("#publish button.button-primary").click()
    expect(page.locator("main")).to_contain_text("Something has changed underneath")
    assert not Lot.objects.exists()
    page.get_by_role("button", name="Plan again").click()
    expect(page.locator("button.button-primary[popovertarget=publish]")).to_be_visible(timeout=60_000)
    latest = DispatchPlan.objects.latest("pk")
    assert latest.lines.filter(is_forbidden=True).count() == first.lines.filter(is_forbidden=True).count() == 1


def publishes(page: Page) -> None:
    """Publish: all lots go to their stations."""
    page.locator("button.button-primary[popovertarget=publish]").click()
    page.locator("#publish button.button-primary").click()
    expect(page.locator("main")).to_contain_text("with their stations")
    published = DispatchPlan.objects.get(state=State.PUBLISHED)
    assert sum(Lot.objects.values_list("pieces", flat=True)) == published.parts["pieces"] >= 110


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_board_fits_and_is_accessible(prefecture: Prefecture, window: Window, width: int) -> None:
    from dispatch import planning

    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    planning.solve_plan(plan.pk, seconds=1)
    planning.draw_curve(plan.pk, seconds=0.1)
    page = window(prefecture.mei, size={"width": width, "height": 800})
    pages: list[Any] = ["/desk/dispatch/", f"/desk/dispatch/{plan.pk}/what-if/?kind=rush"]
    for address in pages:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        assert Axe().run(page, options={"preload": False}).response["violations"] == [], address
