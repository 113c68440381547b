"""Test the desk's first page: each kind of waiting thing has a row with its act, and the most urgent stands first."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from dispatch.models import Dispute, Lot, Outlay, PayoutBatch, Period, WorkOrder
from dispatch.work import due_days, issuing
from shop.enquiries import asking, quoting
from shop.enquiries.asking import Contact
from shop.enquiries.models import Enquiry, Message, Quote
from tests.dispatch.lots import counted, hand, judge, lot_at, tell
from tests.dispatch.ordering import bulk_order, lot, work_order
from tests.personas import Prefecture, in_days
from tests.reading import read, words
from tests.scene import build_scene

SignIn = Callable[..., Client]
HOME = reverse("desk:home")


def rows(client: Client) -> list[tuple[str, str]]:
    """Return each row's kind with its deadline, as an English reader sees them, in their order."""
    page = read(client, HOME)
    found = page.select('[aria-label="What waits"] tbody tr')
    return [(next(row.th.stripped_strings), words(row.find_all("td")[1])) for row in found]


def kinds(client: Client) -> list[str]:
    return [kind for kind, _by in rows(client)]


def acts(client: Client) -> dict[str, str]:
    """Return the address of each kind's first act."""
    page, found = read(client, HOME), {}
    for row in page.select('[aria-label="What waits"] tbody tr'):
        found.setdefault(next(row.th.stripped_strings), row.select_one("a.button")["href"].removeprefix("/en"))
    return found


def shown(day: Any) -> str:
    return date_format(day, "Y-m-d")


def ask(world: Prefecture, words: str = "") -> Enquiry:
    return asking.ask(
        product=world.products["basket"], pieces=200, wish_on=in_days(40), contact=Contact("Ben", phone="13800138000"),
        by=None, key=uuid4(), words=words,
    )  # fmt: skip


def offer(world: Prefecture, enquiry: Enquiry, *, days: int) -> Quote:
    terms = quoting.Terms(
        pieces=200, unit_price=Decimal(76), freight=Decimal(0), deposit_share=Decimal("0.3"), promise_on=in_days(40),
        valid_until_on=in_days(max(days, 0)), words="",
    )  # fmt: skip
    return quoting.send(enquiry, terms, by=world.mei, key=uuid4())


def test_nothing_waits_at_an_idle_base(prefecture: Prefecture, signed_in: SignIn) -> None:
    page = words(read(signed_in(prefecture.otto), HOME))
    assert "Nothing waits" in page


def test_a_buyers_message_waits_until_a_manager_opens_it(prefecture: Prefecture, signed_in: SignIn) -> None:
    enquiry = ask(prefecture)
    mei = signed_in(prefecture.mei)
    assert kinds(mei) == ["Enquiry to answer"]
    offer(prefecture, enquiry, days=14)
    asking.say(enquiry, words="Could it be blue?", by=None, is_from_base=False, key=uuid4())
    assert kinds(mei) == ["Message of a buyer"]
    assert "Could it be blue?" in words(read(mei, HOME))
    signed_in(prefecture.root).get(reverse("desk:enquiry-detail", args=[enquiry.number]))
    signed_in(prefecture.otto).get(reverse("desk:enquiry-detail", args=[enquiry.number]))
    assert kinds(mei) == ["Message of a buyer"], "only a manager of the base has read it"
    assert "New message" in words(read(mei, reverse("desk:enquiry-list")))
    mei.get(acts(mei)["Message of a buyer"])
    assert kinds(signed_in(prefecture.hong)) == []
    assert Message.objects.get().read_at is not None
    asking.say(enquiry, words="Blue.", by=prefecture.mei, is_from_base=True, key=uuid4())
    assert kinds(mei) == []


def test_an_offer_waits_when_it_expires_within_days(prefecture: Prefecture, signed_in: SignIn) -> None:
    offer(prefecture, ask(prefecture), days=10)
    soon = offer(prefecture, ask(prefecture), days=3)
    mei = signed_in(prefecture.mei)
    assert rows(mei) == [("Quote without an answer", shown(in_days(3)))]
    assert acts(mei)["Quote without an answer"] == reverse("desk:enquiry-detail", args=[soon.enquiry.number])


def test_an_agreed_order_waits_for_its_deposit(prefecture: Prefecture, signed_in: SignIn) -> None:
    order = bulk_order(prefecture)
    assert acts(signed_in(prefecture.mei)) == {
        "Agreed, deposit not paid": reverse("desk:enquiry-detail", args=[order.enquiry.number])
    }


def test_lots_wait_unanswered_declined_late_and_short(prefecture: Prefecture, signed_in: SignIn) -> None:
    order = work_order(prefecture, pieces=100)
    given = lot(prefecture, order, prefecture.stations["liuzhuang"], 60)
    mei = signed_in(prefecture.mei)
    assert kinds(mei) == ["Lot that the station has not answered", "Order to plan"]
    issuing.decline(given, reason="没有人手", by=prefecture.lan)
    assert kinds(mei) == ["Lot declined, to be planned anew", "Order to plan"]
    assert "没有人手" in words(read(mei, HOME))
    issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 100), by=prefecture.lan)
    late = Lot.objects.latest("pk")
    Lot.objects.filter(pk=late.pk).update(due_on=in_days(-2))
    assert rows(mei)[0] == ("Late lot", shown(in_days(-2)))
    assert acts(mei)["Late lot"] == reverse("desk:lot-detail", args=[late.number])
    for operation in late.operations.all():
        counted(prefecture, operation, 100, accepted=100)
    Lot.objects.filter(pk=late.pk).update(state=Lot.State.FINISHED, finished_at=timezone.now(), received=90)
    assert kinds(mei) == ["Pieces to receive"]
    Lot.objects.filter(pk=late.pk).update(finished_at=timezone.now() - timedelta(days=5))
    assert kinds(mei) == ["Pieces missing from a delivery"]
    assert "10 pieces of 100 have not come" in words(read(mei, HOME))


