"""Test that every open base has its turn on the home page within four weeks, and that a chosen one takes no turn."""

from datetime import timedelta

from django.utils import timezone

from tests.personas import Partner, Prefecture
from workshops import promoting
from workshops.models import Base, Choice


def test_every_base_has_its_turn_within_four_weeks(prefecture: Prefecture) -> None:
    straw, today = prefecture.bases["straw"], timezone.localdate()
    partners = Partner.objects.bulk_create(Partner(name=f"P{number}", code=f"p{number}") for number in range(118))
    about = {"form": "cooperative", "place": straw.place, "latitude": 38, "longitude": 117}
    Base.objects.bulk_create(Base(partner=each, slug=each.code, name=each.name, **about) for each in partners)
    Choice.objects.create(base=straw, from_on=today, until_on=today + timedelta(365), by=prefecture.guan)
    times = dict.fromkeys(Base.objects.selling().values_list("pk", flat=True), 0)
    assert len(times) == 120
    for day in range(28):
        shown = list(promoting.shown_on(today + timedelta(day)).values_list("pk", flat=True))
        assert shown[0] == straw.pk and len(shown) == 6, "the chosen one, and five by turns"
        for pk in shown:
            times[pk] += 1
    assert times.pop(straw.pk) == 28
    assert set(times.values()) == {1, 2}
