"""Walk through her pay on her own phone: see it, dispute a line, get an adjustment, agree, and confirm the money."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from dispatch.models import Dispute, Payout, PayoutBatch, Period
from dispatch.pay import ledger
from tests.browsing import PHONE
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture, build_prefecture

Window = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    """Build the small prefecture in which Xiuying has made two baskets for 41.00 yuan."""
    call_command("pgtrigger", "install", verbosity=0)
    world = build_prefecture()
    made(world, lot_at(world), "xiuying", 2)
    return world


def test_a_worker_contests_and_is_paid(prefecture: Prefecture, window: Window) -> None:
    manager, second = window(prefecture.mei), window(prefecture.hong)
    xiuying = window(prefecture.xiuying, size=PHONE)
    close(manager)
    contest(xiuying)
    answer(manager, second)
    agree(xiuying)
    pay(manager, second)
    confirm(xiuying)
    assert ledger.reconcile() == []


def close(page: Page) -> None:
    """Let Mei check what is missing and close the month."""
    page.goto(f"/desk/pay/periods/{Period.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text("结算前看一看")
    page.locator("button.button-primary[popovertarget=close-period]").click()
    page.locator("#close-period button.button-primary").click()
    expect(page.locator("main")).to_contain_text("¥41.00")


def contest(page: Page) -> None:
    """Let Xiuying read her payslip with rate and hour, and dispute a line. Nothing overflows the screen."""
    page.goto("/me/payslips/")
    page.locator("a[href^='/me/payslips/']").first.click()
    expect(page.locator(".earned-amount")).to_have_text("¥41.00")
    expect(page.locator("main")).to_contain_text("合每小时 ¥17.57")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="逐笔明细").click()
    expect(page.locator("main")).to_contain_text("¥41.00")
    page.go_back()
    page.locator("a[href*='?entry=']").first.click()
    page.locator("[name=words]").fill("少算了一只篮子")
    page.locator("main form button.button-primary").click()
    expect(page).to_have_url(re.compile(r"/me/$"))
    assert Dispute.objects.get().entry is not None


def answer(manager: Page, second: Page) -> None:
    """Let Mei propose to pay the basket in the open period, and Hong agree."""
    manager.goto("/desk/pay/disputes/")
    manager.get_by_text("少算了一只篮子").click()
    manager.locator("#sum_amount").fill("20.50")
    manager.locator("#sum_words").fill("找到了，补一只")
    manager.get_by_role("button", name="提议这个金额").click()
    second.goto("/desk/pay/disputes/")
    second.get_by_text("少算了一只篮子").click()
    second.get_by_role("button", name="同意：付给她").click()
    dispute = Dispute.objects.get()
    assert dispute.outcome and dispute.outcome.period.state == Period.State.OPEN


def agree(page: Page) -> None:
    """Let her see the answer and the sum, and agree with the payslip."""
    page.goto("/me/payslips/")
    page.locator("a[href^='/me/payslips/']").first.click()
    expect(page.locator("main")).to_contain_text("找到了，补一只")
    expect(page.locator("main")).to_contain_text("¥20.50")
    page.locator("form[action$='/confirm/'] button").click()
    expect(page.locator("form[action$='/confirm/']")).to_have_count(0)


def pay(manager: Page, second: Page) -> None:
    """Let Mei prepare and Hong release: the money is paid out, but not confirmed yet."""
    period = Period.objects.get(state=Period.State.CLOSED)
    manager.goto(f"/desk/pay/periods/{period.pk}/")
    manager.locator("[name=way]").select_option("bank")
    manager.locator("form:has([name=way]) button.button-primary").click()
    second.goto(f"/desk/pay/batches/{PayoutBatch.objects.get().pk}/")
    second.locator("form[action$='/release/'] button").click()
    assert Payout.objects.get().state == Payout.State.RELEASED
    second.goto(f"/desk/pay/periods/{period.pk}/")
    expect(second.locator(".stat").nth(1)).to_contain_text("¥41.00")
    expect(second.locator(".stat").nth(2)).to_contain_text("¥0.00")


def confirm(page: Page) -> None:
    """Let her confirm that she has the money."""
    page.goto("/me/")
    expect(page.locator(".tiles")).to_contain_text("¥41.00")
    page.locator("form[action*='/payouts/'] button").click()
    expect(page.locator("form[action*='/payouts/']")).to_have_count(0)
    payout = Payout.objects.get()
    assert (payout.state, payout.is_witnessed) == (Payout.State.CONFIRMED, False)
