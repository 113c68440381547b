"""Test a buyer's pages: ask without an account, talk, accept, follow the order, and see nobody else's."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Product
from shop.accounts.models import User
from shop.enquiries import agreeing, asking
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.orders import steps
from shop.enquiries.promising import Part, Promise
from shop.order.models import Order
from tests.enquiries.conftest import costing
from tests.enquiries.test_asking import PDF
from tests.personas import Prefecture, in_days

SignedIn = Callable[[User | None], Client]
Ask = Callable[..., Enquiry]
DELIVERY = {"last_name": "陈安娜", "phone_number": "13900000003", "state": "北京市", "line4": "朝阳区", "line1": "1 号"}


def ask_page(prefecture: Prefecture, **wish: Any) -> str:
    return reverse("enquiries:ask", args=[prefecture.products["basket"].pk], query=wish)


def wish(**other: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {"pieces": 5000, "wish_on": in_days(60).isoformat(), "key": str(uuid4())}
    sent |= {"contact": "陈安娜"}
    return sent | {"phone": "139 0000 0003", "email": "", "company": "", "words": ""} | other


def test_a_visitor_is_answered_at_once_with_the_earliest_day(
    signed_in: SignedIn, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        return Promise(False, in_days(70), in_days(75), 6, costing("44.10"))

    network(answer)
    address = ask_page(prefecture, pieces=5000, wish_on=in_days(60))
    visitor = signed_in(None)
    page, part = visitor.get(address), visitor.get(address, headers={"X-Part": "1"})
    for shown in (page.content.decode(), part.content.decode()):
        assert in_days(75).isoformat() in shown
        assert "44.10" not in shown, "what it costs is the base's own"
    assert "<html" not in part.content.decode()


def test_the_answer_is_a_range_with_its_certainty_its_price_and_what_comes_sooner(
    signed_in: SignedIn, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    asked: list[dict[str, Any]] = []

    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        asked.append(how)
        sooner = (Part(2000, in_days(60)), Part(2500, in_days(64)))
        return Promise(False, in_days(70), in_days(75), 6, None, certainty=Decimal("0.8"), sooner=sooner)

    network(answer)
    asking_for = {"pieces": 5000, "wish_on": in_days(60), "province": "33", "with_sample": "on"}
    page = signed_in(None).get("/en" + ask_page(prefecture, **asking_for)).content.decode()
    assert asked == [{"province": "33", "with_sample": True, "is_paid": False}]
    assert f"{in_days(70)} to {in_days(75)}" in page
    assert f"4 of 5 orders like this are there by {in_days(75)}" in page
    assert f"2,000 pieces by {in_days(60)}" in page and f"2,500 pieces by {in_days(64)}" in page
    assert "¥380,000.00" in page, "5,000 at the posted 76"


def test_where_it_goes_and_a_sample_stay_with_the_enquiry(
    signed_in: SignedIn, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    asked: list[dict[str, Any]] = []

    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        asked.append(how)
        return Promise(True, in_days(40), in_days(50), 6, None)

    network(answer)
    signed_in(None).post(ask_page(prefecture), wish(province="65", with_sample="True"))
    enquiry = Enquiry.objects.get()
    assert (enquiry.province, enquiry.with_sample) == ("65", True)
    asked.clear()
    page = signed_in(prefecture.mei).get("/en" + reverse("desk:enquiry-detail", args=[enquiry.number]))
    assert {how["province"] for how in asked} == {"65"} and all(how["with_sample"] for how in asked)
    assert "Xinjiang" in page.content.decode()


@pytest.mark.parametrize(
    ("pieces", "days"), [("0", 60), ("-5", 60), ("99", 60), ("10000001", 60), ("x", 60), ("500", -1)]
)
def test_an_impossible_wish_is_refused_beside_its_field(
    signed_in: SignedIn, prefecture: Prefecture, pieces: str, days: int
) -> None:
    page = signed_in(None).get(ask_page(prefecture, pieces=pieces, wish_on=in_days(days)))
    assert page.status_code == 200
    wrong = "wish_on" if days < 0 else "pieces"
    assert page.context["wish"].errors.keys() == {wrong}
    assert f'id="wish_{wrong}_error"' in page.content.decode()


def test_a_guest_asks_and_comes_back_by_her_secret_link(signed_in: SignedIn, prefecture: Prefecture) -> None:
    guest = signed_in(None)
    sent = guest.post(ask_page(prefecture), wish(file=SimpleUploadedFile("图纸.pdf", PDF)))
    enquiry = Enquiry.objects.get()
    page = reverse("enquiries:enquiry-detail", args=[enquiry.number])
    assert sent.url == page
    assert guest.get(page).status_code == 200
    elsewhere = signed_in(None)
    assert elsewhere.get(page).status_code == 404, "the number alone opens nothing"
    assert elsewhere.get(reverse("enquiries:enquiry-open", args=[enquiry.token])).url == page
    assert elsewhere.get(page).status_code == 200
    assert signed_in(None).get(reverse("enquiries:enquiry-open", args=[uuid4()])).status_code == 404


def test_what_was_typed_is_kept_when_something_is_wrong(signed_in: SignedIn, prefecture: Prefecture) -> None:
    page = signed_in(None).post(ask_page(prefecture), wish(phone="", words="篮口 32 厘米"))
    assert page.context["form"].errors.keys() == {"phone"}
    assert "篮口 32 厘米" in page.content.decode()
    assert not Enquiry.objects.exists()


def test_a_guest_finds_her_enquiry_by_number_and_phone(signed_in: SignedIn, ask: Ask) -> None:
    enquiry, page = ask(), reverse("enquiries:enquiry-list")
    assert signed_in(None).post(page, {"number": enquiry.number, "contact": "13900000003"}).status_code == 302
    assert signed_in(None).post(page, {"number": enquiry.number, "contact": "ANNA@example.org"}).status_code == 302
    for wrong in ("13900000004", "ben@example.org", "0003", "x"):
        refused = signed_in(None).post(page, {"number": enquiry.number, "contact": wrong})
        assert refused.context["form"].errors.keys() == {"number"}


def test_an_enquiry_is_its_buyers_and_its_bases_alone(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry = ask(by=prefecture.anna, file=SimpleUploadedFile("图纸.pdf", PDF))
    page = reverse("enquiries:enquiry-detail", args=[enquiry.number])
    desk = reverse("desk:enquiry-detail", args=[enquiry.number])
    file = reverse("enquiries:file-download", args=[enquiry.number, enquiry.messages.get().pk])
    may = {"anna": (200, 404, 200), "ben": (404, 404, 404), "mei": (404, 200, 200), "otto": (404, 404, 404)}
    for name, expected in may.items():
        visitor = signed_in(getattr(prefecture, name))
        assert tuple(visitor.get(where).status_code for where in (page, desk, file)) == expected, name
    assert signed_in(None).get(file).status_code == 404


def test_a_file_is_saved_and_never_run_in_the_page(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    enquiry = ask(by=prefecture.anna, file=SimpleUploadedFile("图纸.pdf", PDF))
    address = reverse("enquiries:file-download", args=[enquiry.number, enquiry.messages.get().pk])
    sent = signed_in(prefecture.anna).get(address)
    assert b"".join(sent.streaming_content) == PDF
    assert sent["Content-Disposition"].startswith("attachment")
    assert "%E5%9B%BE%E7%BA%B8.pdf" in sent["Content-Disposition"]
    assert "sandbox" in sent["Content-Security-Policy"] and sent["X-Content-Type-Options"] == "nosniff"


def test_a_guest_accepts_and_is_led_to_pay_the_deposit(signed_in: SignedIn, quote: Quote) -> None:
    guest = signed_in(None)
    address = reverse("enquiries:quote-accept", args=[quote.enquiry.number, 1])
    assert guest.post(address, DELIVERY).status_code == 404
    guest.get(reverse("enquiries:enquiry-open", args=[quote.enquiry.token]))
    assert guest.post(address, DELIVERY | {"line1": ""}).context["form"].errors.keys() == {"line1"}
    assert not Order.objects.exists()
    answers = [guest.post(address, DELIVERY) for _ in range(2)]
    order = Order.objects.get()
    deposit = order.instalments.get(kind="deposit")
    to_pay = reverse("payments:instalment-pay", args=[deposit.pk, order.verification_hash()])
    assert [answer.url for answer in answers] == [to_pay, to_pay]
    assert order.shipping_address.line4 == "朝阳区"


def test_the_order_shows_promise_progress_and_what_is_due(
    signed_in: SignedIn, quote: Quote, address: Any, prefecture: Prefecture
) -> None:
    order = agreeing.accept(quote, address=address, by=prefecture.anna)
    page = signed_in(prefecture.anna).get(reverse("orders:order-detail", args=[order.number])).content.decode()
    for shown in (quote.promise_on.isoformat(), "¥107,253.02", "¥250,257.03", "¥357,510.05", "朝阳区"):
        assert shown in page
    assert reverse("payments:instalment-pay", args=[order.instalments.first().pk, order.verification_hash()]) in page
    for number in range(2):
        part = order.instalments.all()[number]
        part.paid = part.amount
        part.save()
    page = signed_in(prefecture.anna).get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "/payments/" not in page


def test_an_order_is_its_buyers_alone_and_a_guests_by_signed_link(
    signed_in: SignedIn, quote: Quote, address: Any, prefecture: Prefecture
) -> None:
    order = agreeing.accept(quote, address=address, by=prefecture.anna)
    pages = [reverse(f"orders:{name}", args=[order.number]) for name in ("order-detail", "order-paper")]
    for name, status in (("anna", 200), ("ben", 404), ("mei", 404)):
        assert [signed_in(getattr(prefecture, name)).get(page).status_code for page in pages] == [status] * 2
    guest = signed_in(None)
    assert guest.get(pages[0]).status_code == 404
    assert guest.get(reverse("orders:order-open", args=[f"{order.number}:forged"])).status_code == 404
    assert guest.get(reverse("orders:order-open", args=[order.verification_hash()])).status_code == 302
    assert guest.get(pages[0]).status_code == 200
    assert order.number in signed_in(prefecture.anna).get(reverse("orders:order-list")).content.decode()


def test_a_buyer_writes_declines_and_withdraws(signed_in: SignedIn, quote: Quote, prefecture: Prefecture) -> None:
    enquiry = quote.enquiry
    anna = signed_in(None)
    anna.get(reverse("enquiries:enquiry-open", args=[enquiry.token]))
    send = reverse("enquiries:message-send", args=[enquiry.number])
    assert anna.post(send, {"words": "", "key": str(uuid4())}).status_code == 422
    anna.post(send, {"words": "能再便宜些吗?", "key": str(uuid4())})
    assert enquiry.messages.last().words == "能再便宜些吗?"
    anna.post(reverse("enquiries:quote-decline", args=[enquiry.number, 1]))
    assert enquiry.quotes.get().state == "declined"
    anna.post(reverse("enquiries:enquiry-withdraw", args=[enquiry.number]))
    enquiry.refresh_from_db()
    assert enquiry.state == "withdrawn"


def test_lists_show_only_ones_own(signed_in: SignedIn, ask: Ask, prefecture: Prefecture) -> None:
    hers, bens = ask(by=prefecture.anna), ask(by=prefecture.ben)
    page = signed_in(prefecture.anna).get(reverse("enquiries:enquiry-list")).content.decode()
    assert hers.number in page
    assert bens.number not in page
    assert asking.base_of(prefecture.products["tiger"]) == prefecture.bases["cloth"]


@pytest.mark.parametrize(("status", "states"), [("placed", "now next next next"), ("paid", "done now next next")])
def test_no_step_of_an_order_is_done_before_it_is_reached(status: str, states: str) -> None:
    assert [step.state for step in steps(Order(status=status), is_made_to_order=False)] == states.split()


def test_every_step_of_a_finished_order_is_done() -> None:
    assert {step.state for step in steps(Order(status="completed"), is_made_to_order=True)} == {"done"}
