"""Test the demo at a small scale: everyone finds what her part promises, the books balance, and all can be removed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from oscar.core.loading import get_model

from catalog.models import Listing, Product
from cms.models import StoryPage
from demo import PASSWORD, loading, pictures, removing, sign_ins
from demo.clock import travelling
from dispatch import planning
from dispatch.models import DispatchPlan, Dispute, Inspection, Lot, Payslip, Period, RateCard, WorkOrder, WorkReport
from dispatch.pay import ledger
from dispatch.planning import promising
from dispatch.work import tracking
from shop.accounts.models import User
from shop.enquiries.models import Enquiry, Quote
from shop.order.tracking import Progress
from workshops import cards
from workshops.models import Base, Place, Post, Station, Worker

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # the demo is built once
Order = get_model("order", "Order")
NOW = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)


def counts() -> dict[str, int]:
    """Count the rows of every table."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in models}


def facts() -> dict[str, list[Any]]:
    """Return what the same seed must build again: people, goods, lots, inspections and money, but not order numbers."""
    lots = Lot.objects.order_by("issued_at", "station__code", "pieces")
    findings = Inspection.objects.order_by("at", "report__assignment__worker__number", "accepted")
    slips = Payslip.objects.order_by("period__base__slug", "period__begins_on", "worker__number")
    return {
        "workers": list(Worker.objects.order_by("number").values_list("number", "name", "minutes_per_day", "phone")),
        "goods": list(Listing.objects.order_by("title").values_list("title", "retail_price", "picture", "base_slug")),
        "lots": list(lots.values_list("station__code", "pieces", "state", "due_on")),
        "findings": list(findings.values_list("accepted", "rejected", "reason", "at")),
        "payslips": list(slips.values_list("worker__number", "net", "state")),
    }


def load() -> None:
    for _progress in loading.load(seed=1, scale=0.03):
        pass


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Load the demo on an ordinary Wednesday, and return the rows that there were before."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(pictures, "SQUARE", (64, 64))
        patch.setattr(pictures, "SIZES", {"portrait": (48, 60), "place": (64, 36)})
        rows = counts()
        with travelling(NOW):
            load()
            yield rows
        transaction.set_rollback(True)


def user(login: str) -> User:
    return User.objects.get(email=f"{login}@qiaoshou.example")


def accepted(*states: str) -> Iterator[tuple[Quote, Progress]]:
    """Yield the accepted quotes, of orders in some states where such are named, with the progress of their orders."""
    quotes = Quote.objects.filter(state="accepted").select_related("enquiry__order")
    for quote in quotes.filter(enquiry__order__status__in=states) if states else quotes:
        if made := tracking.progress(quote.enquiry.order):
            yield quote, made


