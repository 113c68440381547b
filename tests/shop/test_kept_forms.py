"""Test that a form sent after the session ended comes back filled after signing in."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dispatch.models import Operation, RateCard
from shop.enquiries.models import Enquiry
from shop.pages.kept_forms import COOKIE
from tests.dispatch.ordering import bulk_order
from tests.personas import Prefecture, in_days
from tests.test_forms import signed_in

HOST = "http://testserver"


@pytest.fixture
def enquiry(prefecture: Prefecture) -> Enquiry:
    """Return an enquiry of Anna's to the straw base."""
    made: Enquiry = bulk_order(prefecture, pieces=200, due_on=in_days(60)).enquiry
    Enquiry.objects.filter(pk=made.pk).update(state=Enquiry.State.NEW, order=None)
    return made


def sign_in(client: Client, user: Any) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def form_at(page: Any, action: str) -> Any:
    return BeautifulSoup(page.content, "html.parser").find("form", action=action)


def test_a_message_comes_back_filled_after_signing_in(prefecture: Prefecture, enquiry: Enquiry) -> None:
    client, page = signed_in(prefecture.mei), f"/desk/enquiries/{enquiry.number}/"
    action = form_at(client.get(page), f"{page}messages/")["action"]
    client.logout()
    said = {"words": "交期可以提前两天。\n包装照旧。", "key": "5e0c0b0e-8a52-4d69-9a52-0e4d5f7f3c11"}
    sent: Any = client.post(action, said, headers={"referer": HOST + page})
    assert sent.status_code == 302
    assert f"next={page.replace('/', '%2F')}" in sent["Location"], "the way back is the page, not the button's address"
    sign_in(client, prefecture.mei)
    again: Any = client.get(page)
    form = form_at(again, action)
    assert form.find("textarea", attrs={"name": "words"}).text.strip() == "交期可以提前两天。\n包装照旧。"
    assert form.select_one("[role=alert]")
    assert again["Cache-Control"] == "no-store, private"
    assert not enquiry.messages.filter(words__startswith="交期").exists(), "she presses again herself"
    assert not form_at(client.get(page), action).find("textarea", attrs={"name": "words"}).text.strip()


def test_a_form_with_choices_comes_back_on_its_own_address(prefecture: Prefecture) -> None:
    step = Operation.objects.earliest("pk")
    client, page = signed_in(prefecture.mei), f"/desk/rates/{step.pk}/propose/"
    client.logout()
    client.post(
        page, {"rate": "21.5", "standard_minutes": "66", "from_on": "2026-12-24"}, headers={"referer": HOST + page}
    )
    sign_in(client, prefecture.mei)
    form = BeautifulSoup(client.get(page).content, "html.parser").find("form", class_="form")
    typed = {name: form.find(attrs={"name": name})["value"] for name in ("rate", "standard_minutes", "from_on")}
    assert typed == {"rate": "21.5", "standard_minutes": "66", "from_on": "2026-12-24"}
    assert not RateCard.objects.waiting().exists()


def test_what_is_kept_is_sealed_and_holds_no_secret(prefecture: Prefecture) -> None:
    client = Client()
    file = SimpleUploadedFile("a.txt", b"a secret of hers")
    client.post("/me/account/", {"holder": "王秀英", "code": "123456", "password": "open-sesame", "file": file})
    stored = cache.get(f"{COOKIE}:{client.cookies[COOKIE].value}")
    assert "王秀英" not in stored
    assert client.cookies[COOKIE]["httponly"]
    sign_in(client, prefecture.xiuying)
    page = client.get("/me/account/").content.decode()
    assert 'value="王秀英"' in page
    assert "123456" not in page
    assert "open-sesame" not in page
    assert "文件请重新选一次" in page


def test_a_form_that_is_too_long_is_not_kept(prefecture: Prefecture) -> None:
    client = Client()
    assert client.post("/me/account/", {"holder": "长" * 40_000}).status_code == 302
    assert COOKIE not in client.cookies


def test_nobody_elses_browser_sees_it(prefecture: Prefecture) -> None:
    Client().post("/me/account/", {"holder": "王秀英的秘密"})
    assert "王秀英的秘密" not in signed_in(prefecture.xiuying).get("/me/account/").content.decode()


def test_a_page_whose_form_is_gone_still_shows_what_was_typed(prefecture: Prefecture, enquiry: Enquiry) -> None:
    client, page = signed_in(prefecture.mei), f"/desk/enquiries/{enquiry.number}/"
    client.logout()
    client.post(f"{page}messages/", {"words": "写了很久的话"}, headers={"referer": HOST + page})
    Enquiry.objects.filter(pk=enquiry.pk).update(state=Enquiry.State.WITHDRAWN)
    sign_in(client, prefecture.mei)
    shown = BeautifulSoup(client.get(page).content, "html.parser")
    assert form_at(client.get(page), f"{page}messages/") is None
    assert "写了很久的话" in [line.text for line in shown.select("#content > ul li")]


def test_an_error_at_a_buttons_address_leads_back_to_its_page(prefecture: Prefecture, enquiry: Enquiry) -> None:
    """Her first try was refused, so that the browser stood at the button's own address when the session ended."""
    client, page = signed_in(prefecture.mei), f"/desk/enquiries/{enquiry.number}/"
    client.logout()
    sent: Any = client.post(f"{page}messages/", {"words": "再试一次"}, headers={"referer": f"{HOST}{page}messages/"})
    sign_in(client, prefecture.mei)
    back: Any = client.get(f"{page}messages/", follow=True)
    assert sent.status_code == 302
    assert back.redirect_chain == [(page, 302)]
    assert form_at(back, f"{page}messages/").find("textarea", attrs={"name": "words"}).text.strip() == "再试一次"


def test_a_page_opened_before_signing_in_anew_is_answered_in_words(prefecture: Prefecture, enquiry: Enquiry) -> None:
    client, page = Client(enforce_csrf_checks=True), f"/desk/enquiries/{enquiry.number}/"
    sign_in(client, prefecture.mei)
    said = {"words": "很长的话", "csrfmiddlewaretoken": "of another session"}
    sent: Any = client.post(f"{page}messages/", said, headers={"referer": HOST + page, "origin": HOST})
    assert sent.status_code == 403
    link = BeautifulSoup(sent.content, "html.parser").select_one("#content .empty a, #content a.button")
    assert link is not None
    assert link["href"] == page
    form = form_at(client.get(page), f"{page}messages/")
    assert form.find("textarea", attrs={"name": "words"}).text.strip() == "很长的话"


def test_a_foreign_page_cannot_fill_our_forms(prefecture: Prefecture) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, prefecture.xiuying)
    foreign = {"referer": "https://evil.example/", "origin": "https://evil.example"}
    sent: Any = client.post("/me/account/", {"holder": "骗子"}, headers=foreign)
    assert sent.status_code == 403
    assert "骗子" not in client.get("/me/account/").content.decode()


def test_the_address_of_a_button_opened_as_a_page_says_so(prefecture: Prefecture, enquiry: Enquiry) -> None:
    page: Any = signed_in(prefecture.mei).get(f"/desk/enquiries/{enquiry.number}/decline/")
    assert page.status_code == 405
    link = BeautifulSoup(page.content, "html.parser").select_one("#content a.button")
    assert link is not None
    assert link["href"] == f"/desk/enquiries/{enquiry.number}/"
