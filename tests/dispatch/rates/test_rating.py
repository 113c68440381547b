"""Test that rates need two people and pay the minimum wage, or say why not."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from dispatch.models import Operation, RateCard
from dispatch.rates import rating
from dispatch.rates.errors import BackDated, BelowMinimumWage, WorkerOutOfReach
from shop.refusing import NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from tests.personas import Prefecture, in_days
from workshops.models import JournalEntry, Link

SignedIn = Callable[[Any], Client]


@pytest.fixture
def weaving(prefecture: Prefecture) -> Operation:
    """Return the operation of weaving the body: 70 standard minutes at 20.50 CNY, 17.57 an hour."""
    return Operation.objects.get(position=1)


def test_a_second_person_approves(prefecture: Prefecture, weaving: Operation) -> None:
    card = rating.propose(weaving, rate=Decimal("21.0000"), from_on=in_days(0), by=prefecture.mei)
    before = rating.in_force([weaving], in_days(0))[weaving.pk]
    assert before.rate == Decimal("20.5")
    with pytest.raises(SecondPersonNeeded):
        rating.approve(card, by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    assert rating.in_force([weaving], in_days(0))[weaving.pk] == card
    with pytest.raises(WrongState):
        rating.approve(card, by=prefecture.hong)


def test_a_later_rate_does_not_hold_yet(prefecture: Prefecture, weaving: Operation) -> None:
    card = rating.propose(weaving, rate=Decimal(25), from_on=in_days(3), by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    assert rating.in_force([weaving], in_days(2))[weaving.pk].rate == Decimal("20.5")
    assert rating.in_force([weaving], in_days(3))[weaving.pk].rate == Decimal(25)


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


@pytest.mark.parametrize(("who", "withdrawn"), [("hong", False), ("mei", True)])
def test_a_rate_is_turned_down_or_withdrawn_with_a_reason(
    prefecture: Prefecture, weaving: Operation, who: str, withdrawn: bool
) -> None:
    card = rating.propose(weaving, rate=Decimal(25), from_on=in_days(0), by=prefecture.mei)
    with pytest.raises(NotYours):
        rating.decline(card, because="too dear", by=prefecture.otto)
    with pytest.raises(ReasonMissing):
        rating.decline(card, because=" ", by=prefecture.people[who])
    rating.decline(card, because="too dear", by=prefecture.people[who])
    entry = JournalEntry.objects.get(verb="rating.decline")
    assert (entry.by, entry.data["because"], entry.data["withdrawn"]) == (
        prefecture.people[who], "too dear", withdrawn,
    )  # fmt: skip
    assert rating.in_force([weaving], in_days(0))[weaving.pk].rate == Decimal("20.5")
    assert not RateCard.objects.waiting().exists()
    for deed in (rating.approve, lambda one, by: rating.decline(one, because="x", by=by)):
        with pytest.raises(WrongState):
            deed(card, by=prefecture.hong)
    for change in ({"declined_because": "else"}, {"declined_at": None, "declined_by": None, "declined_because": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RateCard.objects.filter(pk=card.pk).update(**change)
    assert rating.propose(weaving, rate=Decimal(24), from_on=in_days(0), by=prefecture.mei).version == card.version + 1


def test_the_button_turns_a_rate_down(prefecture: Prefecture, weaving: Operation, client: Client) -> None:
    card = rating.propose(weaving, rate=Decimal(25), from_on=in_days(0), by=prefecture.mei)
    client.force_login(prefecture.hong, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("desk:rate-decline", args=[card.pk])
    assert address in client.get(reverse("desk:rates")).content.decode()
    assert client.post(address, {"key": uuid4(), "words": ""}).context["form"].errors["words"]
    client.post(address, {"key": uuid4(), "words": "too dear for this order"})
    assert address not in client.get(reverse("desk:rates")).content.decode()
    history = client.get(reverse("desk:rate-propose", args=[weaving.pk])).content.decode()
    assert "too dear for this order" in history


@pytest.mark.parametrize("minutes", ["1 500 99999", "0.05 0.05 0.06", "5000 5000 5001", "10 11 101"])
def test_impossible_minutes_of_a_study_are_refused_in_words(
    prefecture: Prefecture, weaving: Operation, signed_in: SignedIn, minutes: str
) -> None:
    said = {"worker": "W00001", "samples": minutes, "studied_on": in_days(0).isoformat()}
    page: Any = signed_in(prefecture.mei).post(reverse("desk:rate-study", args=[weaving.pk]), said)
    assert "请核对分钟数" in page.context["form"].errors["samples"][0]
    assert not weaving.studies.exists()


def test_a_study_names_a_woman_of_a_station_that_works_for_the_base(
    prefecture: Prefecture, weaving: Operation, signed_in: SignedIn
) -> None:
    said = {"worker": "w00001", "samples": "６８，70、71", "studied_on": in_days(0).isoformat()}
    address, mei = reverse("desk:rate-study", args=[weaving.pk]), signed_in(prefecture.mei)
    Link.objects.filter(base=prefecture.bases["straw"], station=prefecture.stations["liuzhuang"]).delete()
    page: Any = mei.post(address, said)
    assert page.context["form"].errors.keys() == {"worker"}
    with pytest.raises(WorkerOutOfReach):
        rating.study(
            weaving, worker=prefecture.workers["xiuying"], samples=[Decimal(70)] * 3, studied_on=in_days(0),
            by=prefecture.mei,
        )  # fmt: skip
    assert mei.post(address, said | {"worker": "W00003"}).status_code == 302
    assert weaving.studies.get().median == 70


def test_a_rate_is_not_back_dated(prefecture: Prefecture, weaving: Operation) -> None:
    with pytest.raises(BackDated):
        rating.propose(weaving, rate=Decimal(25), from_on=in_days(-1), by=prefecture.mei)


def test_one_proposal_waits_at_a_time(prefecture: Prefecture, weaving: Operation, signed_in: SignedIn) -> None:
    first = rating.propose(weaving, rate=Decimal(25), from_on=in_days(0), by=prefecture.mei)
    said = {"rate": "24", "standard_minutes": "70", "from_on": in_days(1).isoformat()}
    address, hong = reverse("desk:rate-propose", args=[weaving.pk]), signed_in(prefecture.hong)
    page: Any = hong.post(address, said)
    assert "Mei" in page.context["form"].non_field_errors()[0]
    assert "¥25" in page.context["form"].non_field_errors()[0]
    assert RateCard.objects.waiting().get() == first
    rating.decline(first, because="二者取一", by=prefecture.hong)
    assert hong.post(address, said).status_code == 302
