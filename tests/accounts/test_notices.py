"""Test that a notice is kept, sent once, tried again, and read on the page of the person it tells."""

import smtplib
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from shop.accounts import notices
from shop.accounts.models import Notice, User
from shop.accounts.texting import Outbox
from tests.personas import Prefecture

AtOnce = Callable[[], AbstractContextManager[None]]
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def li(db: None) -> User:
    return User.objects.create_user(email="li@example.org", phone="+8613900000001", language="en")


def tell(user: User | None = None, event: str = "payout-released:1", **more: Any) -> None:
    notices.send(event, "Your money", "[Qiaoshou] ¥120 is on its way.", user=user, link="/en/me/payslips/", **more)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_due() -> None:
    Notice.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())


def test_an_event_is_told_once_however_often_it_is_told(li: User, at_once: AtOnce) -> None:
    with at_once():
        tell(li)
        tell(li)
    with at_once():
        tell(li)
    assert [sent.to for sent in mail.outbox] == [["li@example.org"]]
    assert mail.outbox[0].body == f"¥120 is on its way.\n\n{configured.PUBLIC_ADDRESS}/en/me/payslips/\n"
    assert Notice.objects.get().sent_at


def test_an_event_is_told_to_each_guest_once(db: None, at_once: AtOnce) -> None:
    with at_once():
        for phone in ("+8613900000001", "+8613900000002", "+8613900000001"):
            tell(phone=phone)
    assert {text.phone for text in Outbox().texts()} == {"+8613900000001", "+8613900000002"}
    assert len(Outbox().texts()) == 2


def test_who_has_no_address_has_the_text(li: User, at_once: AtOnce) -> None:
    User.objects.update(email=None)
    li.refresh_from_db()
    with at_once():
        tell(li)
    text = Outbox().texts()[0]
    assert text.phone == "+8613900000001"
    assert text.words == f"【巧手】¥120 is on its way. {configured.PUBLIC_ADDRESS}/en/me/payslips/"


def test_who_can_be_told_nowhere_is_told_nothing(db: None) -> None:
    tell()
    assert not Notice.objects.exists()


def test_a_deed_that_is_undone_tells_nobody(li: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(li)
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_a_mail_server_that_is_down_is_asked_again(li: User, at_once: AtOnce, settings: Any) -> None:
    sending, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    with at_once():
        tell(li)
    waiting = Notice.objects.get()
    assert waiting.attempts == 1 and waiting.sent_at is None and "refused" in waiting.why
    assert waiting.next_try_at and waiting.next_try_at > timezone.now() + timedelta(seconds=settings.EMAIL_TIMEOUT)
    settings.EMAIL_BACKEND = sending
    notices.send_due()
    assert not mail.outbox, "it is not its time yet"
    make_due()
    notices.send_due()
    notices.send_due()
    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at


class Refusing:
    """A gateway that has run out of money, and says so with an error of its own."""

    def send(self, phone: str, words: str) -> None:
        raise smtplib.SMTPException("no credit left")


def test_one_that_cannot_leave_holds_up_no_other(li: User, at_once: AtOnce, settings: Any) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Refusing"
    with at_once():
        tell(phone="+8613900000009")
        tell(li)
    assert len(mail.outbox) == 1


@pytest.fixture
def given_up(db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> Notice:
    """Return a text that was tried until it was given up."""
    gateway, settings.SMS_GATEWAY = settings.SMS_GATEWAY, f"{__name__}.Refusing"
    tell(phone="+8613900000009")
    for _attempt in range(20):
        make_due()
        notices.send_due()
    settings.SMS_GATEWAY = gateway
    return Notice.objects.get()


def test_it_is_given_up_after_some_tries_and_the_log_holds_no_secret(
    given_up: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    assert (given_up.attempts, given_up.next_try_at) == (len(notices.WAITS), None)
    assert given_up.given_up_at and "no credit left" in given_up.why
    logged = [record for record in caplog.get_records("setup") if record.levelname == "ERROR"]
    assert len(logged) == 1
    for secret in ("¥120", "13900000009", "/en/me/payslips/"):
        assert secret not in logged[0].getMessage()


def test_an_operator_sees_it_and_tries_again(given_up: Notice, prefecture: Prefecture, at_once: AtOnce) -> None:
    operator = Client()
    operator.force_login(prefecture.people["root"], backend=configured.AUTHENTICATION_BACKENDS[0])
    page = operator.get("/admin/accounts/notice/?state=given-up").content.decode()
    assert "no credit left" in page
    detail = operator.get(f"/admin/accounts/notice/{given_up.pk}/change/").content.decode()
    assert "+8613900000009" in detail
    assert "¥120" not in detail and "/en/me/payslips/" not in detail
    with at_once():
        operator.post("/admin/accounts/notice/", {"action": "try_again", "_selected_action": [given_up.pk]})
    assert [text.phone for text in Outbox().texts()] == ["+8613900000009"]
    given_up.refresh_from_db()
    assert given_up.sent_at and given_up.given_up_at is None


class Slow:
    """A gateway that takes its time, so that two rounds overlap."""

    def send(self, phone: str, words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
        Outbox().send(phone, words)


def test_two_rounds_at_once_send_each_notice_once(transactional_db: None, settings: Any) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Slow"
    phones = [f"+861390000000{number}" for number in range(8)]
    for phone in phones:
        tell(phone=phone)

    def sweep() -> None:
        notices.send_due()
        connection.close()

    rounds = [Thread(target=sweep) for _each in range(3)]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join()
    assert list(Notice.objects.values_list("attempts", flat=True)) == [1] * 8
    assert not Notice.objects.filter(sent_at=None).exists()


def test_she_reads_her_notices_on_her_page(li: User, client: Client) -> None:
    tell(li, "payout-released:1")
    notices.send("enquiry:2", "An answer", "The base has answered.", user=li)
    other = User.objects.create_user(email="wang@example.org")
    tell(other)
    client.force_login(li, backend=configured.AUTHENTICATION_BACKENDS[0])
    page = BeautifulSoup(client.get("/en/account/notices/").content, "html.parser")
    assert [head.text.strip() for head in page.select("main h2")] == ["An answer", "Your money"]
    assert page.text.count("Unread") == 2
    assert page.select_one('nav [href="/en/account/notices/"] .count').text == "2"  # type: ignore[union-attr]
    first = Notice.objects.get(event="payout-released:1", user=li)
    opened = client.get(f"/en/account/notices/{first.pk}/")
    assert opened["Location"] == "/en/me/payslips/"
    assert Notice.objects.filter(read_at=None, user=li).count() == 1
    assert client.get(f"/en/account/notices/{Notice.objects.get(user=other).pk}/").status_code == 404
    client.post("/en/account/notices/read/")
    assert "Unread" not in client.get("/en/account/notices/").content.decode()
    assert Notice.objects.filter(read_at=None).get().user == other


def test_old_notices_are_deleted_once_their_time_is_over(li: User, settings: Any) -> None:
    settings.NOTICES_KEPT_DAYS = 30
    for number, days in enumerate((1, 29, 31)):
        tell(li, f"payout-released:{number}")
        Notice.objects.filter(event=f"payout-released:{number}").update(
            created_at=timezone.now() - timedelta(days=days), next_try_at=None
        )
    assert notices.forget_old() == 1
    assert set(Notice.objects.values_list("event", flat=True)) == {"payout-released:0", "payout-released:1"}
