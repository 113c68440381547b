"""Test sending on the pages: what is asked, what is shown before it goes, the papers, and who may send what."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.models import F
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from dispatch.models import Shipment, WorkOrder
from shop.payments.schedule import plan_deposit
from tests.dispatch.ordering import work_order
from tests.dispatch.sending import send_ready
from tests.payments.orders import order_of
from tests.personas import Prefecture
from tests.reading import read, table, words

ShippingAddress: Any = get_model("order", "ShippingAddress")
SignIn = Callable[..., Client]


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    """Return Anna's order of 100 baskets to Berlin, its deposit paid, of which the base has 40."""
    made = work_order(prefecture, pieces=100)
    WorkOrder.objects.filter(pk=made.pk).update(received=40)
    given = made.line.order
    parts = plan_deposit(given, share=Decimal("0.3"))
    parts[0].paid = parts[0].amount
    parts[0].save()
    germany = get_model("address", "Country").objects.create(
        pk="DE", name="Germany", printable_name="Germany", is_shipping_country=True
    )
    given.shipping_address = ShippingAddress.objects.create(
        last_name="Anna Weber", line1="Lindenstraße 12", line4="Berlin", postcode="10969", country=germany,
        phone_number="+493012345678",
    )  # fmt: skip
    given.save()
    return given


def page_of(order: Any) -> str:
    return f"/desk/sending/{order.number}/"


def filled(order: Any, **more: Any) -> dict[str, Any]:
    when = timezone.localtime() + timedelta(hours=3)
    return {
        "key": "5e7f8a54-92b4-4f43-8f1b-0b1d42a8d6a1", f"pieces_{order.lines.get().pk}": 30, "carrier": "dhl",
        "waybill": "jd01 4600 0045 6789", "collected_at": f"{when:%Y-%m-%dT%H:%M}", "unpaid_reason": "Net 30", **more,
    }  # fmt: skip


def test_a_manager_sees_what_is_ordered_ready_and_left_and_where_it_goes(
    prefecture: Prefecture, order: Any, signed_in: SignIn
) -> None:
    page = read(signed_in(prefecture.mei), page_of(order))
    (row,) = table(page, "What goes")
    assert {row[name] for name in ("Ordered", "Left to send")} == {"100"}
    assert (row["Ready"], row["Sent so far"]) == ("40", "0")
    assert "¥5,320.00 is still to be paid" in words(page)
    address = list(page.select_one("address").stripped_strings)
    assert address == ["Anna Weber", "Lindenstraße 12", "10969 Berlin", "GERMANY", "+49 30 12345678"]


def test_what_will_happen_is_shown_before_anything_does(prefecture: Prefecture, order: Any, signed_in: SignIn) -> None:
    mei = signed_in(prefecture.mei)
    asked = mei.post("/en" + page_of(order), filled(order))
    page = BeautifulSoup(asked.content, "html.parser")
    (row,) = table(page, "What goes")
    assert (row["Goes now"], row["Left after that"]) == ("30", "70")
    assert "DHL" in words(page) and "Net 30" in words(page) and "partly sent" in words(page)
    assert not Shipment.objects.exists()
    again = {field["name"]: field.get("value", "") for field in page.select("main form input[name]")}
    answer = mei.post("/en" + page_of(order), again | {"confirmed": "yes"})
    sent = Shipment.objects.get()
    assert answer["Location"] == f"/en/desk/shipments/{sent.pk}/"
    assert (sent.pieces, sent.carrier, sent.waybill, sent.unpaid_reason) == (30, "dhl", "JD01460000456789", "Net 30")
    mei.post("/en" + page_of(order), again | {"confirmed": "yes"})
    assert Shipment.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field(prefecture: Prefecture, order: Any, signed_in: SignIn) -> None:
    pieces = f"pieces_{order.lines.get().pk}"
    wrongs = {"waybill": ("", "12"), "carrier": ("", "ufo"), "unpaid_reason": ("",), pieces: ("41", "-1")}
    for field, values in wrongs.items():
        for value in values:
            answer = signed_in(prefecture.mei).post("/en" + page_of(order), filled(order, **{field: value}))
            page = BeautifulSoup(answer.content, "html.parser")
            assert (answer.status_code, bool(page.select(f"#id_{field}_error"))) == (422, True), (field, value)
    assert not Shipment.objects.exists()


