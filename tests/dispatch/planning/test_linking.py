"""Test the dated terms between a base and a station, pauses and notices."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dispatch.planning import linking
from dispatch.planning.errors import NoticeTooShort, TermsTooEarly
from dispatch.planning.facts import facts_of
from dispatch.planning.linking import Terms
from shop.accounts.models import Notice, User
from shop.refusing import NotYours, ReasonMissing
from tests.personas import Prefecture, in_days
from tests.reading import read, table
from workshops.models import Link

DEARER = Terms(transport_days=2, cost_per_piece=Decimal("0.35"), cost_per_lot=Decimal(50))


@pytest.fixture
def link(prefecture: Prefecture) -> Link:
    return prefecture.bases["straw"].links.get(station=prefecture.stations["liuzhuang"])


def planned(link: Link) -> list[tuple[int, Decimal]]:
    """Return the terms with the station that the next plan counts with, none where it is left out."""
    found = (each for each in facts_of(link.base).links if each.pk == link.pk)
    return [(each.transport_days, each.cost_per_piece) for each in found]


def test_terms_count_from_their_day(prefecture: Prefecture, link: Link) -> None:
    linking.set_terms(link, DEARER, from_on=in_days(3), by=prefecture.mei)
    assert planned(link) == [(1, Decimal("0.2"))]
    assert linking.take_effect(in_days(2)) == 0
    assert linking.take_effect(in_days(3)) == 1
    assert planned(link) == [(2, Decimal("0.35"))]
    assert linking.take_effect(in_days(3)) == 0
    cheaper = Terms(1, Decimal("0.10"), Decimal(20))
    for _time in range(2):
        linking.set_terms(link, cheaper, from_on=in_days(0), by=prefecture.hong)
    assert list(link.terms.values_list("from_on", "cost_per_piece", "by__first_name")) == [
        (in_days(3), Decimal("0.3500"), "Mei"), (in_days(0), Decimal("0.1000"), "Hong")
    ]  # fmt: skip
    assert Notice.objects.filter(user=prefecture.lan, event__startswith="linking.set_terms").count() == 2
    with pytest.raises(TermsTooEarly):
        linking.set_terms(link, DEARER, from_on=in_days(-1), by=prefecture.mei)


def test_a_paused_station_is_left_out_until_it_goes_on(prefecture: Prefecture, link: Link) -> None:
    with pytest.raises(ReasonMissing):
        linking.pause(link, because=" ", by=prefecture.mei)
    linking.pause(link, because="仓库搬家", by=prefecture.mei)
    assert planned(link) == []
    assert "仓库搬家" in Notice.objects.get(user=prefecture.lan).words
    linking.resume(link, by=prefecture.mei)
    assert len(planned(link)) == 1


def test_a_station_hears_of_the_end_two_weeks_before(prefecture: Prefecture, link: Link) -> None:
    with pytest.raises(NoticeTooShort):
        linking.end(link, last_on=in_days(13), because="路太远", by=prefecture.mei)
    linking.end(link, last_on=in_days(14), because="路太远", by=prefecture.mei)
    assert len(planned(link)) == 1, "until then it is given lots"
    link.refresh_from_db()
    assert link.ends_on
    after = link.ends_on + timedelta(days=1)
    assert [Link.objects.open(day).filter(pk=link.pk).exists() for day in (link.ends_on, after)] == [True, False]


def test_only_the_bases_managers_set_terms(prefecture: Prefecture, link: Link) -> None:
    for by in (prefecture.otto, prefecture.lan, prefecture.root):
        with pytest.raises(NotYours):
            linking.set_terms(link, DEARER, from_on=in_days(0), by=by)


def test_a_manager_sees_whom_to_call_and_changes_the_terms(
    prefecture: Prefecture, link: Link, signed_in: Callable[[User | None], Client]
) -> None:
    mei = signed_in(prefecture.mei)
    rows = {row["Station"]: row for row in table(read(mei, reverse("desk:stations")), "Stations")}
    row = rows["Liuzhuang station Qingxian"]
    assert (row["Women"], row["Free hours, 7 days"], row["Open lots"]) == ("2", "56", "0")
    page = read(mei, reverse("desk:station", args=[link.pk]))
    assert page.select_one("a[href='tel:+8613900000002']")
    said = {"transport_days": 3, "cost_per_piece": "0.4", "cost_per_lot": "60", "from_on": in_days(0).isoformat()}
    fields = {field["name"]: field.get("value", "") for field in page.select("main form input[name]")}
    assert mei.post(reverse("desk:station", args=[link.pk]), fields | said).status_code == 302
    link.refresh_from_db()
    assert (link.transport_days, link.cost_per_lot) == (3, 60)
    assert signed_in(prefecture.lan).get(reverse("desk:station", args=[link.pk])).status_code == 404
