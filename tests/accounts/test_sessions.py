"""Test the list of devices, how long sessions last, and that a person is told when what opens her account changes."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from shop.accounts import sessions, tasks
from shop.accounts.models import User
from shop.accounts.texting import Outbox
from shop.sealing import unseal
from tests.personas import PASSWORD, Prefecture

AtOnce = Callable[[], AbstractContextManager[None]]
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; ELS-AN00) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile/15E148 Safari/604.1"
)


def signed_in_with(user_agent: str, user: User) -> Client:
    """Return a browser in which a person is signed in with her password."""
    client = Client(HTTP_USER_AGENT=user_agent)
    client.post("/account/login/staff/", {"login": user.email, "password": PASSWORD})
    client.get("/account/")
    return client


def confirmed(client: Client) -> Client:
    """Let a browser prove again who is there."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "chinese"),
    [
        (WECHAT, "Android 上的微信"),
        (EDGE, "Windows 上的Edge"),
        (IPHONE, "iPhone 上的Safari"),
        ("curl", "未知系统 上的浏览器"),
    ],
)
def test_a_device_has_plain_words(db: None, user_agent: str, chinese: str) -> None:
    assert sessions.device(user_agent) == chinese


def test_she_sees_where_she_is_signed_in_and_signs_out_one_device(prefecture: Prefecture) -> None:
    here, phone, tablet = (signed_in_with(agent, prefecture.mei) for agent in (EDGE, WECHAT, IPHONE))
    page = here.get("/account/sessions/").content.decode()
    assert all(words in page for words in ("Windows 上的Edge", "Android 上的微信", "iPhone 上的Safari", "本机"))
    assert "另有 2 台设备" in here.get("/account/").content.decode()
    one = UserSession.objects.get(session_key=phone.session.session_key)
    here.post("/account/sessions/end/", {"session": one.pk})
    assert (is_in(here), is_in(phone), is_in(tablet)) == (True, False, True)
    assert "微信" not in here.get("/account/sessions/").content.decode()


def test_she_signs_out_everywhere_else(prefecture: Prefecture) -> None:
    here, phone, others = (signed_in_with(EDGE, who) for who in (prefecture.mei, prefecture.mei, prefecture.hong))
    here.post("/account/sessions/end/")
    assert (is_in(here), is_in(phone), is_in(others)) == (True, False, True)


def test_nobody_ends_the_session_of_another(prefecture: Prefecture) -> None:
    mei, hong = signed_in_with(EDGE, prefecture.mei), signed_in_with(EDGE, prefecture.hong)
    mei.post("/account/sessions/end/", {"session": UserSession.objects.get(user=prefecture.hong).pk})
    assert is_in(hong)


def test_a_new_password_ends_the_other_sessions_and_is_told(prefecture: Prefecture, at_once: AtOnce) -> None:
    here, stolen = signed_in_with(EDGE, prefecture.mei), signed_in_with(WECHAT, prefecture.mei)
    new = "straw-plait-of-1966"
    with at_once():
        here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(stolen)) == (True, False)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [([prefecture.mei.email], "您的账号有变动")]
    assert "您的密码已更改" in mail.outbox[0].body and "/account/password/reset/" in mail.outbox[0].body


def test_a_session_of_staff_ends_after_hours_and_a_buyers_lasts(prefecture: Prefecture, settings: Any) -> None:
    for person, hours in ((prefecture.mei, 12), (prefecture.tai, 12), (prefecture.anna, 180 * 24)):
        client = signed_in_with(EDGE, person)
        assert client.session.get_expiry_age() == hours * 3600, person
        assert client.cookies["sessionid"]["max-age"] == hours * 3600
    settings.STAFF_SESSION_HOURS = 2
    assert signed_in_with(EDGE, prefecture.guan).session.get_expiry_age() == 2 * 3600


def test_who_is_made_staff_later_gets_the_short_session_too(prefecture: Prefecture) -> None:
    client = signed_in_with(EDGE, prefecture.anna)
    User.objects.filter(pk=prefecture.anna.pk).update(is_staff=True)
    session = client.session
    session[sessions.SEEN] -= 601
    session.save()
    client.get("/account/")
    assert client.session.get_expiry_age() == 12 * 3600


def test_use_is_noted_every_ten_minutes(prefecture: Prefecture) -> None:
    client = signed_in_with(EDGE, prefecture.anna)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    client.get("/account/")
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(minutes=50)
    session = client.session
    session[sessions.SEEN] -= 601
    session.save()
    client.get("/account/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_ended_sessions_are_forgotten(prefecture: Prefecture) -> None:
    signed_in_with(EDGE, prefecture.anna)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=181))
    tasks.forget_ended_sessions()
    assert not UserSession.objects.exists()


def test_a_new_phone_ends_the_other_sessions_and_tells_the_old_one(
    prefecture: Prefecture, at_once: AtOnce, settings: Any
) -> None:
    here, stolen = signed_in_with(EDGE, prefecture.lan), signed_in_with(WECHAT, prefecture.lan)
    old = prefecture.lan.phone.as_e164
    confirmed(here).post("/account/phone/change/", {"phone": "13800138000"})
    found = re.search(r"\d{6}", Outbox().texts()[0].words)
    assert found
    with at_once():
        here.post("/account/phone/verify/", {"code": found[0]})
    assert (is_in(here), is_in(stolen)) == (True, False)
    told = [text.phone for text in Outbox().texts() if "手机号已更换" in text.words]
    assert sorted(told) == ["+8613800138000", old]


def test_a_new_e_mail_is_told_to_the_old_one(prefecture: Prefecture, at_once: AtOnce) -> None:
    with at_once():
        signed_in_with(EDGE, prefecture.mei).post("/account/email/", {"email": "mei@elsewhere.example"})
    assert [letter.to for letter in mail.outbox] == [["mei@example.org"]]
    assert "电子邮箱已更换" in mail.outbox[0].body


def test_a_second_factor_is_told_and_its_secrets_are_sealed(prefecture: Prefecture, at_once: AtOnce) -> None:
    client = confirmed(signed_in_with(EDGE, prefecture.mei))
    page: Any = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    with at_once():
        client.post("/account/2fa/totp/activate/", {"code": code})
    kept = {one.type: one.data for one in Authenticator.objects.filter(user=prefecture.mei)}
    assert kept["totp"]["secret"].startswith("gAAAA") and secret not in str(kept)
    assert kept["recovery_codes"]["seed"].startswith("gAAAA")
    assert totp.TOTP(Authenticator.objects.get(type="totp")).validate_code(code)
    assert any("两步验证" in letter.body for letter in mail.outbox)
    with at_once():
        client.post("/account/2fa/totp/deactivate/")
    assert "已取消" in mail.outbox[-1].body


def test_secrets_stored_before_are_sealed_once(prefecture: Prefecture) -> None:
    move = import_module("shop.accounts.migrations.0003_seal_second_factors")
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(user=prefecture.tai, type="totp", data={"secret": secret})
    for _ in range(2):
        move.seal_secrets(apps, None)
        one = Authenticator.objects.get()
        assert one.data["secret"].startswith("gAAAA")
        assert unseal(one.data["secret"]) == secret
    move.open_secrets(apps, None)
    assert Authenticator.objects.get().data == {"secret": secret}