def test_an_order_waits_when_its_forecast_passes_the_promise(prefecture: Prefecture, signed_in: SignIn) -> None:
    order = work_order(prefecture, pieces=60, due_on=in_days(6))
    given = issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 60), by=prefecture.lan)
    for operation in given.operations.all():
        counted(prefecture, operation, 20, accepted=20)
    Lot.objects.filter(pk=given.pk).update(begins_on=in_days(-10), received=20)
    WorkOrder.objects.filter(pk=order.pk).update(state=WorkOrder.State.IN_WORK)
    mei = signed_in(prefecture.mei)
    assert rows(mei) == [("Order comes too late to the base", shown(in_days(6)))]
    assert acts(mei)["Order comes too late to the base"] == reverse("desk:order-detail", args=[order.number])


def test_what_is_paid_and_here_waits_to_be_sent(prefecture: Prefecture, signed_in: SignIn) -> None:
    made = work_order(prefecture, pieces=60)
    WorkOrder.objects.filter(pk=made.pk).update(received=60)
    mei, number = signed_in(prefecture.mei), made.line.order.number
    assert acts(mei)["Order to send"] == reverse("desk:shipping-order", args=[number])
    assert mei.get(acts(mei)["Order to send"]).status_code == 200


def test_money_waits_for_a_second_person_alone(prefecture: Prefecture, signed_in: SignIn) -> None:
    period = Period.objects.create(base=prefecture.bases["straw"], begins_on=in_days(-9), ends_on=in_days(9))
    batch = PayoutBatch.objects.create(period=period, way=PayoutBatch.Way.CASH, prepared_by=prefecture.mei)
    assert kinds(signed_in(prefecture.mei)) == []
    given = prefecture.workers["xiuying"]
    Outlay.objects.create(
        kind=Outlay.Kind.COSTS, base=period.base, worker=given, amount=Decimal("8.00"), words="买线", needs_second=True,
        proposed_by=prefecture.mei, key=uuid4(),
    )  # fmt: skip
    hong = signed_in(prefecture.hong)
    second = reverse("desk:pay-second")
    release = reverse("desk:pay-batch", args=[batch.pk])
    assert acts(hong) == {"Payout waits for your release": release, "Advance or costs to approve": second}
    assert kinds(signed_in(prefecture.mei)) == []


def test_a_station_that_asks_for_another_day_waits_for_the_answer(prefecture: Prefecture, signed_in: SignIn) -> None:
    order = work_order(prefecture, pieces=60)
    given = issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 60), by=prefecture.lan)
    due_days.propose(given, day=in_days(25), reason="下雨", as_base=False, by=prefecture.lan)
    assert kinds(signed_in(prefecture.mei)) == ["Station asks for another day"]


def test_a_dispute_stands_by_its_deadline_before_what_has_none(prefecture: Prefecture, signed_in: SignIn) -> None:
    scene = build_scene(prefecture)
    mine = Dispute.objects.filter(pk=scene.risen.pk)
    mine.update(level=Dispute.Level.STATION, answer_by_on=in_days(-1))
    first, *others = rows(signed_in(prefecture.mei))
    assert first == ("Dispute to answer", shown(in_days(-1)))
    assert others
    mine.update(level=Dispute.Level.COUNTY)
    assert "Dispute to answer" not in kinds(signed_in(prefecture.mei)), "it is the county's turn"


def test_another_base_sees_nothing_of_it(prefecture: Prefecture, signed_in: SignIn) -> None:
    build_scene(prefecture)
    assert set(kinds(signed_in(prefecture.otto))) == set(), "the station works for both, the woman for one"
    assert {"Message of a buyer", "Order to plan"} <= set(kinds(signed_in(prefecture.mei)))


@pytest.mark.parametrize("language", ["", "/en"])
def test_more_than_fit_are_said_to_be_more(prefecture: Prefecture, signed_in: SignIn, language: str) -> None:
    for _ in range(8):
        ask(prefecture)
    page = signed_in(prefecture.mei).get(language + HOME).content.decode()
    assert ("待答复的意向" if not language else "Enquiry to answer") in page
    assert ("还有更多" if not language else "There is more of:") in page


def test_the_page_asks_as_often_however_much_waits(
    prefecture: Prefecture, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    mei = signed_in(prefecture.mei)

    def fill() -> None:
        offer(prefecture, enquiry := ask(prefecture), days=2)
        asking.say(enquiry, words="?", by=None, is_from_base=False, key=uuid4())
        ask(prefecture)
        bulk_order(prefecture)
        order = work_order(prefecture, pieces=100)
        lot(prefecture, order, prefecture.stations["beichen"], 10)
        held = lot_at(prefecture, pieces=10)
        Lot.objects.filter(pk=held.pk).update(due_on=in_days(-1))
        judge(prefecture, tell(prefecture, hand(prefecture, held, "xiuying", 2), 2), 2)
        ready = work_order(prefecture, pieces=10)
        WorkOrder.objects.filter(pk=ready.pk).update(received=10)

    fill()
    mei.get(HOME)
    queries = _count(mei)
    for _ in range(4):
        fill()
    with django_assert_num_queries(queries):
        mei.get(HOME)


def _count(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(HOME)
    return len(captured)
