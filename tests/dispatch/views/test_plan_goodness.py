"""Test that the board says how good a plan is, also when it is poor, and lets a manager search on."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from dispatch import planning
from dispatch.models import DispatchPlan
from shop.accounts.models import User
from tests.dispatch.ordering import work_order
from tests.dispatch.planning.test_planning import solved
from tests.personas import Prefecture

SignedIn = Callable[[User | None], Client]


@pytest.fixture
def plan(prefecture: Prefecture) -> DispatchPlan:
    """Return a draft of one order."""
    work_order(prefecture, pieces=60)
    return solved(prefecture)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Decimal("0.40"), ["Not good yet.", "At most 60.0 % of its cost", "Search on"]),
        (Decimal("0.97"), ["A good plan.", "At most 3.0 % of its cost", "Search on"]),
        (Decimal("1.00"), ["There is no better plan."]),
        (None, ["Nobody can say yet how good this plan is.", "Search on"]),
    ],
)
def test_the_board_says_how_good_a_plan_is(
    prefecture: Prefecture, plan: DispatchPlan, signed_in: SignedIn, share: Decimal | None, words: list[str]
) -> None:
    assert plan.objective is not None
    DispatchPlan.objects.filter(pk=plan.pk).update(objective=1000, bound=None if share is None else share * 1000)
    page = board(signed_in(prefecture.mei))
    assert [each for each in words if each in page] == words
    assert ("Search on" in page) == ("Search on" in words)


def test_searching_on_goes_on_from_the_plan_and_says_what_it_saved(
    prefecture: Prefecture, plan: DispatchPlan, signed_in: SignedIn
) -> None:
    client = signed_in(prefecture.mei)
    client.post(reverse("desk:plan-run"), {"like": plan.pk, "search_on": "1"})
    on = DispatchPlan.objects.latest("pk")
    assert (on.like, on.effort) == (plan, 1)
    assert "Searching on for a better plan" in board(client)
    planning.solve_plan(on.pk, iterations=50)
    assert "The last search has found nothing better." in board(client)
    DispatchPlan.objects.filter(pk=plan.pk).update(objective=F("objective") + 120)
    assert "The last search has saved ¥120." in board(client)


def board(client: Client) -> str:
    """Return what the English board says, with single spaces."""
    return " ".join(client.get("/en/desk/dispatch/").content.decode().split())
