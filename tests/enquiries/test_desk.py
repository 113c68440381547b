"""Test the base's desk: open enquiries, an offer with what the network can promise, and nothing of another base."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from catalog.models import Product
from dispatch import planning
from shop.accounts.models import User
from shop.enquiries.models import Enquiry
from shop.enquiries.promising import Promise
from tests.enquiries.conftest import at_a_cost, costing
from tests.personas import Prefecture, in_days
from tests.reading import number, read, words
from workshops.models import JournalEntry

SignedIn = Callable[[User | None], Client]
Ask = Callable[..., Enquiry]


def offer(**other: Any) -> dict[str, Any]:
    terms: dict[str, Any] = {"pieces": 5000, "unit_price": "71.33", "freight": "860.05", "deposit_share": "30"}
    terms |= {"promise_on": in_days(60).isoformat(), "valid_until_on": in_days(14).isoformat(), "words": "含外箱。"}
    return terms | {"key": str(uuid4())} | other


def test_a_manager_sees_the_enquiries_of_her_base(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    hers, others = ask(), ask(product=prefecture.products["tiger"])
    page = signed_in(prefecture.mei).get(reverse("desk:enquiry-list")).content.decode()
    assert hers.number in page
    assert others.number not in page


def test_enquiries_are_found_by_state_and_words(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry, mei = ask(), signed_in(prefecture.mei)
    hits = {
        "state=new": True,
        "state=agreed": False,
        "q=安家": True,
        "q=收纳篮": True,
        "q=nobody": False,
        "state=x": True,
    }
    for query, is_found in hits.items():
        page = mei.get(f"{reverse('desk:enquiry-list')}?{query}")
        assert (enquiry.number in page.content.decode()) is is_found, query


def test_enquiries_are_sorted_and_exported(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    few, many = ask(pieces=120), ask(pieces=900)
    address, mei = reverse("desk:enquiry-list"), signed_in(prefecture.mei)
    page = mei.get(f"{address}?sort=-pieces").content.decode()
    assert page.index(many.number) < page.index(few.number)
    sheet = load_workbook(BytesIO(mei.get(f"{address}?format=xlsx&sort=pieces").content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [few.number, many.number]
    entry = JournalEntry.objects.get(verb="exporting.export_list")
    assert (entry.by, entry.base, entry.data) == (prefecture.mei, few.base, {"list": "enquiries", "rows": 2})


@pytest.mark.parametrize(("earliest", "word"), [(75, "bad"), (40, "good"), (60, "good")])
def test_a_promise_is_compared_with_what_the_network_can_do(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, network: Callable[..., None], earliest: int, word: str
) -> None:
    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        assert wish_on
        cost = costing("45.00", pieces)
        return Promise(wish_on >= in_days(earliest), in_days(earliest - 4), in_days(earliest), 6, cost)

    network(answer)
    page = reverse("desk:enquiry-detail", args=[ask().number], query={"pieces": 5000, "promise_on": in_days(60)})
    part = signed_in(prefecture.mei).get(page, headers={"X-Part": "1"}).content.decode()
    assert f"notice tone-{word}" in part
    assert in_days(earliest).isoformat() in part or word == "good"
    assert "¥60.00" in part, "45 leaves 25 % of 60"
    assert "¥76.00" in part


@pytest.mark.parametrize(("price", "lost"), [("44.90", "¥500.00"), ("45.00", ""), ("", "")])
def test_a_price_below_cost_shows_the_loss(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, network: Callable[..., None], price: str, lost: str
) -> None:
    network(at_a_cost("45.00"))
    asked = {"pieces": 5000, "promise_on": in_days(60), "unit_price": price}
    page = "/en" + reverse("desk:enquiry-detail", args=[ask().number], query=asked)
    part = signed_in(prefecture.mei).get(page, headers={"X-Part": "1"}).content.decode()
    assert ("you lose" in part) is bool(lost)
    assert lost in part


def test_an_offer_reaches_the_buyer_once(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry, mei, sent = ask(), signed_in(prefecture.mei), offer()
    for _ in range(2):
        assert mei.post(reverse("desk:quote-send", args=[enquiry.number]), sent).status_code == 302
    quote = enquiry.quotes.get()
    assert (quote.unit_price, quote.deposit_share, quote.by) == (Decimal("71.33"), Decimal("0.3"), prefecture.mei)


@pytest.mark.parametrize(
    ("field", "value"),
    [("pieces", "0"), ("unit_price", "0"), ("unit_price", "1.005"), ("freight", "-1"), ("deposit_share", "101"),
     ("promise_on", "2020-01-01"), ("valid_until_on", "2020-01-01"), ("pieces", "99999999")],
)  # fmt: skip
def test_a_wrong_term_is_refused_beside_its_field_and_the_rest_is_kept(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, field: str, value: str
) -> None:
    enquiry = ask()
    page = signed_in(prefecture.mei).post(reverse("desk:quote-send", args=[enquiry.number]), offer(**{field: value}))
    assert page.status_code == 422
    assert page.context["quote_form"].errors.keys() == {field}
    assert "含外箱。" in page.content.decode()
    assert not enquiry.quotes.exists()


def test_another_bases_manager_can_do_nothing(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry = ask()
    for who in (prefecture.otto, prefecture.anna, None):
        stranger = signed_in(who)
        for name, sent in (
            ("quote-send", offer()),
            ("enquiry-message-send", {"words": "x", "key": str(uuid4())}),
            ("enquiry-decline", {"words": "x", "key": str(uuid4())}),
        ):
            assert stranger.post(reverse(f"desk:{name}", args=[enquiry.number]), sent).status_code in (302, 404)
    assert enquiry.quotes.count() == 0
    assert enquiry.messages.count() == 1


def test_the_base_answers_and_declines_with_a_reason(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry, mei = ask(), signed_in(prefecture.mei)
    mei.post(reverse("desk:enquiry-message-send", args=[enquiry.number]), {"words": "可以印标。", "key": str(uuid4())})
    decline = reverse("desk:enquiry-decline", args=[enquiry.number])
    assert mei.post(decline, {"words": "", "key": str(uuid4())}).status_code == 422
    mei.post(decline, {"words": "麦草不够。", "key": str(uuid4())})
    enquiry.refresh_from_db()
    assert enquiry.state == "declined"
    assert [message.is_from_base for message in enquiry.messages.all()] == [False, True, True]


def test_all_wrong_terms_are_told_at_once(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    wrong = offer(pieces="0", unit_price="1.005", freight="-1", deposit_share="1", promise_on="2020-01-01",
                  valid_until_on="2020-01-01")  # fmt: skip
    page = signed_in(prefecture.mei).post(reverse("desk:quote-send", args=[ask().number]), wrong)
    assert page.context["quote_form"].errors.keys() == wrong.keys() - {"words", "key"}


def test_both_parts_of_a_wrong_wish_are_told_at_once(signed_in: SignedIn, prefecture: Prefecture) -> None:
    asked = {"pieces": "3", "wish_on": "2020-01-01"}
    page = signed_in(None).get(reverse("enquiries:ask", args=[prefecture.products["basket"].pk]), asked)
    assert page.context["wish"].errors.keys() == {"pieces", "wish_on"}


def test_below_cost_the_base_is_warned_and_says_why_before_anything_is_sent(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    network(at_a_cost("80.00"))
    enquiry, mei = ask(), signed_in(prefecture.mei)
    address = "/en" + reverse("desk:quote-send", args=[enquiry.number])
    page = mei.post(address, offer())
    assert page.status_code == 422 and not enquiry.quotes.exists()
    assert page.context["quote_form"].errors.keys() == {"below_cost_because"}
    shown = BeautifulSoup(page.content, "html.parser")
    assert "−¥8.67" in words(shown.select_one("#hints .tone-bad")) and "−¥43,350.00" in words(
        shown.select_one("#hints")
    )
    assert mei.post(address, offer(below_cost_because="First order of a new buyer")).status_code == 302
    with translation.override("zh-hans"):
        kept = mei.get(reverse("desk:enquiry-detail", args=[enquiry.number])).content.decode()
    assert "First order of a new buyer" in kept
    with translation.override("zh-hans"):
        opened = reverse("enquiries:enquiry-open", args=[enquiry.token])
        theirs = signed_in(None).get(opened, follow=True).content.decode()
    assert "¥71.33" in theirs and "First order" not in theirs and "80.00" not in theirs


def test_the_parts_of_the_cost_add_up_on_the_page(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    network(planning.promise)
    page = read(signed_in(prefecture.mei), reverse("desk:enquiry-detail", args=[ask(pieces=133).number]))
    rows = [[words(cell) for cell in row.select("th, td")] for row in page.select("#hints tbody")[0].select("tr")]
    foot = [[words(cell) for cell in row.select("th, td")] for row in page.select("#hints tfoot tr")]
    for column in (2, 3):
        assert sum(number(row[column]) for row in rows) == number(foot[0][column])
    assert [row[0] for row in foot] == ["Cost", "Left to the base"]
    assert all(row[1] for row in rows), "each part says where it comes from"
    assert number(foot[1][2]) == Decimal("76.00") - number(foot[0][2])


def test_a_next_version_keeps_a_price_that_was_sent_below_cost(
    signed_in: SignedIn, ask: Ask, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    enquiry, mei = ask(), signed_in(prefecture.mei)
    address = reverse("desk:enquiry-detail", args=[enquiry.number])
    mei.post(reverse("desk:quote-send", args=[enquiry.number]), offer())
    network(at_a_cost("80.00"))
    assert mei.get(address).context["quote_form"].initial["unit_price"] == Decimal("80.00")
    mei.post(reverse("desk:quote-send", args=[enquiry.number]), offer(below_cost_because="打样单"))
    assert mei.get(address).context["quote_form"].initial["unit_price"] == Decimal("71.33")