def test_it_is_taken_back_on_its_page_until_it_is_collected(
    prefecture: Prefecture, order: Any, signed_in: SignIn
) -> None:
    mei, soon = signed_in(prefecture.mei), timezone.now() + timedelta(hours=2)
    sent = send_ready(
        order, by=prefecture.mei, base=prefecture.bases["straw"], unpaid_reason="Net 30", collected_at=soon
    )
    here = f"/desk/shipments/{sent.pk}/"
    assert "Take it back" in words(read(mei, here))
    mei.post(f"{here}back/")
    sent.refresh_from_db()
    assert sent.taken_back_by == prefecture.mei
    page = words(read(mei, here))
    assert "Take it back" not in page and "Taken back by Mei" in page


def test_the_papers_say_what_goes_and_have_boxes_to_sign(prefecture: Prefecture, order: Any, signed_in: SignIn) -> None:
    base = prefecture.bases["straw"]
    sent = send_ready(order, by=prefecture.mei, base=base, unpaid_reason="Net 30", waybill="CC123456785CN")
    mei = signed_in(prefecture.mei)
    for paper, boxes in (("packing-list", "Packed by"), ("delivery-note", "Received complete and unharmed")):
        page = read(mei, f"/desk/shipments/{sent.pk}/{paper}/")
        text = words(page)
        assert all(each in text for each in (sent.number, "CC123456785CN", "10969 Berlin", "GERMANY", boxes)), paper
        assert table(page)[0]["In this shipment"] == "40"
        assert len(page.select("footer div")) == 3
        printed = mei.get(f"/desk/shipments/{sent.pk}/{paper}/?format=pdf")
        assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert mei.get(f"/desk/shipments/{sent.pk}/else/").status_code == 404


def test_the_list_names_what_is_ready_and_what_was_sent(prefecture: Prefecture, order: Any, signed_in: SignIn) -> None:
    mei = signed_in(prefecture.mei)
    (row,) = table(read(mei, "/desk/sending/"), "Ready to be sent")
    assert (row["Order"], row["Still to be paid"]) == (order.number, "¥5,320.00")
    send_ready(order, by=prefecture.mei, base=prefecture.bases["straw"], unpaid_reason="Net 30")
    page = read(mei, "/desk/sending/")
    assert not page.select('[aria-label="Ready to be sent"]')
    assert [each["Pieces"] for each in table(page, "Shipments")] == ["40"]


def test_another_base_finds_neither_order_nor_shipment(prefecture: Prefecture, order: Any, signed_in: SignIn) -> None:
    sent = send_ready(order, by=prefecture.mei, base=prefecture.bases["straw"], unpaid_reason="Net 30")
    otto = signed_in(prefecture.otto)
    for page in (page_of(order), f"/desk/shipments/{sent.pk}/", f"/desk/shipments/{sent.pk}/delivery-note/"):
        assert otto.get(page).status_code == 404, page
    assert otto.post(f"/desk/shipments/{sent.pk}/back/").status_code == 404


def test_the_shops_staff_send_what_was_sold_from_stock_alone(
    prefecture: Prefecture, order: Any, signed_in: SignIn
) -> None:
    small = order_of(prefecture.anna, prefecture.products["tiger"], 2)
    small.instalments.update(paid=176)
    small.set_status("paid")
    tai = signed_in(prefecture.tai)
    rows = table(read(tai, "/dashboard/sending/"), "Ready to be sent")
    assert [row["Order"] for row in rows] == [small.number]
    bulk = send_ready(order, by=prefecture.mei, base=prefecture.bases["straw"], unpaid_reason="Net 30")
    assert bulk.number not in words(read(tai, "/dashboard/sending/"))
    assert tai.get(f"/dashboard/sending/{order.number}/").status_code == 404
    said = filled(small, **{f"pieces_{small.lines.get().pk}": 2, "confirmed": "yes"})
    tai.post(f"/dashboard/sending/{small.number}/", said)
    small.refresh_from_db()
    assert (small.status, small.shipments.get().base) == ("completed", None)
    for person in (prefecture.anna, prefecture.mei):
        assert signed_in(person).get("/dashboard/sending/").status_code == 404


def test_the_buyer_reads_carrier_and_number_with_her_order(
    prefecture: Prefecture, order: Any, signed_in: SignIn
) -> None:
    send_ready(order, by=prefecture.mei, unpaid_reason="Net 30", carrier="sf", waybill="SF1234567890123")
    page = words(read(signed_in(prefecture.anna), f"/orders/{order.number}/"))
    assert "SF Express · SF1234567890123" in page and "Straw storage basket × 40" in page


def test_an_order_that_may_not_go_says_so_and_offers_no_form(
    prefecture: Prefecture, order: Any, signed_in: SignIn
) -> None:
    order.instalments.update(refunded=F("paid"))
    page = read(signed_in(prefecture.mei), page_of(order))
    assert "cannot be sent" in words(page)
    assert not page.select("input[name=waybill]")
