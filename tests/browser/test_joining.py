"""Join as a base on a phone, on an installation without any base, from the application to the first sign-in."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cms import first_pages
from shop.accounts.models import User
from shop.accounts.texting import Outbox
from tests.browsing import PHONE
from tests.media.uploads import photo
from tests.personas import person
from workshops import reviewing
from workshops.models import Application, Base, Craft, Place, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Window = Callable[..., Page]


@pytest.fixture
def officers(transactional_db: None) -> tuple[User, User]:
    """Return an officer of the one county and one of the association, in an installation without a base."""
    call_command("pgtrigger", "install", verbosity=0)
    first_pages.ensure()
    top = Place.objects.create(code="1309", name="沧州市", level=Place.Level.PREFECTURE)
    county = Place.objects.create(
        code="130922", name="青县", level=Place.Level.COUNTY, parent=top, area_class="2", latitude=38, longitude=117
    )
    Craft.objects.create(code="straw", name="草柳编", name_en="Straw")
    shu, guan = person("Shu"), person("Guan")
    Post.objects.create(user=shu, role=Post.Role.COUNTY_OFFICER, place=county)
    Post.objects.create(user=guan, role=Post.Role.ASSOCIATION_OFFICER, place=top)
    return shu, guan


def fits(page: Page) -> None:
    """Fail when the page is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_new_base_applies_on_a_phone_and_is_led_by_its_desk(
    officers: tuple[User, User], window: Window, tmp_path: Path, no_limits: None
) -> None:
    shu, guan = officers
    picture = tmp_path / "basket.jpg"
    picture.write_bytes(photo().read())
    page = window(size=PHONE)
    page.goto("/bases/join/")
    fits(page)
    page.locator("#phone").fill("139 0000 0050")
    page.get_by_role("button", name="获取验证码").or_(page.locator("form.form button")).first.click()
    code = re.search(r"\b([A-Z0-9-]{4,9})\b", Outbox().texts()[0].words.split("】")[-1])
    assert code
    page.locator("#id_code").fill(code[1])
    page.locator("main form button").first.click()
    page.get_by_role("button", name="填写申请").click()
    page.locator("#id_form").select_option("individual")
    page.locator("#id_name").fill("青县柳编坊")
    page.get_by_role("button", name="提交县里审核").click()
    expect(page.locator(".errors")).to_be_focused()
    fits(page)
    expect(page.locator("#id_name")).to_have_value("青县柳编坊")
    page.locator("#id_place").select_option(label="青县")
    page.locator("#id_person").fill("卫兰")
    page.locator("#id_exemption").select_option("handicraft")
    page.get_by_label("草柳编").check()
    page.locator("#id_makes").fill("柳编篮")
    page.locator("#id_women").fill("12")
    page.locator("#id_introduction").fill("我们编柳条。")
    page.locator("#id_pictures").set_input_files(picture)
    page.get_by_role("button", name="提交县里审核").click()
    expect(page.locator("main")).to_contain_text("县里正在审核")
    fits(page)
    one = Application.objects.get()
    reviewing.endorse(one, by=shu)
    reviewing.approve(one, by=guan)
    page.reload()
    page.get_by_role("link", name="去工作台").click()
    expect(page.locator(".first-steps > li")).to_have_count(6)
    fits(page)
    page.get_by_role("button", name="开始接单").click()
    expect(page.locator("main")).to_contain_text("已开始接单")
    assert Base.objects.get().sells
