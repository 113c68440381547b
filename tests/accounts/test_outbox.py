"""When trying out, texts and mails are read on a page instead of being sent."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.mail import send_mail
from django.test import Client

from shop.accounts import texting

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(client: Client, settings: Any, tmp_path: Path) -> Any:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    def cards() -> list[str]:
        page = BeautifulSoup(client.get("/en/account/outbox/").content, "html.parser")
        return [" ".join(card.get_text(" ").split()) for card in page.select("article")]

    return cards


def test_it_is_empty_before_anything_is_sent(outbox: Any) -> None:
    assert outbox() == []


def test_a_text_and_a_mail_are_read_whole(outbox: Any) -> None:
    texting.send("+8613800138000", "验证码 246810")
    send_mail("您的订单 2041", "已经发货。\n谢谢！", None, ["anna@example.org"])
    text, mail = outbox()
    assert "+8613800138000" in text
    assert text.endswith("验证码 246810")
    assert mail.startswith("anna@example.org")
    assert mail.endswith("您的订单 2041 已经发货。 谢谢！")


def test_the_newest_mail_comes_first(outbox: Any) -> None:
    for number in ("first", "second"):
        send_mail(f"The {number}", "", None, ["anna@example.org"])
    assert [card.rpartition("The ")[2] for card in outbox()] == ["second", "first"]
