"""Test signing in with a phone and a texted code, and staff with password and second factor."""

import logging
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from shop.accounts import landing
from shop.accounts.models import User
from shop.accounts.texting import Outbox
from tests.personas import PASSWORD, Prefecture

PHONE = "138 0013 8000"
LOGIN, CODE = "/account/login/", "/account/login/code/confirm/"


def ask(client: Client, phone: str = PHONE, **more: Any) -> Any:
    return client.post(LOGIN, {"phone": phone} | more)


def texted() -> str:
    found = re.search(r"\d{6}", Outbox().texts()[0].words)
    assert found
    return found[0]


def enter(client: Client, code: str, **more: Any) -> Any:
    return client.post(CODE, {"code": code} | more)


@pytest.mark.django_db
def test_a_number_not_seen_before_becomes_a_user_by_its_first_code(client: Client) -> None:
    assert ask(client).url == CODE
    assert Outbox().texts()[0].phone == "+8613800138000"
    assert enter(client, texted()).url == "/account/"
    user = User.objects.get(phone="+8613800138000")
    assert user.phone_verified_at is not None
    assert not user.has_usable_password()
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db
def test_the_same_number_written_otherwise_is_the_same_person(client: Client) -> None:
    user = User.objects.create_user(phone="+8613800138000")
    ask(client, "+86 138-0013-8000")
    enter(client, texted())
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_an_invalid_number_is_refused_beside_the_field(client: Client) -> None:
    page = ask(client, "13800")
    assert "138 0013 8000" in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Outbox().texts()


@pytest.mark.django_db
def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    ask(client)
    right = texted()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(3):
        enter(client, wrong)
    enter(client, right)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_code_expires_after_five_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client)
    code, now = texted(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    enter(client, code)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_phone_gets_at_most_three_codes_a_minute(client: Client) -> None:
    for _ in range(3):
        ask(Client())
    page = ask(client)
    assert page.status_code == 200
    assert len(Outbox().texts()) == 3


@pytest.mark.django_db
def test_a_code_is_never_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(client)
        enter(client, texted())
    assert texted() not in caplog.text


def test_each_arrives_at_her_own_place(prefecture: Prefecture) -> None:
    def wanted(name: str) -> list[str]:
        return [place.url_name for place in landing.places(getattr(prefecture, name))]

    assert wanted("lan") == ["station:home"]
    assert wanted("mei") == ["desk:home"]
    assert landing.address_for(prefecture.anna) == reverse("account:home")


def test_next_is_followed_inside_the_site_only(prefecture: Prefecture, client: Client) -> None:
    ask(client, "13900000003", next="/account/email/")
    assert enter(client, texted(), next="/account/email/").url == "/account/email/"
    client.logout()
    ask(client, "13900000003")
    assert "evil" not in enter(client, texted(), next="https://evil.example/").url


def test_staff_sign_in_with_password_and_second_factor(prefecture: Prefecture, client: Client) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(prefecture.tai, secret)
    answer = client.post("/account/login/staff/", {"login": "tai@example.org", "password": PASSWORD})
    assert answer.url == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(prefecture.tai.pk)


@pytest.mark.parametrize(
    ("who", "held"), [("tai", True), ("mei", True), ("guan", True), ("zhen", True), ("mo", True), ("anna", False)]
)
def test_a_required_second_factor_stops_staff_without_one(
    prefecture: Prefecture, signed_in: Any, settings: Any, who: str, held: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(getattr(prefecture, who))
    answer = client.get("/payments/nothing/")
    assert (answer.status_code == 302 and answer.url == "/account/2fa/") is held
    assert client.get("/account/").status_code == 200
    Authenticator.objects.create(user=getattr(prefecture, who), type=Authenticator.Type.TOTP, data={})
    assert client.get("/payments/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["account/signup/", "account/login/code/", "accounts/register/", "accounts/profile/"])
@pytest.mark.django_db
def test_other_sign_in_pages_for_buyers_redirect_to_ours(client: Client, path: str) -> None:
    page: Any = client.get(f"/{path}", follow=True)
    assert page.redirect_chain[-1][0].split("?")[0] == LOGIN


@pytest.mark.parametrize("place", ["admin", "cms", "dashboard"])
@pytest.mark.django_db
def test_other_sign_in_pages_for_staff_redirect_to_the_one_with_the_second_factor(client: Client, place: str) -> None:
    page: Any = client.get(f"/{place}/", follow=True)
    assert page.redirect_chain[-1][0].split("?")[0] == f"{LOGIN}staff/"


def test_an_unverified_email_resets_no_buyers_password_but_that_of_staff(
    prefecture: Prefecture, client: Client
) -> None:
    User.objects.create_user("wrong@example.org", phone="+8613800138000")
    for address in ("wrong@example.org", "tai@example.org"):
        assert client.post("/account/password/reset/", {"email": address}).status_code == 302
    assert [message.to for message in mail.outbox] == [["tai@example.org"]]
