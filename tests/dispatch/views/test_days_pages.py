"""Test the pages on which a base sets its lead times, and officers keep the calendar."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.accounts.models import User
from tests.personas import Prefecture, in_days
from workshops.calendars import Calendars, lead_times_of
from workshops.models import CalendarEntry, JournalEntry, LeadTimes

SignIn = Callable[[User | None], Client]
DAYS = {"answer_days": 4, "sample_days": 10, "material_days": 3, "checking_days": 2, "packing_days": 2}
FORM = DAYS | {"pieces_a_day": 400, "week": 6, "closes_at": "16:30", "order_percent": 50}
HARVEST = {"kind": "less", "name": "枣收", "name_en": "Jujube harvest", "percent_left": 40, "place": "", "source": ""}


def seen(client: Client, url: str) -> str:
    """Return the version that a page's form carries."""
    return str(client.get(url).context["form"]["seen"].value())


def test_a_manager_sets_the_days_of_her_base(signed_in: SignIn, prefecture: Prefecture) -> None:
    mei, url = signed_in(prefecture.mei), reverse("desk:lead-times")
    assert lead_times_of(prefecture.bases["straw"]).answer_days == 3, "usual days until she sets others"
    answer = mei.post(url, FORM | {"seen": seen(mei, url)})
    assert answer.status_code == 302
    lead = lead_times_of(prefecture.bases["straw"])
    assert {name: getattr(lead, name) for name in DAYS} == DAYS
    assert (lead.pieces_a_day, lead.week, lead.closes_at, lead.order_share) == (400, 6, time(16, 30), Decimal("0.5"))
    entry = JournalEntry.objects.get(verb="days.set_lead_times")
    assert (entry.by, entry.base, entry.data["answer_days"]) == (prefecture.mei, lead.base, 4)
    assert lead_times_of(prefecture.bases["cloth"]).answer_days == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer_days", "31"), ("answer_days", "-1"), ("answer_days", "x"), ("sample_days", "61"),
        ("pieces_a_day", "0"),
        ("order_percent", "9"), ("order_percent", "101"), ("week", "8"), ("closes_at", "25:00"), ("packing_days", ""),
    ],
)  # fmt: skip
def test_days_out_of_bounds_are_refused_beside_their_field(
    signed_in: SignIn, prefecture: Prefecture, field: str, value: str
) -> None:
    mei, url = signed_in(prefecture.mei), reverse("desk:lead-times")
    answer = mei.post(url, FORM | {field: value, "seen": seen(mei, url)})
    assert list(answer.context["form"].errors) == [field]
    assert not LeadTimes.objects.exists()


def test_what_another_manager_changed_meanwhile_is_shown_first(signed_in: SignIn, prefecture: Prefecture) -> None:
    mei, hong, url = signed_in(prefecture.mei), signed_in(prefecture.hong), reverse("desk:lead-times")
    old = seen(mei, url)
    hong.post(url, FORM | {"seen": seen(hong, url)})
    answer = mei.post(url, FORM | {"answer_days": 1, "seen": old})
    assert answer.status_code == 200
    assert lead_times_of(prefecture.bases["straw"]).answer_days == 4
    again = answer.context["form"]["seen"].value()
    assert mei.post(url, FORM | {"answer_days": 1, "seen": again}).status_code == 302
    assert lead_times_of(prefecture.bases["straw"]).answer_days == 1


def entered(client: Client, **more: Any) -> Any:
    span = {"from_on": in_days(10).isoformat(), "until_on": in_days(12).isoformat()}
    return client.post(reverse("federation:calendar"), HARVEST | span | more)


def share(prefecture: Prefecture, county: str, day: date) -> float:
    pk = prefecture.counties[county].pk
    return Calendars(since=in_days(0))[pk].share(day)


def test_the_association_enters_days_for_all_and_a_county_its_own(signed_in: SignIn, prefecture: Prefecture) -> None:
    assert entered(signed_in(prefecture.guan)).status_code == 302
    assert share(prefecture, "suning", in_days(11)) == share(prefecture, "qingxian", in_days(11)) == 0.4
    shu, qingxian, suning = signed_in(prefecture.shu), prefecture.counties["qingxian"], prefecture.counties["suning"]
    assert entered(shu, place=qingxian.pk, percent_left=20).status_code == 302
    assert (share(prefecture, "qingxian", in_days(11)), share(prefecture, "suning", in_days(11))) == (0.2, 0.4)
    for place in ("", suning.pk):
        assert list(entered(shu, place=place).context["form"].errors) == ["place"]
    assert JournalEntry.objects.filter(verb="days.enter").count() == CalendarEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until_on": "2020-01-01"}, "__all__"),
        ({"percent_left": "100"}, "percent_left"),
        ({"percent_left": ""}, "percent_left"),
        ({"from_on": "soon"}, "from_on"),
        ({"name": ""}, "name"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    signed_in: SignIn, prefecture: Prefecture, wrong: dict[str, str], field: str
) -> None:
    assert list(entered(signed_in(prefecture.guan), **wrong).context["form"].errors) == [field]
    assert not CalendarEntry.objects.exists()


def test_a_holiday_leaves_no_work_whatever_was_typed(signed_in: SignIn, prefecture: Prefecture) -> None:
    entered(signed_in(prefecture.guan), kind="holiday", percent_left="50")
    assert share(prefecture, "suning", in_days(11)) == 0


def test_an_entry_is_changed_and_removed_by_whoever_may(signed_in: SignIn, prefecture: Prefecture) -> None:
    guan, shu = signed_in(prefecture.guan), signed_in(prefecture.shu)
    entered(guan)
    entry = CalendarEntry.objects.get()
    page, gone = (reverse(f"federation:calendar-{what}", args=[entry.pk]) for what in ("entry", "remove"))
    days = {"from_on": in_days(10).isoformat(), "until_on": in_days(20).isoformat()}
    answer = guan.post(page, HARVEST | days | {"percent_left": 70, "seen": seen(guan, page)})
    assert answer.status_code == 302
    assert share(prefecture, "suning", in_days(20)) == 0.7
    own = {"place": prefecture.counties["qingxian"].pk}
    shu.post(page, HARVEST | days | own | {"seen": seen(shu, page)})
    shu.post(gone)
    assert share(prefecture, "suning", in_days(20)) == 0.7, "a county's officer changes nothing of the prefecture's"
    assert guan.post(gone).status_code == 302
    assert share(prefecture, "suning", in_days(20)) == 1


def test_the_page_says_when_next_years_holidays_are_missing(signed_in: SignIn, prefecture: Prefecture) -> None:
    guan, url = signed_in(prefecture.guan), "/en" + reverse("federation:calendar")
    assert "are not entered yet" in guan.get(url).content.decode()
    day = date(in_days(0).year + 1, 10, 1)
    CalendarEntry.objects.create(kind="holiday", name="国庆节", from_on=day, until_on=day)
    assert "are not entered yet" not in guan.get(url).content.decode()
