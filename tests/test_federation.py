"""Test officers' pages: each officer sees her own counties, and every figure agrees with its rows."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from dispatch.models import Earning, Lot
from dispatch.rates import rating
from dispatch.urls import federation
from dispatch.work import inspecting
from shop.accounts.models import User
from tests.dispatch.lots import lot_at, made
from tests.dispatch.pay.test_sealing import as_administrator
from tests.personas import Prefecture, in_days
from tests.reading import read, table
from workshops import teaching
from workshops.models import TrainingClass

SignIn = Callable[[User | None], Client]
PAGES = [str(page.pattern) for page in federation.urlpatterns if "<" not in str(page.pattern)]
# The table of minimum wages is one for all, and applications are few and found by words
OF_COUNTIES = [path for path in PAGES if path not in ("wages/", "applications/")]
PLACES = ["Qingxian station", "Suning station", "Liuzhuang station", "Beichen station", "Xiaowang station"]
NAMES = {
    "counties/": ("Place", ["Qingxian", "Suning"]), "stations/": ("Station", PLACES),
    "bases/": ("Base", ["Straw base", "Cloth base"]), "lots/": ("Lot", ["L1"]), "training/": ("Class", ["柳编班"]),
}  # fmt: skip


@pytest.fixture
def at_work(prefecture: Prefecture) -> TrainingClass:
    """A lot that is underway, and a class that Xiuying passed, Guilan attended and Yan signed up for."""
    lot = lot_at(prefecture, pieces=20)
    Lot.objects.filter(pk=lot.pk).update(number="L1")
    workers = [prefecture.workers[who] for who in ("xiuying", "guilan", "yan")]
    place, craft = prefecture.stations["liuzhuang"], prefecture.crafts["straw"]
    held = teaching.announce(title="柳编班", craft=craft, station=place, begins_on=in_days(-9), days=2, seats=8)
    teaching.sign_up(held, workers)
    teaching.conclude(held, attended=workers[:2], passed=workers[:1])
    return held


@pytest.mark.parametrize("path", NAMES)
def test_an_association_officer_sees_the_whole_prefecture(
    prefecture: Prefecture, signed_in: SignIn, at_work: TrainingClass, path: str
) -> None:
    heading, names = NAMES[path]
    rows = table(read(signed_in(prefecture.guan), f"/federation/{path}"))
    if path in ("bases/", "training/"):
        days = f"?since={in_days(-9)}&until={in_days(0)}"
        rows = table(read(signed_in(prefecture.guan), f"/federation/{path}{days}"), path.strip("/").title())
    assert sorted(row[heading] for row in rows) == sorted(names)


def test_the_funnel_counts_who_came_passed_and_earned(
    prefecture: Prefecture, signed_in: SignIn, at_work: TrainingClass
) -> None:
    guan, inspection = signed_in(prefecture.guan), made(prefecture, Lot.objects.get(number="L1"), "xiuying", 3)
    days = f"?since={in_days(-9)}&until={in_days(0)}"
    for path in ("", "training/"):
        assert compared(read(guan, f"/federation/{path}{days}"), "From training to earning") == {
            "Classes begun": "1", "Women with a seat": "3", "Who came": "2", "Who passed": "1",
            "Who have made pieces of the craft since": "1", "Who have earned with them": "1",
            "Earned with them so far": "¥62",
        }  # fmt: skip
    row = table(read(guan, f"/federation/training/{days}"), "Training")[0]
    assert (row["Seats"], row["Came"], row["Passed"]) == ("8", "2", "1")
    inspecting.withdraw(inspection, why="miscounted", by=prefecture.lan)
    page = read(guan, f"/federation/training/{days}")
    assert compared(page, "From training to earning")["Who have earned with them"] == "0", "it was taken back"


def compared(page: Any, caption: str) -> dict[str, str]:
    """Return the figures of the chosen days in a table that compares, by their names."""
    return {row["Figure"]: list(row.values())[1] for row in table(page, caption)}


def test_figures_stand_beside_those_before_and_those_of_the_year(prefecture: Prefecture, signed_in: SignIn) -> None:
    lot = lot_at(prefecture, pieces=20, rates=("30", "1"))
    made(prefecture, lot, "xiuying", 3)
    made(prefecture, lot, "guilan", 2)
    moved = "UPDATE dispatch_earning SET at = at - interval '1 day' WHERE id = %s"
    as_administrator(moved % Earning.objects.filter(amount=60).get().pk)
    today, yesterday = in_days(0), in_days(-1)
    page = read(signed_in(prefecture.guan), f"/federation/?since={today}&until={today}")
    rows = {row.pop("Figure"): list(row.values()) for row in table(page, "Work and pay")}
    year = "¥150" if today.year == yesterday.year else "¥90"
    assert rows["Earned by workers"] == ["¥90", "¥60", "¥30 more (+50 %)", year]
    assert rows["Women who earned"][:3] == ["1", "1", "As much"]
    page = read(signed_in(prefecture.guan), f"/federation/?since={yesterday}&until={yesterday}")
    rows = {row.pop("Figure"): list(row.values()) for row in table(page, "Work and pay")}
    assert rows["Earned by workers"][:3] == ["¥60", "¥0", "¥60 more"]
    listed = table(read(signed_in(prefecture.guan), f"/federation/stations/?since={yesterday}&until={yesterday}"))
    assert {row["Earned"] for row in listed if row["Station"] == "Liuzhuang station"} == {"¥60.00"}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("since=2026-02-30&until=2026-03-01", "First day: Enter a valid date."),
        ("since=2026-02-01", "Last day: This field is required."),
        ("since=2026-03-02&until=2026-03-01", "Last day: Name a day after the first one, within ten years."),
        ("since=0001-01-01&until=9999-12-31", "First day: Name a day from 2000-01-01 to today."),
        ("since=2024-02-29&until=2036-03-01", "Last day: Name a day after the first one, within ten years."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    prefecture: Prefecture, signed_in: SignIn, days: str, words: str
) -> None:
    for path in ("", "counties/", "stations/", "training/"):
        page = read(signed_in(prefecture.guan), f"/federation/{path}?{days}")
        assert words in page.select_one(".errors").get_text(" ", strip=True)


def test_minimum_wages_stand_with_their_day_and_paper(prefecture: Prefecture, signed_in: SignIn) -> None:
    rating.set_minimum("1", hourly=Decimal("22.50"), from_on=in_days(40), source="冀人社 9", by=prefecture.guan)
    rows = table(read(signed_in(prefecture.guan), "/federation/wages/"), "Minimum wages")
    assert [(row["Holds from"], row["CNY per hour"], row["Source"]) for row in rows] == [
        (in_days(40).isoformat(), "¥22.50", "冀人社 9"), ("2020-01-01", "¥15.00", "example")
    ]  # fmt: skip


def test_a_county_officer_sees_her_county_only(prefecture: Prefecture, signed_in: SignIn) -> None:
    client = signed_in(prefecture.shu)
    assert "刘庄加工站" in client.get("/federation/stations/").content.decode()
    assert "小王庄加工站" not in client.get("/federation/stations/").content.decode()


@pytest.mark.parametrize("path", OF_COUNTIES)
def test_another_county_is_not_found(prefecture: Prefecture, signed_in: SignIn, path: str) -> None:
    client = signed_in(prefecture.shu)
    assert "肃宁" not in client.get(f"/federation/{path}").content.decode()
    assert client.get(f"/federation/{path}?place=130926").status_code == 404


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
