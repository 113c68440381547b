"""Test a lead's households: who belongs to one, and how women on one card share what it earns."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shop.refusing import NotYours
from tests.dispatch.lots import hand, lot_at, made
from tests.personas import Prefecture
from workshops import households
from workshops.errors import HasHousehold, HouseholdKnown
from workshops.models import Household, HouseholdPart, JournalEntry, Worker

SignedIn = Any


@pytest.fixture
def house(prefecture: Prefecture) -> Household:
    """Return the household of Xiuying and Guilan."""
    members = [prefecture.workers[who] for who in ("xiuying", "guilan")]
    return households.register(prefecture.stations["liuzhuang"], head="王大山", members=members, by=prefecture.lan)


@pytest.fixture
def lan(prefecture: Prefecture, signed_in: SignedIn) -> Client:
    client: Client = signed_in(prefecture.lan)
    return client


def test_a_file_is_opened_once_and_by_the_lead(prefecture: Prefecture, house: Household) -> None:
    assert house.code == "V001-H001"
    assert {member.name for member in house.members.all()} == {"王秀英", "李桂兰"}
    with pytest.raises(HouseholdKnown):
        households.register(house.station, head=" 王大山 ", by=prefecture.lan)
    with pytest.raises(NotYours):
        households.register(house.station, head="李", by=prefecture.fen)
    other = households.register(prefecture.stations["beichen"], head="王大山", by=prefecture.fen)
    assert other.code == "V002-H001"
    assert JournalEntry.objects.filter(verb="households.register", station=house.station).count() == 1


def test_nobody_is_of_two_households_or_of_another_station(prefecture: Prefecture, house: Household) -> None:
    xiuying, yan = prefecture.workers["xiuying"], prefecture.workers["yan"]
    with pytest.raises(HasHousehold):
        households.register(house.station, head="李", members=[xiuying], by=prefecture.lan)
    assert Household.objects.count() == 1, "nothing is half-done"
    for worker, by in ((yan, prefecture.lan), (yan, prefecture.fen)):
        with pytest.raises(NotYours):
            households.add_member(house, worker=worker, by=by)


def test_a_member_who_leaves_ends_the_sharing(prefecture: Prefecture, house: Household) -> None:
    xiuying, guilan = prefecture.workers["xiuying"], prefecture.workers["guilan"]
    households.agree_parts(house, {xiuying: 2, guilan: 1}, by=prefecture.lan)
    before = hand(prefecture, lot_at(prefecture), "xiuying", 2)
    households.remove_member(house, worker=guilan, by=prefecture.lan)
    assert not HouseholdPart.objects.exists()
    assert before.parts.count() == 2, "what was handed out is shared as it was agreed"
    assert not hand(prefecture, lot_at(prefecture), "xiuying", 2).parts.exists()
    with pytest.raises(NotYours):
        households.remove_member(house, worker=guilan, by=prefecture.lan)
    verbs = JournalEntry.objects.filter(thing="household").order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["households.agree_parts", "households.agree_parts", "households.remove_member"]


def test_the_lead_sees_an_example_before_she_keeps_the_parts(
    prefecture: Prefecture, house: Household, lan: Client, signed_in: SignedIn
) -> None:
    xiuying, guilan = prefecture.workers["xiuying"], prefecture.workers["guilan"]
    address = reverse("station:household", args=[house.pk])
    said = {"key": uuid4(), f"parts_{xiuying.pk}": "2", f"parts_{guilan.pk}": "1"}
    page = lan.post(address, {**said, "do": "example"}).content.decode()
    assert "¥66.67" in page and "¥33.33" in page
    assert not HouseholdPart.objects.exists(), "looking keeps nothing"
    lan.post(address, {**said, "do": "agree"})
    assert {part.worker: part.parts for part in HouseholdPart.objects.all()} == {xiuying: 2, guilan: 1}
    made(prefecture, lot_at(prefecture, rates=("30", "1")), "xiuying", 1)
    assert guilan.account.credits.get().amount == Decimal(10)
    assert "李桂兰" in signed_in(prefecture.xiuying).get(reverse("me:account")).content.decode()
    lan.post(reverse("station:household-end", args=[house.pk]))
    assert not HouseholdPart.objects.exists()


@pytest.mark.parametrize("parts", [("0", "0"), ("3", ""), ("-1", "2"), ("1.5", "1"), ("100", "1"), ("x", "1")])
def test_bad_parts_are_said_beside_the_field(
    prefecture: Prefecture, house: Household, lan: Client, parts: tuple[str, str]
) -> None:
    names = [f"parts_{prefecture.workers[who].pk}" for who in ("xiuying", "guilan")]
    address = reverse("station:household", args=[house.pk])
    page = lan.post(address, {"key": uuid4(), "do": "agree", **dict(zip(names, parts, strict=True))})
    assert page.status_code == 200 and any(page.context["form"].errors.get(name) for name in names)
    assert not HouseholdPart.objects.exists()


def test_a_file_is_opened_and_filled_on_the_phone(prefecture: Prefecture, lan: Client, signed_in: SignedIn) -> None:
    address, guilan = reverse("station:households"), prefecture.workers["guilan"]
    said = {"key": uuid4(), "station": prefecture.stations["liuzhuang"].pk, "head": "李老四"}
    lan.post(address, said)
    house = Household.objects.get()
    lan.post(reverse("station:household-join", args=[house.pk]), {"worker": guilan.pk})
    assert Worker.objects.get(pk=guilan.pk).household == house
    again = lan.post(address, said)
    assert again.context["form"].errors["head"]
    assert "李老四" in lan.get(address + "?q=桂兰").content.decode()
    yan = prefecture.workers["yan"].pk
    for nobody in ("", "x", "999999", str(yan)):
        assert lan.post(reverse("station:household-join", args=[house.pk]), {"worker": nobody}).status_code == 404
    lan.post(reverse("station:household-leave", args=[house.pk, guilan.pk]))
    assert Worker.objects.get(pk=guilan.pk).household is None
    fen = signed_in(prefecture.fen)
    assert fen.get(reverse("station:household", args=[house.pk])).status_code == 404
