"""Test officers' pages: each officer sees her own counties, and every figure agrees with its rows."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from dispatch.urls import federation
from shop.accounts.models import User
from tests.personas import Prefecture

SignIn = Callable[[User | None], Client]
PAGES = [str(page.pattern) for page in federation.urlpatterns if "<" not in str(page.pattern)]
OF_COUNTIES = [path for path in PAGES if path != "wages/"]  # the table of minimum wages is one for all


@pytest.mark.parametrize("path", PAGES)
def test_an_association_officer_sees_the_whole_prefecture(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    answer = signed_in(prefecture.guan).get(f"/federation/{path}")
    assert answer.status_code == 200


def test_a_county_officer_sees_her_county_only(prefecture: Prefecture, signed_in: SignIn) -> None:
    client = signed_in(prefecture.shu)
    assert "刘庄加工站" in client.get("/federation/stations/").content.decode()
    assert "小王庄加工站" not in client.get("/federation/stations/").content.decode()


@pytest.mark.parametrize("path", OF_COUNTIES)
def test_another_county_is_not_found(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    client = signed_in(prefecture.shu)
    assert "肃宁" not in client.get(f"/federation/{path}").content.decode()
    assert client.get(f"/federation/{path}?county=130926").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_them(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    for person in (prefecture.mei, prefecture.lan, prefecture.xiuying, prefecture.anna, prefecture.tai):
        assert signed_in(person).get(f"/federation/{path}").status_code == 404
    assert signed_in(None).get(f"/federation/{path}").status_code == 302


def exported(client: Client, address: str) -> list[tuple[object, ...]]:
    """Return the rows of a list's spreadsheet, its headings first."""
    return list(load_workbook(BytesIO(client.get(address).content)).active.iter_rows(values_only=True))


def test_stations_are_exported_as_they_are_filtered(prefecture: Prefecture, signed_in: SignIn) -> None:
    rows = exported(signed_in(prefecture.guan), "/federation/stations/?q=刘庄&format=xlsx")
    assert [row[1] for row in rows[1:]] == ["刘庄加工站"]
    assert rows[1][rows[0].index("手工者")] == 2  # Xiuying and Guilan


def test_every_list_is_sorted_and_exported(prefecture: Prefecture, signed_in: SignIn) -> None:
    client = signed_in(prefecture.guan)
    found = {path: client.get(f"/federation/{path}").context.get("heads") for path in PAGES}
    lists = {path: heads for path, heads in found.items() if heads}
    assert {"counties/", "stations/", "lots/", "bases/", "training/"} <= lists.keys()
    for path, heads in lists.items():
        assert exported(client, f"/federation/{path}?format=xlsx")[0] == tuple(str(head.label) for head in heads)
        for head in heads:
            assert not head.link or client.get(f"/federation/{path}{head.link}").status_code == 200, head.link


def test_an_officer_finds_a_base_by_name(prefecture: Prefecture, signed_in: SignIn) -> None:
    base = next(iter(prefecture.bases.values()))
    rows = exported(signed_in(prefecture.guan), f"/federation/bases/?q={base.name}&format=xlsx")
    assert [row[0] for row in rows[1:]] == [base.name]
