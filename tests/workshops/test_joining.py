"""Test joining the network and learning a craft."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests.personas import Prefecture, person
from workshops import joining, places, teaching
from workshops.errors import (
    AddressTaken,
    ClassFull,
    HasCountyStation,
    NoCountyStation,
    NotInClass,
    PhoneTaken,
    WrongPlace,
)
from workshops.joining import Newcomer, TransportTerms
from workshops.models import Certification, Link, Place, Post, Skill, Station, Worker

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def county() -> Place:
    names = {"13": "河北省", "130924": "海兴县", "130924100": "海兴镇", "130924100201": "刘庄"}
    places.load({"code": code, "name": name, "area_class": "3" * (code == "130924")} for code, name in names.items())
    return Place.objects.get(code="130924")


def opened(county: Place, village: str = "") -> Station:
    place = Place.objects.within(county).get(name=village or county.name)
    return joining.open_station(place=place, crafts=[], from_on=DAY, name=f"{place.name}站", latitude=38, longitude=117)


def newcomer(station: Station, name: str, **about: object) -> Newcomer:
    return Newcomer(name=name, station=station, joined_on=DAY, minutes_per_day=240, **about)  # type: ignore[arg-type]


def test_a_village_station_stands_under_the_one_station_of_its_county(county: Place) -> None:
    with pytest.raises(NoCountyStation):
        opened(county, "刘庄")
    top = opened(county)
    village = opened(county, "刘庄")
    assert (village.parent, village.level, village.code) == (top, Station.Level.VILLAGE, "13092401")
    with pytest.raises(HasCountyStation):
        opened(county)


def test_a_station_is_certified_from_its_first_day(county: Place, prefecture: Prefecture) -> None:
    straw = prefecture.crafts["straw"]
    station = joining.open_station(place=county, crafts=[straw], from_on=DAY, name="海兴站", latitude=38, longitude=117)
    joining.certify(station, [straw], from_on=date(2026, 9, 1))
    assert list(station.certifications.values_list("craft", "from_on")) == [(straw.pk, DAY)]


def test_workers_get_numbers_that_count_on_and_one_file_per_household(county: Place) -> None:
    station = opened(county)
    first, second = joining.register_workers(
        [newcomer(station, "王秀英", head="王铁柱"), newcomer(station, "王小梅", head="王铁柱")]
    )
    (third,) = joining.register_workers([newcomer(station, "李桂兰", phone="+8616200000001", head="李大海")])
    assert [each.number[-3:] for each in (first, second, third)] == ["001", "002", "003"]
    assert first.household == second.household != third.household


def test_a_phone_belongs_to_one_worker_and_a_refusal_registers_nobody(county: Place) -> None:
    station = opened(county)
    joining.register_workers([newcomer(station, "李桂兰", phone="+8616200000001")])
    with pytest.raises(PhoneTaken):
        joining.register_workers([newcomer(station, "赵艳"), newcomer(station, "钱芳", phone="+8616200000001")])
    assert Worker.objects.filter(station=station).count() == 1


def test_a_disability_is_sealed_in_the_table(county: Place) -> None:
    (worker,) = joining.register_workers([newcomer(opened(county), "孙丽", disability="肢体三级")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT disability FROM workshops_worker WHERE id = %s", [worker.pk])
        assert "肢体" not in cursor.fetchone()[0]
    worker.refresh_from_db()
    assert worker.disability == "肢体三级"


def test_a_base_joins_with_its_managers_and_its_transport_terms(county: Place, prefecture: Prefecture) -> None:
    ying = person("Ying")
    base = joining.register_base(
        slug="haixing-straw", name="海兴草编社", crafts=[prefecture.crafts["straw"]], managers=[ying],
        form="cooperative", place=county, latitude=38, longitude=117,
    )  # fmt: skip
    assert ying.posts.get().base == base
    assert base.partner.users.get() == ying
    station = opened(county)
    for days in (1, 3):
        joining.link(base, [TransportTerms(station, days, Decimal("0.2"), Decimal(30))])
    assert Link.objects.get(base=base).transport_days == 3
    with pytest.raises(AddressTaken):
        joining.register_base(slug="haixing-straw", name="另一家", crafts=[], managers=[])


def test_a_post_belongs_to_its_kind_of_place(county: Place) -> None:
    shu = person("Shuu")
    joining.appoint(shu, Post.Role.COUNTY_OFFICER, place=county)
    joining.appoint(shu, Post.Role.COUNTY_OFFICER, place=county)
    assert shu.posts.get().place == county
    with pytest.raises(WrongPlace):
        joining.appoint(shu, Post.Role.STATION_LEAD, place=county)
    for role in (Post.Role.ASSOCIATION_OFFICER, Post.Role.TOWN_OFFICER):
        with pytest.raises(WrongPlace):
            joining.appoint(shu, role, place=county)


def test_who_passes_a_class_has_the_skill_from_its_last_day(county: Place, prefecture: Prefecture) -> None:
    station, paper = opened(county), prefecture.crafts["paper"]
    women = joining.register_workers([newcomer(station, name) for name in ("甲", "乙", "丙")])
    lesson = teaching.announce(title="剪纸班", craft=paper, station=station, begins_on=DAY, days=3, seats=2)
    with pytest.raises(ClassFull):
        teaching.sign_up(lesson, women)
    teaching.sign_up(lesson, women[:2])
    with pytest.raises(NotInClass):
        teaching.conclude(lesson, attended=women, passed=[])
    teaching.conclude(lesson, attended=women[:2], passed=women[:1])
    skill = Skill.objects.get(craft=paper, worker__in=women)
    assert (skill.worker, skill.since_on) == (women[0], date(2026, 3, 3))


def test_a_certificate_does_not_end_before_it_begins(prefecture: Prefecture) -> None:
    held = Certification.objects.filter(station=prefecture.stations["liuzhuang"])[0]
    held.until_on = held.from_on - timedelta(days=1)
    with pytest.raises(ValidationError, match="资质的截止日期不能早于开始日期"):
        held.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()
