"""Test the production log: one JSON object a line, with ids, and no secret or token."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.test import Client

from shop.running import logs
from tests.personas import Prefecture

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """Read what production would have written, besides what the tests write."""
    caplog.set_level(logging.INFO)
    format_of = logs.configure(level="INFO", as_json=True)["formatters"]["lines"]
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(format_of.pop("()")(**format_of))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_told_with_its_id_and_who_asked(prefecture: Prefecture, signed_in: Any, lines: Lines) -> None:
    signed_in(prefecture.mei).get("/no-such-page/")
    told = next(line for line in lines() if line["event"] == "request_finished")
    assert (told["code"], told["request"], told["user_id"]) == (404, "GET /no-such-page/", prefecture.mei.pk)
    assert len(told["request_id"]) == 36
    assert told["level"] == "warning"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/orders/open/100041:0cHhqDBA8Zq1PRwKx0V4CxJ5cA4QXUbNQ2LxJ-XkUqs/", "/orders/open/…/"),
        ("/me/card/14872cc3-6d26-432c-83fb-bc4fed7e4ed2/", "/me/card/…/"),
        ("/account/password/reset/key/5-cabc12-7f0e9ad4/", "/account/password/reset/key/…/"),
        ("/search/?q=13800138000", "/search/?…"),
        ("/catalogue/hand-woven-straw-hat-with-a-brim_12/", "/catalogue/hand-woven-straw-hat-with-a-brim_12/"),
    ],
)
def test_an_address_loses_what_opens_a_door(client: Client, lines: Lines, address: str, shown: str) -> None:
    client.get(address)
    assert {line["request"] for line in lines() if "request" in line} == {f"GET {shown}"}


def test_a_failure_is_one_line_without_the_values_of_variables(lines: Lines) -> None:
    pin = "2580"
    try:
        raise ValueError(f"a PIN of {len(pin)} digits")
    except ValueError:
        logging.getLogger("shop.accounts").exception("Not signed in")
        structlog.get_logger("shop.accounts").exception("Not signed in either")
    plain, structured = lines()
    for line in (plain, structured):
        assert line["logger"] == "shop.accounts"
        assert "ValueError: a PIN of 4 digits" in line["exception"]
        assert pin not in str(line)
