"""Walk with two managers, a lead and a worker through an advance and a husband's account, on phones and at desks."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from dispatch.models import Outlay
from shop.accounts.texting import Outbox
from tests.browsing import DESK, PHONE
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture, build_prefecture
from workshops.models import PayAccount

Window = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prefecture(transactional_db: None) -> Prefecture:
    """Build the small prefecture in which Xiuying has earned 1000.00."""
    call_command("pgtrigger", "install", verbosity=0)
    world = build_prefecture()
    made(world, lot_at(world, rates=("100", "7.5")), "xiuying", 10)
    return world


def look(page: Page, path: str) -> None:
    """Open a page at both widths. Nothing scrolls sideways."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_advance_above_the_ceiling(prefecture: Prefecture, window: Window) -> None:
    mei, hong, xiuying = (window(prefecture.people[who]) for who in ("mei", "hong", "xiuying"))
    look(mei, "/desk/pay/advances/")
    give(mei, "999999")
    expect(mei.locator("main")).to_contain_text("现在最多能给王秀英预支 ¥1000.00")
    assert mei.evaluate("document.documentElement.scrollWidth <= innerWidth")
    give(mei, "600")
    expect(mei.locator("main")).to_contain_text("这笔超过限额，要先由第二个人核准")
    look(mei, "/desk/pay/ceilings/")
    look(hong, "/desk/pay/second/")
    hong.get_by_role("button", name="核准", exact=False).first.click()
    expect(hong.locator("main")).to_contain_text("已核准")
    look(xiuying, "/me/")
    xiuying.get_by_role("button", name="钱收到了").click()
    expect(xiuying.locator("body")).to_contain_text("钱您收到了")
    assert Outlay.objects.get().entry
    look(mei, "/desk/pay/advances/")
    expect(mei.locator("main")).to_contain_text("已收到")


def give(page: Page, amount: str) -> None:
    """Let a manager give Xiuying an advance."""
    page.locator("[name=worker]").fill("W00001")
    page.locator("[name=amount]").fill(amount)
    page.locator("[name=words]").fill("孩子看病，现金由站长带去")
    page.locator("main form .button-primary").click()


def test_the_account_of_a_husband(prefecture: Prefecture, window: Window) -> None:
    lan, hong, xiuying, shu = (window(prefecture.people[who]) for who in ("lan", "hong", "xiuying", "shu"))
    address = f"/station/workers/{prefecture.workers['xiuying'].pk}/account/"
    look(lan, address)
    for name, value in {"holder": "王大山", "bank": "农业银行", "number": "6222020000000007"}.items():
        lan.locator(f"[name={name}]").fill(value)
    lan.locator("main form .button-primary").click()
    expect(lan.locator("main")).to_contain_text("户名不是王秀英")
    lan.locator("[name=why_another]").fill("她没有卡，用她丈夫的卡")
    lan.locator("main form .button-primary").click()
    expect(lan.locator("main")).to_contain_text("验证码已发到她的手机")
    look(lan, address)
    look(xiuying, "/me/")
    expect(xiuying.locator("main")).to_contain_text("有人要改您的收款账户")
    look(xiuying, "/me/account/")
    lan.locator("[name=code]").fill(re.findall(r"\d{6}", Outbox().texts()[0].words)[0])
    lan.locator("main form .button-primary").click()
    expect(lan.locator("main")).to_contain_text("第二个人核对之后")
    look(shu, "/federation/accounts/")
    look(hong, "/desk/pay/second/")
    red = hong.locator(".badge.tone-bad")
    expect(red).to_contain_text("王大山")
    hong.get_by_role("button", name="没错，我确认").click()
    expect(hong.locator("main")).to_contain_text("已确认")
    look(xiuying, "/me/account/")
    expect(xiuying.locator("main")).to_contain_text("王大山")
    assert PayAccount.objects.get(worker=prefecture.workers["xiuying"]).holder == "王大山"
    look(hong, "/desk/pay/settings/bank/")
