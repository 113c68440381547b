"""Test a lead's phone step by step, without script, and that another lead finds nothing."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dispatch.models import Assignment, Inspection, Lot, WorkReport
from dispatch.work import handing
from tests.dispatch.lots import hand, judge, lot_at, tell
from tests.personas import Prefecture

SignedIn = Any


@pytest.fixture
def lan(prefecture: Prefecture, signed_in: SignedIn) -> Client:
    """Return Lan's client."""
    client: Client = signed_in(prefecture.lan)
    return client


def test_a_new_lot_is_accepted_and_its_straw_booked_in(prefecture: Prefecture, lan: Client) -> None:
    lot = lot_at(prefecture, state=Lot.State.ISSUED)
    page = lan.get(reverse("station:home")).content.decode()
    assert lot.number in page
    lan.post(reverse("station:accept", args=[lot.token]))
    lot.refresh_from_db()
    assert lot.state == Lot.State.ACCEPTED
    line = lot.materials.get()
    address = reverse("station:materials", args=[lot.token])
    refused = lan.post(address, {"form": "book_in", "key": uuid4(), f"line_{line.pk}": "99"})
    assert "8" in refused.content.decode() and refused.status_code == 200
    lan.post(address, {"form": "book_in", "key": uuid4(), f"line_{line.pk}": "7.5"})
    lan.post(address, {"key": uuid4(), "line": line.pk, "kind": "used", "quantity": "2", "note": ""})
    line.refresh_from_db()
    assert (line.booked_in, line.at_hand) == (Decimal("7.5"), Decimal("5.5"))


def test_a_lot_is_declined_with_a_reason(prefecture: Prefecture, lan: Client) -> None:
    lot = lot_at(prefecture, state=Lot.State.ISSUED)
    address = reverse("station:decline", args=[lot.token])
    assert lan.post(address, {"key": uuid4(), "words": " "}).status_code == 200
    assert lan.post(address, {"key": uuid4(), "words": "harvest"}).status_code == 302
    lot.refresh_from_db()
    assert (lot.state, lot.decline_reason) == (Lot.State.DECLINED, "harvest")


def test_two_taps_hand_pieces_out(prefecture: Prefecture, lan: Client) -> None:
    lot = lot_at(prefecture, pieces=10)
    operation = lot.operations.first()
    who = reverse("station:hand-out", args=[lot.token, operation.pk])
    many = reverse("station:hand-out-to", args=[lot.token, operation.pk, prefecture.workers["xiuying"].pk])
    assert many in lan.get(who).content.decode()
    key = uuid4()
    for _press in range(2):
        lan.post(many, {"key": key, "quick": "5", "pieces": "10"})
    assert [one.pieces for one in Assignment.objects.all()] == [5]
    assert 'value="5"' in lan.get(many).content.decode()
    refused = lan.post(many, {"key": uuid4(), "pieces": "6"})
    assert refused.status_code == 200 and Assignment.objects.count() == 1


def test_reported_for_a_worker_and_taken_back(prefecture: Prefecture, lan: Client) -> None:
    assignment = hand(prefecture, lot_at(prefecture), "guilan", 8)
    address = reverse("station:report", args=[assignment.pk])
    day = assignment.handed_at.date().isoformat()
    lan.post(address, {"key": uuid4(), "pieces": "5", "done_on": day, "minutes": ""})
    lan.post(address, {"form": "take_back", "back-key": uuid4(), "back-pieces": "2"})
    assignment.refresh_from_db()
    assert (assignment.reported, assignment.returned, assignment.out) == (5, 2, 1)


def test_accepted_is_what_is_neither_rework_nor_spoiled(prefecture: Prefecture, lan: Client) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 8), 8)
    address = reverse("station:inspect", args=[report.pk])
    assert lan.post(address, {"key": uuid4(), "rework": "5", "rejected": "4", "reason": "size"}).status_code == 200
    assert lan.post(address, {"key": uuid4(), "rework": "1", "rejected": "1", "reason": ""}).status_code == 200
    assert not Inspection.objects.exists()
    lan.post(address, {"key": uuid4(), "rework": "2", "rejected": "1", "reason": "loose", "note": "rim"})
    found = Inspection.objects.get()
    assert (found.accepted, found.rework, found.rejected) == (5, 2, 1)