@pytest.mark.usefixtures("before")
class TestPrefecture:
    def test_everything_is_built(self) -> None:
        assert Place.objects.filter(level=Place.Level.COUNTY).count() == 19
        assert Station.objects.filter(level="county").count() == 19
        assert Listing.objects.exclude(picture="").count() == Product.objects.count() >= 30
        assert not Product.objects.filter(tech_sheets=None).exists()
        assert not Worker.objects.exclude(identity_number="").exists()

    def test_rates_are_agreed_by_two_and_low_ones_say_why(self) -> None:
        assert not RateCard.objects.filter(approved_by=None).exists()
        assert RateCard.objects.exclude(below_minimum_reason="").exists()

    def test_every_role_can_sign_in(self) -> None:
        guilan = Worker.objects.exclude(card_pin="").get()
        *people, card = sign_ins((str(guilan.card_token), guilan.name))
        for one in people:
            assert User.objects.get(email=one.name).check_password(PASSWORD)
        assert str(guilan.card_token) in card.address
        assert cards.opens(guilan, digits=card.secret)
        assert set(Post.objects.values_list("role", flat=True)) >= set(Post.Role.values) - {Post.Role.BROKER}

    def test_orders_stand_in_every_state(self) -> None:
        assert set(Enquiry.objects.values_list("state", flat=True)) >= {"new", "quoted", "agreed"}
        assert set(Order.objects.values_list("status", flat=True)) >= {"placed", "in_production", "completed"}
        assert set(WorkOrder.objects.values_list("state", flat=True)) == {"open", "in_work", "done"}
        assert set(Lot.objects.values_list("state", flat=True)) >= {"issued", "in_work", "received", "declined"}
        assert WorkOrder.objects.filter(due_on__lt=NOW.date(), state="in_work").exists()

    def test_its_promises_are_kept_as_often_as_they_say(self) -> None:
        """Compare days of delivery with promised days: at least 4 of 5 orders were in time, as the certainty says."""
        spare = []
        for quote, made in accepted("completed"):
            assert made.delivered_on is not None
            spare.append((quote.promise_on - made.delivered_on).days)
        assert len(spare) >= 6
        assert sum(days >= 0 for days in spare) >= float(promising.CERTAINTY) * len(spare), spare

    def test_the_order_that_is_late_says_why(self) -> None:
        (late,) = [quote for quote, _made in accepted("in_production") if quote.promise_on < NOW.date()]
        assert late.enquiry.messages.filter(is_from_base=True, words__contains="雨").exists()

    def test_no_other_order_is_expected_late(self) -> None:
        late = [quote for quote, made in accepted() if made.expected_on and made.expected_on > quote.promise_on]
        assert [quote for quote in late if quote.promise_on >= NOW.date()] == []

    def test_the_books_balance(self) -> None:
        assert ledger.reconcile() == []

    def test_three_months_are_closed_and_partly_paid(self) -> None:
        big = Base.objects.get(slug="haixing-caoliu")
        states = Counter(Period.objects.filter(base=big).values_list("state", flat=True))
        assert states == {"closed": 3, "open": 1}
        assert set(Payslip.objects.values_list("state", flat=True)) == {"issued", "confirmed"}

    def test_the_worker_finds_money_a_refusal_and_a_payslip(self) -> None:
        worker = user("xiuying").worker
        assert worker.account.credits.filter(period__state="open", kind="acceptance").exists()
        assert Inspection.objects.filter(report__assignment__worker=worker, rejected=1, reason="loose").exists()
        assert WorkReport.objects.waiting().filter(assignment__worker=worker).exists()
        assert worker.payslips.filter(state="issued").exists()

    def test_the_lead_finds_work_to_accept_and_to_inspect(self) -> None:
        station = user("lan").posts.get().station
        assert set(station.lots.values_list("state", flat=True)) >= {"issued", "in_work"}
        assert WorkReport.objects.waiting().filter(assignment__worker__station=station).exists()

    def test_the_manager_finds_what_to_decide(self) -> None:
        base = user("mei").posts.get().base
        assert Enquiry.objects.filter(base=base, state="new").exists()
        assert WorkOrder.objects.open().filter(base=base, state="open").exists()
        assert Dispute.objects.filter(base=base, state="open").exists()
        draft = DispatchPlan.objects.get(base=base, state="draft")
        assert draft.lines.exists()
        assert planning.publish(draft, by=user("hong"))

    def test_the_buyer_finds_a_quote_and_a_balance(self) -> None:
        anna = user("anna")
        assert Quote.objects.filter(enquiry__buyer=anna, state="sent").exists()
        owed = Order.objects.filter(user=anna, status="in_production", instalments__kind="balance")
        assert owed.filter(instalments__paid=0).exists()

    def test_stories_are_told_and_one_waits_for_the_moderator(self) -> None:
        assert StoryPage.objects.live().exists()
        assert any(story.current_workflow_state for story in StoryPage.objects.filter(live=False))


def test_the_same_seed_gives_the_same_and_nothing_is_left_behind(before: dict[str, int]) -> None:
    first = facts()
    removing.remove()
    assert counts() == before
    with travelling(NOW):
        load()
    again = facts()
    assert {name: again[name] == rows for name, rows in first.items()} == dict.fromkeys(first, True)
