"""Test that each sees her own and nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.personas import Prefecture
from workshops.models import Base, Place, Post, Station
from workshops.reach import bases_of, is_officer, places_of, rooms_of, stations_of, worker_of

WHO = ["mei", "otto", "lan", "xiuying", "anna", "guan", "shu", "zhen", "tai"]


@pytest.mark.parametrize("name", WHO)
def test_bases_belong_to_their_managers(prefecture: Prefecture, name: str) -> None:
    expected = {"mei": ["straw"], "otto": ["cloth"]}.get(name, [])
    assert [base.slug for base in bases_of(prefecture.people[name])] == expected


@pytest.mark.parametrize("name", WHO)
def test_stations_belong_to_their_leads(prefecture: Prefecture, name: str) -> None:
    expected = {"lan": ["V001"]}.get(name, [])
    assert [station.code for station in stations_of(prefecture.people[name])] == expected


def test_a_county_stations_lead_guides_its_villages_a_broker_does_not(prefecture: Prefecture) -> None:
    county = prefecture.stations["qingxian"]
    Post.objects.create(user=prefecture.ben, role=Post.Role.STATION_LEAD, station=county)
    Post.objects.create(user=prefecture.anna, role=Post.Role.BROKER, station=county)
    assert {station.code for station in stations_of(prefecture.ben)} == {"C130922", "V001", "V002"}
    assert {station.code for station in stations_of(prefecture.anna)} == {"C130922"}


@pytest.mark.parametrize("name", WHO)
def test_officers_see_their_counties(prefecture: Prefecture, name: str) -> None:
    expected = {"guan": {"130922", "130926"}, "shu": {"130922"}}.get(name, set())
    user = prefecture.people[name]
    assert {place.code for place in places_of(user).to_show()} == expected
    assert is_officer(user) == bool(expected)


def test_a_worker_is_herself_while_she_is_active(prefecture: Prefecture) -> None:
    worker = prefecture.workers["xiuying"]
    assert worker_of(prefecture.xiuying) == worker
    assert worker_of(prefecture.lan) is None
    worker.is_active = False
    worker.save()
    assert worker_of(prefecture.xiuying) is None


def test_an_operator_sees_all_and_a_visitor_nothing(prefecture: Prefecture) -> None:
    root, visitor = prefecture.root, AnonymousUser()
    for seen, model in ((bases_of, Base), (stations_of, Station), (places_of, Place)):
        assert seen(root).count() == model.objects.count()
        assert not seen(visitor).exists()
    assert worker_of(visitor) is None
    assert not is_officer(visitor)
    assert rooms_of(visitor) == []


@pytest.mark.parametrize(
    ("name", "rooms"),
    [
        ("mei", ["desk"]), ("lan", ["station"]), ("xiuying", ["me"]), ("guan", ["federation"]), ("anna", []),
        ("root", ["desk", "station", "federation"]),
    ],
)  # fmt: skip
def test_navigation_offers_only_her_own_rooms(prefecture: Prefecture, name: str, rooms: list[str]) -> None:
    assert [room.name for room in rooms_of(prefecture.people[name])] == rooms
