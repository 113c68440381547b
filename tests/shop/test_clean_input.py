"""Test that text is cleaned where it comes in, and that an impossible address is one that does not exist."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from shop.enquiries.models import Enquiry
from shop.pages.clean_input import clean, clean_input
from tests.personas import Prefecture, in_days


def test_what_cannot_be_read_goes_and_what_can_stays() -> None:
    assert clean("Wang\v Ltd\0\x07") == "Wang  Ltd"
    assert clean("\u202eabc\u200b\u200f") == "abc"
    assert clean("cafe\u0301") == "café"
    for kept in ("王\n秀英\t", "👩\u200d🌾❤️", "𠮷𬭎", "می\u200cخواهم"):
        assert clean(kept) == kept


def test_a_line_that_breaks_while_a_form_is_sent_is_no_error_of_ours() -> None:
    """A phone that loses its line while it sends a picture is an everyday event."""

    class Broken(io.BytesIO):
        def read(self, *_size: Any) -> bytes:
            raise OSError("connection reset")

    request = RequestFactory().post("/station/", {"note": "x"})
    request._stream = Broken()  # type: ignore[attr-defined]
    assert clean_input(lambda _request: HttpResponse())(request).status_code == 400


@pytest.mark.parametrize("path", ["/stories/?craft=", "/catalogue/?place=", "/bases/?craft=", "/search/?q=", "/?q="])
def test_a_nul_in_a_query_breaks_no_page(prefecture: Prefecture, client: Client, path: str) -> None:
    assert client.get(f"{path}%00").status_code in (200, 404)


@pytest.mark.parametrize(
    ("person", "path"),
    [("mei", "/desk/lots/?q="), ("guan", "/federation/stations/?place="), ("lan", "/station/lots/?show=")],
)
def test_a_nul_in_a_query_breaks_no_list(prefecture: Prefecture, signed_in: Any, person: str, path: str) -> None:
    reader: Client = signed_in(prefecture.people[person])
    assert reader.get(f"{path}%00").status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/stories/%00/",
        "/bases/%07/",
        f"/catalogue/a_{'9' * 5000}/",
        f"/catalogue/a_{'9' * 19}/",
        f"/catalogue/category/a_{'9' * 900}/",
        f"/enquiries/ask/{2**63}/",
        f"/payments/{'9' * 30}/x/",
        "/enquiries/%00/",
        "/%FF/",
    ],
)
def test_an_impossible_address_does_not_exist(prefecture: Prefecture, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_cookie_with_a_nul_is_no_cookie(prefecture: Prefecture, client: Client) -> None:
    client.cookies["sessionid"] = "aaaaaaaa\0"
    assert client.get("/enquiries/").status_code == 200


def test_a_password_stays_as_typed(prefecture: Prefecture, client: Client) -> None:
    person = prefecture.people["mei"]
    person.set_password("cafe\u0301-straw-plait")
    person.save()
    client.post(reverse("account:staff-sign-in"), {"login": "mei@example.org", "password": "cafe\u0301-straw-plait"})
    assert client.session.get("_auth_user_id") == str(person.pk)


def test_an_enquiry_is_kept_without_control_characters(prefecture: Prefecture, signed_in: Any) -> None:
    buyer: Client = signed_in(prefecture.people["anna"])
    path = reverse("enquiries:ask", args=[prefecture.products["basket"].pk])
    said = {"pieces": "500", "wish_on": in_days(90), "key": uuid4(), "contact": "Anna\u202e", "email": "a@example.org"}
    buyer.post(path, said | {"company": "Anna\v Imports\0", "words": "篮子\r\n五百个\x1b"})
    kept = Enquiry.objects.get()
    assert (kept.contact, kept.company) == ("Anna", "Anna  Imports")
    assert kept.messages.get().words == "篮子\r\n五百个"


def test_confirming_an_e_mail_leads_home(prefecture: Prefecture, client: Client) -> None:
    for path in ("/account/confirm-email/", "/account/confirm-email/x/", "/account/confirm-email/a:b/"):
        assert client.get(path, follow=True).status_code == 200
        assert client.post(path).status_code < 500
