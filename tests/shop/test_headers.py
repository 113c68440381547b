"""Test that no cache keeps pages with persons or pay, and that devices stay off."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from shop.pages.headers import add_headers, is_private
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


@pytest.mark.parametrize("path", ["/me/", "/en/me/", "/zh-hans/desk/pay/", "/me", "/en/orders/QS-1/"])
def test_the_prefix_of_a_language_changes_nothing(path: str) -> None:
    assert is_private(path)
    assert not is_private("/en/catalogue/") and not is_private("/bases/me/")


def test_pictures_of_faults_stay_with_the_readers_own_browser(prefecture: Prefecture) -> None:
    answer = add_headers(lambda _request: HttpResponse(headers={"Cache-Control": "private, max-age=86400"}))(
        RequestFactory().get("/me/picture/1/")
    )
    assert answer["Cache-Control"] == "private, max-age=86400"


def test_open_pages_may_be_kept_and_switch_devices_off(prefecture: Prefecture, client: Client) -> None:
    answer = client.get("/catalogue/")
    assert "no-store" not in answer.get("Cache-Control", "")
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer["Permissions-Policy"].split(", "))
