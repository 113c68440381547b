"""Officers' pages: each officer her own counties, every figure with its rows."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from shop.accounts.models import User
from tests.personas import Prefecture

SignIn = Callable[[User | None], Client]
PAGES = ["", "counties/", "stations/", "bases/", "training/"]


@pytest.mark.parametrize("path", PAGES)
def test_an_association_officer_sees_the_whole_prefecture(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    answer = signed_in(prefecture.guan).get(f"/federation/{path}")
    assert answer.status_code == 200


def test_a_county_officer_sees_her_county_only(prefecture: Prefecture, signed_in: SignIn) -> None:
    client = signed_in(prefecture.shu)
    assert "刘庄加工站" in client.get("/federation/stations/").content.decode()
    assert "小王庄加工站" not in client.get("/federation/stations/").content.decode()
    assert client.get("/federation/stations/?county=130926").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_them(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    for person in (prefecture.mei, prefecture.lan, prefecture.xiuying, prefecture.anna, prefecture.tai):
        assert signed_in(person).get(f"/federation/{path}").status_code == 404
    assert signed_in(None).get(f"/federation/{path}").status_code == 302


def test_stations_are_exported_as_they_are_filtered(prefecture: Prefecture, signed_in: SignIn) -> None:
    answer = signed_in(prefecture.guan).get("/federation/stations/?q=刘庄&export=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["刘庄加工站"]
    assert rows[1][3] == 2  # Xiuying and Guilan
