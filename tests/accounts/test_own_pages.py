"""Test a person's own pages: what she may change at once, and what asks her to verify herself first."""

import re
from typing import Any

import pytest
from django.test import Client

from shop.accounts.models import User
from shop.accounts.texting import Outbox
from tests.personas import PASSWORD, Prefecture


@pytest.fixture
def buyer(db: None, client: Client) -> User:
    user = User.objects.create_user(phone="+8613800138000")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def test_name_language_and_large_print_are_hers_to_change(buyer: User, client: Client) -> None:
    answer: Any = client.post("/account/", {"name": "王秀英", "language": "en", "elder_mode": "on"})
    assert answer.url == "/en/account/"
    buyer.refresh_from_db()
    assert (buyer.get_full_name(), buyer.language, buyer.elder_mode) == ("王秀英", "en", True)


def test_changing_the_email_asks_for_a_code_on_her_phone_first(buyer: User, client: Client) -> None:
    first: Any = client.post("/account/email/", {"email": "thief@example.org"})
    assert first.url.startswith("/account/confirm/")
    buyer.refresh_from_db()
    assert buyer.email is None
    client.post("/account/confirm/", {"next": "/account/email/"})
    found = re.search(r"\d{6}", Outbox().texts()[0].words)
    assert found
    back: Any = client.post("/account/confirm/", {"code": found[0], "next": "/account/email/"})
    assert back.url == "/account/email/"
    client.post("/account/email/", {"email": "Wang@Example.org"})
    buyer.refresh_from_db()
    assert buyer.email == "wang@example.org"


def test_a_wrong_code_does_not_confirm(buyer: User, client: Client) -> None:
    client.post("/account/confirm/")
    for _ in range(3):
        assert client.post("/account/confirm/", {"code": "12"}).status_code == 200
    assert client.get("/account/email/").status_code == 302
    assert "confirming" not in client.session


def test_with_a_password_the_password_is_asked_for(prefecture: Prefecture, signed_in: Any) -> None:
    client = signed_in(prefecture.mei)
    answer = client.get("/account/email/")
    assert answer.url.startswith("/account/reauthenticate/")
    assert client.post(answer.url, {"password": "wrong"}).status_code == 200
    assert client.post(answer.url, {"password": PASSWORD}).url == "/account/email/"
    assert client.get("/account/email/").status_code == 200


def test_another_persons_address_cannot_be_taken(prefecture: Prefecture, client: Client) -> None:
    client.post("/account/login/staff/", {"login": "anna@example.org", "password": PASSWORD})
    page = client.post("/account/email/", {"email": "hong@example.org"})
    assert page.status_code == 200
    assert User.objects.filter(email="hong@example.org").count() == 1


@pytest.mark.parametrize("path", ["/account/", "/account/email/", "/account/confirm/", "/account/phone/change/"])
@pytest.mark.django_db
def test_own_pages_are_for_the_signed_in(client: Client, path: str) -> None:
    answer: Any = client.get(path)
    assert answer.url.startswith("/account/login/")


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_of_signing_in_opens(prefecture: Prefecture, signed_in: Any, language: str) -> None:
    visitor, staff = Client(), signed_in(prefecture.mei)
    for path in ("login/", "login/staff/", "password/reset/", "outbox/", "inactive/"):
        assert visitor.get(f"{language}/account/{path}").status_code == 200, path
    staff.post(f"{language}/account/reauthenticate/?next=/", {"password": PASSWORD})
    for path in ("", "logout/", "email/", "phone/change/", "password/change/", "2fa/", "2fa/totp/activate/"):
        assert staff.get(f"{language}/account/{path}").status_code == 200, path


def test_the_second_factor_is_set_up_in_our_own_words(prefecture: Prefecture, signed_in: Any) -> None:
    page = signed_in(prefecture.anna).get("/account/2fa/").content.decode()
    assert "两步验证" in page and "还没有开启" in page
