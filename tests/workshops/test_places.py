"""Test that the tree of places holds in the database, and that officers see what lies below them and nothing else."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from dispatch.figures import counting
from dispatch.figures.spans import Span
from dispatch.planning import days
from shop.refusing import NotYours
from tests.personas import Prefecture, in_days, person
from workshops import brokers, joining, main_crafts, pay_accounts, places
from workshops.models import CalendarEntry, JournalEntry, Place, Post
from workshops.reach import acts_everywhere, association_of, is_officer, places_of

pytestmark = pytest.mark.django_db
Level, Role = Place.Level, Post.Role
LIST = """code,name,name_en,area_class,latitude,longitude
130000,河北省,Hebei,,,
131100000000,衡水市,Hengshui,,,
131122,武邑县,Wuyi,3,37.80,115.89
131122100,武邑镇,,,,
131122100201,东关村,,,37.81,115.90
"""


@pytest.fixture
def hengshui(prefecture: Prefecture, tmp_path: Path) -> Path:
    """Load a second prefecture, and return the file that it was loaded from."""
    file = tmp_path / "places.csv"
    file.write_text(LIST)
    call_command("load_places", str(file), verbosity=0)
    return file


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def test_a_list_is_loaded_once_and_its_corrections_are_taken(hengshui: Path) -> None:
    village = place("131122100201")
    assert [place.code for place in Place.objects.filter(pk__in=village.path).order_by("level")] == [
        "13", "1311", "131122", "131122100", "131122100201"
    ]  # fmt: skip
    assert village.county == place("131122")
    rows = [
        {"code": "131122", "name": "武邑县", "name_en": "Wuyi County"},
        {"code": "130924", "name": "海兴县", "area_class": "3"},
    ]
    assert places.load(rows[:1]) == places.Loaded(added=0, changed=1)
    assert places.load(rows[:1]) == places.Loaded(added=0, changed=0)
    assert place("131122").area_class == "3", "an empty field leaves what is known"
    assert places.load(rows[1:]) == places.Loaded(added=1, changed=0)
    assert place("130924").parent == place("1309")


def test_a_place_without_an_official_code_takes_it_from_the_list(prefecture: Prefecture) -> None:
    county = prefecture.counties["qingxian"]
    town = Place.objects.create(code="130922-8", name="清州镇", level=Level.TOWN, parent=county)
    village = Place.objects.create(code="130922-9", name="清州镇", level=Level.VILLAGE, parent=town)
    places.load([{"code": "130922100201", "name": "清州镇"}, {"code": "130922100", "name": "清州镇"}])
    town.refresh_from_db()
    village.refresh_from_db()
    assert (town.code, village.code) == ("130922100", "130922100201")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1x,某地,,,,", "no code"), ("999999,某县,,3,,", "lies in"), ("130999,某县,,,,", "area_class"),
        ("131122101,,,,,", "no name"), ("131122101,某镇,,,north,", "no latitude"),
    ],
)  # fmt: skip
def test_a_list_with_a_wrong_row_loads_nothing(hengshui: Path, row: str, why: str) -> None:
    before = Place.objects.count()
    hengshui.write_text(f"{LIST}131122102,好镇,,,,\n{row}\n")
    with pytest.raises(CommandError, match=why):
        call_command("load_places", str(hengshui))
    assert Place.objects.count() == before


def test_the_database_keeps_the_order_of_levels(hengshui: Path) -> None:
    wrong = [(Level.PROVINCE, "13"), (Level.COUNTY, "131122"), (Level.COUNTY, None), (Level.TOWN, "1311"),
             (Level.VILLAGE, "13"), (Level.TOWN, "131122100")]  # fmt: skip
    for level, above in wrong:
        with pytest.raises(DatabaseError, match="lies in no place"), transaction.atomic():
            Place.objects.create(
                code="9", name="某地", level=level, parent=place(above) if above else None,
                area_class="1" if level == Level.COUNTY else "",
            )  # fmt: skip
    with pytest.raises(DatabaseError, match="keeps its level"), transaction.atomic():
        Place.objects.filter(code="131122100").update(level=Level.VILLAGE)
    with pytest.raises(DatabaseError, match="lies in no place"), transaction.atomic():
        Place.objects.filter(code="1311").update(parent=place("131122"))


def test_what_lies_below_moves_along(hengshui: Path, prefecture: Prefecture) -> None:
    county, village = place("131122"), place("131122100201")
    county.parent = prefecture.places["cangzhou"]
    county.save()
    village.refresh_from_db()
    assert (village.path[0], village.county) == (prefecture.places["cangzhou"].pk, county)
    town = village.parent
    assert town
    town.parent = prefecture.counties["suning"]
    town.save()
    village.refresh_from_db()
    assert village.county == prefecture.counties["suning"]


def test_stations_and_bases_stand_in_a_county_and_officers_at_their_level(
    hengshui: Path, prefecture: Prefecture
) -> None:
    for row in (prefecture.stations["xiaowang"], prefecture.bases["straw"]):
        row.place = place("1311")
        with pytest.raises(DatabaseError, match="lies in no county"), transaction.atomic():
            row.save()
    for role, code in (
        (Role.COUNTY_OFFICER, "1311"),
        (Role.TOWN_OFFICER, "131122"),
        (Role.ASSOCIATION_OFFICER, "131122"),
    ):
        with pytest.raises(DatabaseError, match="is not at place"), transaction.atomic():
            Post.objects.create(user=prefecture.ben, role=role, place=place(code))


def test_each_officer_sees_her_own_tree(hengshui: Path, prefecture: Prefecture) -> None:
    """An officer of the other prefecture, of the province, and of a town."""
    other = joining.appoint(person("Heng"), Role.ASSOCIATION_OFFICER, place=place("1311")).user
    above = joining.appoint(person("Sheng"), Role.ASSOCIATION_OFFICER, place=place("13")).user
    below = joining.appoint(person("Zhenzi"), Role.TOWN_OFFICER, place=place("131122100")).user
    Place.objects.filter(code="1309").update(parent=place("13"))
    theirs = {"1311", "131122", "131122100", "131122100201"}
    ours = set(Place.objects.within(place("1309")).values_list("code", flat=True))
    seen = {
        user: set(places_of(user).values_list("code", flat=True)) for user in (other, above, below, prefecture.guan)
    }
    assert seen == {
        other: theirs, above: {"13"} | theirs | ours, below: {"131122100", "131122100201"}, prefecture.guan: ours
    }  # fmt: skip
    assert [row.code for row in places_of(above).to_show()] == ["130922", "130926", "131122"]
    assert [row.code for row in places_of(below).to_show()] == ["131122100"]
    assert is_officer(below)
    assert not association_of(below).exists()
    assert [acts_everywhere(user) for user in (above, other, below)] == [True, False, False]


def test_an_officer_of_another_prefecture_does_nothing_here(hengshui: Path, prefecture: Prefecture) -> None:
    other = joining.appoint(person("Heng"), Role.ASSOCIATION_OFFICER, place=place("1311")).user
    with pytest.raises(NotYours):
        brokers.appoint(prefecture.stations["liuzhuang"], person=prefecture.ben, by=other)
    for where in (prefecture.counties["qingxian"], prefecture.places["cangzhou"], None):
        entry = CalendarEntry(kind="less", name="忙", place=where, from_on=in_days(3), until_on=in_days(4), share=0)
        with pytest.raises(NotYours):
            days.enter(entry, by=other)
    pay_accounts.enter(
        prefecture.workers["xiuying"],
        kind="wechat",
        number="wxid-9",
        holder="王秀英",
        by=prefecture.lan,
        key=uuid4(),
    )
    assert pay_accounts.within_reach(prefecture.guan).count() == 1
    assert not pay_accounts.within_reach(other).exists()


def test_figures_take_any_place(hengshui: Path, prefecture: Prefecture) -> None:
    Place.objects.filter(code="1309").update(parent=place("13"))
    joining.open_station(
        place=place("131122"), crafts=[], from_on=in_days(0), name="武邑站", latitude=38, longitude=116
    )
    rows = counting.by_place(Place.objects.all(), Span(in_days(0), in_days(0)))
    found = {row.code: (row.station_count, row.worker_count) for row in rows}
    village = prefecture.stations["liuzhuang"].place.code
    wanted = {"13": (6, 3), "1309": (5, 3), "1311": (1, 0), "130922": (3, 3), village: (1, 2), "131122100": (0, 0)}
    assert {code: found[code] for code in wanted} == wanted


def test_a_county_names_the_main_crafts_of_its_villages(prefecture: Prefecture) -> None:
    village, straw = prefecture.stations["liuzhuang"].place, prefecture.crafts["straw"]
    for _time in range(2):
        main_crafts.set_main_craft(village, craft=straw, by=prefecture.shu)
    village.refresh_from_db()
    assert village.main_craft == straw
    assert JournalEntry.objects.get(verb="main_crafts.set_main_craft").data == {"before": None, "now": "straw"}
    for place, by in ((prefecture.counties["suning"], prefecture.shu), (village, prefecture.root)):
        with pytest.raises(NotYours):
            main_crafts.set_main_craft(place, craft=straw, by=by)
