"""Test the pages on which work orders and lots are stopped, shortened, moved, and given another day."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dispatch.models import Lot
from dispatch.work import due_days, shortening, stopping, supplying
from shop.accounts.models import User
from tests.dispatch.lots import hand, lot_at, tell
from tests.personas import Prefecture, in_days

SignedIn = Callable[[User | None], Client]
LATE = "This lot is late. What now?"


@pytest.fixture
def late(prefecture: Prefecture) -> Lot:
    """Return a late lot of 20 pieces, of which Xiuying holds five."""
    lot = lot_at(prefecture, pieces=20)
    hand(prefecture, lot, "xiuying", 5)
    Lot.objects.filter(pk=lot.pk).update(due_on=in_days(-1))
    return Lot.objects.get(pk=lot.pk)


def page(client: Client, address: str) -> str:
    return client.get(f"/en{address}").content.decode()


def send(client: Client, address: str, **data: Any) -> str:
    return client.post(f"/en{address}", {"key": uuid4(), **data}, follow=True).content.decode()


def test_a_late_lot_offers_its_three_acts(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    desk = signed_in(prefecture.mei)
    shown = page(desk, f"/desk/lots/{late.number}/")
    assert LATE in shown
    for act in ("shorten", "move", "day"):
        assert f"/desk/lots/{late.number}/{act}/" in shown
    Lot.objects.filter(pk=late.pk).update(due_on=in_days(3))
    assert LATE not in page(desk, f"/desk/lots/{late.number}/")


def test_a_manager_takes_the_rest_back(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    desk, address = signed_in(prefecture.mei), f"/desk/lots/{late.number}/shorten/"
    assert "Nobody has begun 15 pieces." in page(desk, address)
    assert "There are only 15 pieces." in send(desk, address, pieces=16, reason="late")
    assert "15 pieces taken back to planning: late" in send(desk, address, pieces=15, reason="late")
    late.refresh_from_db()
    assert (late.pieces, late.work_order.unplaced) == (5, 15)
    assert "Every piece is begun." in page(desk, address) and 'name="pieces"' not in page(desk, address)
    lead = signed_in(prefecture.lan).get(f"/en/station/lot/{late.token}/give-back/", follow=True)
    assert "Every piece is begun." in lead.content.decode()


def test_a_manager_moves_the_rest(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    desk, address = signed_in(prefecture.mei), f"/desk/lots/{late.number}/move/"
    station = prefecture.stations["beichen"]
    shown = page(desk, address)
    assert "Beichen" in shown or "北陈屯" in shown
    assert "at the base by" in shown
    assert "Issued to the station: 15 pieces" in send(desk, address, pieces=15, reason="late", station=station.pk)
    assert Lot.objects.get(station=station).pieces == 15


def test_lead_and_base_agree_on_a_day(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    lead, desk = signed_in(prefecture.lan), signed_in(prefecture.mei)
    address = f"/station/lot/{late.token}/day/"
    assert "Choose another day than now" in send(lead, address, day=in_days(-1), reason="harvest")
    assert "has not answered yet" in send(lead, address, day=in_days(8), reason="harvest")
    shown = page(desk, f"/desk/lots/{late.number}/")
    assert "Agree to the day" in shown and "harvest" in shown
    answer = f"/desk/lots/{late.number}/day/agree/"
    assert "answered or changed in the meantime" in send(desk, answer, day=in_days(9))
    for wrong in ("2026-13-45", "", "soon"):
        assert "answered or changed in the meantime" in send(desk, answer, day=wrong)
    assert desk.post(f"/desk/lots/{late.number}/day/perhaps/", {"day": in_days(8)}).status_code == 404
    assert "agreed instead of" in send(desk, answer, day=in_days(8))
    late.refresh_from_db()
    assert late.due_on == in_days(8)


def test_the_lead_answers_the_base(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    due_days.propose(late, day=in_days(2), reason="the ship leaves", as_base=True, by=prefecture.mei)
    lead = signed_in(prefecture.lan)
    assert "the ship leaves" in page(lead, f"/station/lot/{late.token}/")
    send(lead, f"/station/lot/{late.token}/day/decline/", day=in_days(2))
    late.refresh_from_db()
    assert (late.due_on, late.asked_due_on) == (in_days(-1), None)


def test_the_lead_gives_the_rest_back(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    send(
        signed_in(prefecture.lan),
        f"/station/lot/{late.token}/give-back/",
        pieces=10,
        reason="harvest",
    )
    late.refresh_from_db()
    assert (late.pieces, shortening.left_of(late)) == (10, 5)


def test_a_manager_stops_a_work_order_and_all_read_until_when(
    prefecture: Prefecture, signed_in: SignedIn, late: Lot
) -> None:
    desk, order = signed_in(prefecture.mei), late.work_order
    shown = page(desk, f"/desk/orders/{order.number}/stop/")
    assert "5 pieces in hands can be handed in until" in shown
    shown = send(desk, f"/desk/orders/{order.number}/stop/", words="out of straw")
    assert "out of straw" in shown and "No longer made" in shown and "15" in shown
    assert "Stop this work order" not in shown
    until = "can be handed in until"
    assert until in page(desk, f"/desk/lots/{late.number}/")
    assert until in page(signed_in(prefecture.lan), f"/station/lot/{late.token}/")
    assert "Stopped: hand in what is made" in page(signed_in(prefecture.lan), "/station/")
    assert "This work was stopped." in page(signed_in(prefecture.xiuying), "/me/")


def test_the_report_of_a_stopped_lot_is_the_next_step(prefecture: Prefecture, signed_in: SignedIn, late: Lot) -> None:
    stopping.stop_lot(late, reason="flood", by=prefecture.mei)
    tell(prefecture, late.operations.get(position=1).assignments.get(), 5)
    assert "Inspect 1 report" in page(signed_in(prefecture.lan), "/station/")


def test_material_is_asked_back_and_booked_in_at_the_base(
    prefecture: Prefecture, signed_in: SignedIn, late: Lot
) -> None:
    line = late.materials.get()
    supplying.book_in(late, quantities={line.pk: Decimal(16)}, by=prefecture.lan, key=uuid4())
    stopping.stop_lot(late, reason="flood", by=prefecture.mei)
    lead, desk = signed_in(prefecture.lan), signed_in(prefecture.mei)
    assert "Please send back to the base" in page(lead, f"/station/lot/{late.token}/")
    send(lead, f"/station/lot/{late.token}/materials/", line=line.pk, kind="returned", quantity=12)
    assert "arrived back" in page(desk, f"/desk/lots/{late.number}/")
    address = f"/desk/lots/{late.number}/materials/{line.pk}/"
    assert "There is only 12" in send(desk, address, quantity=13)
    assert "Booked in at the base." in send(desk, address, quantity=11)
    line.refresh_from_db()
    assert (line.arrived, line.on_its_way) == (11, 1)
