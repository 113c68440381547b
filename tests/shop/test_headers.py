"""Test that no cache keeps pages with persons or pay, and that devices stay off."""

from typing import Any

import pytest
from django.test import Client

from tests.personas import Prefecture

PRIVATE = [
    ("xiuying", "/me/"),
    ("xiuying", "/en/me/payslips/"),
    ("lan", "/station/workers/"),
    ("mei", "/desk/pay/"),
    ("guan", "/en/federation/"),
    ("anna", "/orders/"),
    ("anna", "/account/"),
    ("root", "/admin/"),
]


@pytest.mark.parametrize(("person", "path"), PRIVATE)
def test_no_cache_keeps_a_page_with_persons_or_pay(
    prefecture: Prefecture, signed_in: Any, person: str, path: str
) -> None:
    answer = signed_in(prefecture.people[person]).get(path)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


def test_open_pages_may_be_kept_and_switch_devices_off(prefecture: Prefecture, client: Client) -> None:
    answer = client.get("/catalogue/")
    assert "no-store" not in answer.get("Cache-Control", "")
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer["Permissions-Policy"].split(", "))
