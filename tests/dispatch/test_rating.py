"""Rates need two people and pay the minimum wage, or say why not."""

from decimal import Decimal

import pytest

from dispatch import rating
from dispatch.errors import BelowMinimumWage, SecondPersonNeeded, WrongState
from dispatch.models import Operation, RateCard
from tests.personas import Prefecture, in_days


@pytest.fixture
def weaving(prefecture: Prefecture) -> Operation:
    """Weaving the body: 70 standard minutes at 20.50 CNY, 17.57 an hour."""
    return Operation.objects.get(position=1)


def test_a_second_person_approves(prefecture: Prefecture, weaving: Operation) -> None:
    card = rating.propose(weaving, rate=Decimal("21.0000"), from_on=in_days(0), by=prefecture.mei)
    before = rating.in_force([weaving.pk], in_days(0))[weaving.pk]
    assert before.rate == Decimal("20.5")
    with pytest.raises(SecondPersonNeeded):
        rating.approve(card, by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    assert rating.in_force([weaving.pk], in_days(0))[weaving.pk] == card
    with pytest.raises(WrongState):
        rating.approve(card, by=prefecture.hong)


def test_a_later_rate_does_not_hold_yet(prefecture: Prefecture, weaving: Operation) -> None:
    card = rating.propose(weaving, rate=Decimal(25), from_on=in_days(3), by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    assert rating.in_force([weaving.pk], in_days(2))[weaving.pk].rate == Decimal("20.5")
    assert rating.in_force([weaving.pk], in_days(3))[weaving.pk].rate == Decimal(25)


@pytest.mark.parametrize(("rate", "refused"), [("17.5000", False), ("17.4999", True)])
def test_the_minimum_wage_is_met_to_the_last_decimal(
    prefecture: Prefecture, weaving: Operation, rate: str, refused: bool
) -> None:
    """15 CNY an hour for 70 minutes are 17.50 CNY."""
    if not refused:
        assert rating.propose(weaving, rate=Decimal(rate), from_on=in_days(0), by=prefecture.mei).hourly == Decimal(
            "15.00"
        )
        return
    with pytest.raises(BelowMinimumWage):
        rating.propose(weaving, rate=Decimal(rate), from_on=in_days(0), by=prefecture.mei)
    assert RateCard.objects.filter(approved_at=None).count() == 0


def test_a_reason_lets_a_low_rate_pass_and_is_kept(prefecture: Prefecture, weaving: Operation) -> None:
    card = rating.propose(weaving, rate=Decimal(10), from_on=in_days(0), by=prefecture.mei, reason="learners' piece")
    assert rating.approve(card, by=prefecture.hong).below_minimum_reason == "learners' piece"