def test_a_wrong_inspection_is_corrected(prefecture: Prefecture, lan: Client) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture, rates=("1.5", "1")), "xiuying", 8), 8)
    address = reverse("station:correct", args=[judge(prefecture, report, 7, 1).pk])
    page = lan.get(address).content.decode()
    assert "¥10.50" in page and address in lan.get(reverse("station:reports")).content.decode()
    right = {"key": uuid4(), "rework": "0", "rejected": "0", "reason": "", "note": "", "why": ""}
    assert lan.post(address, right).context["form"].errors["why"]
    assert lan.post(address, right | {"rework": "9", "why": "miscounted"}).status_code == 200
    for _press in range(2):
        said = lan.post(address, right | {"why": "miscounted"}, follow=True).content.decode()
        assert "¥10.50" in said and "¥12.00" in said
    assert lan.post(address, right | {"why": "again", "key": uuid4()}).context["form"].non_field_errors()
    assert report.inspections.standing().get().accepted == 8
    assert lan.get(address).status_code == 404


def test_a_wrong_number_is_taken_back_with_its_inspection(prefecture: Prefecture, lan: Client) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 8), 8)
    inspection = judge(prefecture, report, 7, 1)
    lan.post(reverse("station:withdraw", args=[inspection.pk]), {"key": uuid4(), "words": "miscounted"})
    assert list(WorkReport.objects.waiting()) == [report]


def addresses(world: Prefecture) -> list[str]:
    lot = lot_at(world)
    operation, worker = lot.operations.first(), world.workers["xiuying"]
    assignment = handing.hand_out(operation, worker=worker, pieces=9, by=world.lan, key=uuid4())
    first, second = tell(world, assignment, 2), tell(world, assignment, 3)
    inspection = judge(world, first, 1, rejected=1)
    return [
        reverse("station:lot", args=[lot.token]),
        reverse("station:decline", args=[lot.token]),
        reverse("station:materials", args=[lot.token]),
        reverse("station:hand-out", args=[lot.token, operation.pk]),
        reverse("station:hand-out-to", args=[lot.token, operation.pk, worker.pk]),
        reverse("station:report", args=[assignment.pk]),
        reverse("station:inspect", args=[second.pk]),
        reverse("station:correct", args=[inspection.pk]),
        reverse("station:withdraw", args=[inspection.pk]),
        reverse("station:worker", args=[worker.pk]),
        reverse("station:worker-card", args=[worker.pk]),
    ]


def test_each_page_opens_for_its_lead_and_for_nobody_else(prefecture: Prefecture, signed_in: SignedIn) -> None:
    everything = addresses(prefecture)
    home = [reverse(f"station:{name}") for name in ("home", "lots", "reports", "workers")]
    lead, other = signed_in(prefecture.lan), signed_in(prefecture.fen)
    for address in everything + home:
        page = lead.get(address)
        assert page.status_code == 200, address
        about = Lot.objects.get().number, prefecture.workers["xiuying"].name
        assert address in home or any(name in page.content.decode() for name in about), address
    for address in everything:
        assert other.get(address).status_code == 404, address
    for stranger in (prefecture.xiuying, prefecture.anna, prefecture.mei):
        assert signed_in(stranger).get(home[0]).status_code == 404
    assert signed_in(None).get(home[0]).status_code == 302


def test_the_card_carries_her_address(prefecture: Prefecture, lan: Client) -> None:
    worker = prefecture.workers["guilan"]
    page = lan.get(reverse("station:worker-card", args=[worker.pk])).content.decode()
    assert "<svg" in page and "style=" not in page


def test_a_workers_page_shows_pieces_in_hand_or_that_there_are_none(
    prefecture: Prefecture, signed_in: SignedIn
) -> None:
    lot, worker = lot_at(prefecture), prefecture.workers["xiuying"]
    assignment = handing.hand_out(lot.operations.first(), worker=worker, pieces=9, by=prefecture.lan, key=uuid4())
    address, lead = reverse("station:worker", args=[worker.pk]), signed_in(prefecture.lan)
    report = reverse("station:report", args=[assignment.pk])
    assert report in lead.get(address).content.decode()
    tell(prefecture, assignment, 9)
    page = lead.get(address).content.decode()
    assert report not in page and "手上没有活" in page


def test_a_step_with_nothing_left_says_why(prefecture: Prefecture, lan: Client) -> None:
    lot = lot_at(prefecture, pieces=10)
    hand(prefecture, lot, "xiuying", 10)
    first, second = lot.operations.order_by("position")
    said = []
    for operation in (first, second):
        address = reverse("station:hand-out-to", args=[lot.token, operation.pk, prefecture.workers["xiuying"].pk])
        said.append(lan.get(address).content.decode())
    assert "已经全部发出去了" in said[0]
    assert "上一道" not in said[0]
    assert "The step before" not in said[1]
    assert "已经全部发出去了" not in said[1]
