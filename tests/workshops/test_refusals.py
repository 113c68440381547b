"""Test that refused deeds on people and places name the rule and change nothing."""

import pytest
from django.core.cache import cache

from shop.refusing import AlreadyDone, NotYours
from tests.personas import Prefecture, in_days
from workshops import brokers, cards, households, teaching
from workshops.errors import EmptyClass, WrongParts
from workshops.models import HouseholdPart, Post, TrainingClass, Worker


@pytest.mark.parametrize(("days", "seats"), [(0, 10), (2, 0), (-1, 10)])
def test_a_class_has_a_day_and_a_seat(prefecture: Prefecture, days: int, seats: int) -> None:
    station, craft = prefecture.stations["qingxian"], prefecture.crafts["straw"]
    with pytest.raises(EmptyClass):
        teaching.announce(title="草编", craft=craft, station=station, begins_on=in_days(3), days=days, seats=seats)
    assert not TrainingClass.objects.exists()


def test_a_card_rests_after_five_wrong_tries_even_for_the_right_digits(prefecture: Prefecture) -> None:
    worker = prefecture.workers["guilan"]
    cards.choose_digits(worker, digits="2468", by=prefecture.lan)
    assert [cards.opens(worker, digits="0000") for _try in range(5)] == [False] * 5
    with pytest.raises(cards.TooManyTries):
        cards.opens(worker, digits="2468")
    assert cards.opens(prefecture.workers["xiuying"], digits="2468") is False, "another card does not rest"
    cache.clear()  # as time does
    assert cards.opens(worker, digits="2468")


@pytest.mark.parametrize("parts", [{"xiuying": 1}, {"xiuying": 1, "guilan": 0}, {"xiuying": 2, "yan": 1}])
def test_a_household_shares_between_two_of_its_own(prefecture: Prefecture, parts: dict[str, int]) -> None:
    members = [prefecture.workers[who] for who in ("xiuying", "guilan")]
    house = households.register(prefecture.stations["liuzhuang"], head="王大山", members=members, by=prefecture.lan)
    agreed: dict[Worker, int] = {prefecture.workers[who]: part for who, part in parts.items()}
    with pytest.raises(WrongParts):
        households.agree_parts(house, agreed, by=prefecture.lan)
    assert not HouseholdPart.objects.exists()


def test_only_a_brokers_post_is_dismissed_and_only_once(prefecture: Prefecture) -> None:
    post = brokers.appoint(prefecture.stations["liuzhuang"], person=prefecture.ben, by=prefecture.guan)
    lead = Post.objects.get(user=prefecture.lan)
    with pytest.raises(NotYours):
        brokers.dismiss(lead, by=prefecture.guan)
    brokers.dismiss(post, by=prefecture.guan)
    with pytest.raises(AlreadyDone):
        brokers.dismiss(post, by=prefecture.guan)
    assert Post.objects.filter(pk=lead.pk).exists()
