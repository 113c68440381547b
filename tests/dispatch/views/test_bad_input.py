"""Test that each kind of bad input gets its own message, on the page and in the API, and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Assignment, Earning, Inspection, Payout, PayoutBatch, Payslip, Period, WorkReport
from dispatch.pay import disputing, ledger, paying, settling
from dispatch.rates import tech_sheets
from dispatch.work import reporting, surplus
from dispatch.work.errors import TooFewForThat
from shop.accounts.models import User
from shop.refusing import NotYours
from tests.dispatch.lots import hand, lot_at, made, tell
from tests.personas import Prefecture, in_days
from tests.reading import read, words

KEY = UUID(int=7)
RECORDS: tuple[type[Model], ...] = (WorkReport, Inspection, Earning, Payout, Payslip)


@dataclass
class Try:
    """A request to a page and to the API, and the answer that each must give."""

    by: str
    page: str
    form: dict[str, Any]
    api: str
    body: dict[str, Any]
    words: str
    status: int
    code: str = ""
    follow: bool = field(default=False)


def report(pieces: object, words: str, status: int, code: str = "") -> Callable[[Prefecture], Try]:
    """Return a try: Lan reports these pieces of the ten that Xiuying holds."""

    def prepare(world: Prefecture) -> Try:
        held = hand(world, lot_at(world), "xiuying", 10)
        day = timezone.localdate().isoformat()
        said = {"pieces": pieces, "done_on": day, "key": str(uuid4())}
        return Try(
            "lan", reverse("station:report", args=[held.pk]), said, "/api/reports", said | {"assignment": held.pk},
            words, status, code,
        )  # fmt: skip

    return prepare


def reused(world: Prefecture) -> Try:
    """Send the key of a report of 2 again with 3."""
    held = hand(world, lot_at(world), "xiuying", 10)
    tell(world, held, 2, key=KEY)
    said = {"pieces": 3, "done_on": timezone.localdate().isoformat(), "key": str(KEY)}
    address = reverse("station:report", args=[held.pk])
    return Try("lan", address, said, "/api/reports", said | {"assignment": held.pk}, "already sent", 422, "key_reused")


def elsewhere(world: Prefecture) -> Try:
    """Let Fen, who leads another station, report."""
    held = hand(world, lot_at(world), "xiuying", 10)
    said = {"pieces": 1, "done_on": timezone.localdate().isoformat(), "key": str(uuid4())}
    address = reverse("station:report", args=[held.pk])
    return Try("fen", address, said, "/api/reports", said | {"assignment": held.pk}, "", 404, "not_yours")


def too_much_surplus(world: Prefecture) -> Try:
    """Report two surplus pieces where the lot accepts a tenth of the ten she holds: one."""
    lot = lot_at(world)
    lot.tolerance = Decimal("0.1")
    lot.save(update_fields=["tolerance"])
    held = hand(world, lot, "xiuying", 10)
    said = {"pieces": 12, "done_on": timezone.localdate().isoformat(), "key": str(uuid4())}
    address = reverse("station:report", args=[held.pk])
    words = "11 in all"
    return Try("lan", address, said, "/api/reports", said | {"assignment": held.pk}, words, 409, "too_many")


def not_adding_up(world: Prefecture) -> Try:
    """Refuse more pieces than were reported."""
    one = tell(world, hand(world, lot_at(world), "xiuying", 10), 5)
    said = {"rework": 3, "rejected": 3, "reason": "loose", "key": str(uuid4())}
    body = said | {"report": one.pk, "accepted": 0}
    return Try("lan", reverse("station:inspect", args=[one.pk]), said, "/api/inspections", body,
               "Only 5 pieces were reported", 409, "wrong_count")  # fmt: skip


def closed(world: Prefecture) -> tuple[Period, Payslip]:
    made(world, lot_at(world), "xiuying", 2)
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    return period, period.payslips.get()


def closed_twice(world: Prefecture) -> Try:
    """Let Hong close the period that Mei has just closed."""
    period, _slip = closed(world)
    address = reverse("desk:pay-close", args=[period.pk])
    return Try("hong", address, {}, f"/api/periods/{period.pk}/close", {}, "This period is closed", 409,
               "closed_period", follow=True)  # fmt: skip


def contested(world: Prefecture) -> Try:
    """Let Mei pay the payslip that Xiuying disputes."""
    period, slip = closed(world)
    disputing.contest_payslip(slip, words="one is missing", by=world.xiuying)
    said = {"way": "bank", "only": str(slip.pk), "key": str(uuid4())}
    return Try("mei", reverse("desk:pay-period", args=[period.pk]), said, f"/api/periods/{period.pk}/payouts",
               {"way": "bank", "payslips": [slip.pk]}, "This payslip is contested", 409, "contested")  # fmt: skip


def paid_while_open(world: Prefecture) -> Try:
    """Let Mei pay a period that is still open."""
    made(world, lot_at(world), "xiuying", 2)
    period = Period.objects.get()
    address = reverse("desk:pay-period", args=[period.pk])
    said = {"way": "bank", "key": str(uuid4())}
    return Try("mei", address, said, f"/api/periods/{period.pk}/payouts", {"way": "bank"}, "it is open", 409,
               "wrong_state")  # fmt: skip


def confirmed_before_release(world: Prefecture) -> Try:
    """Let Xiuying confirm money that nobody has released."""
    period, slip = closed(world)
    payout = paying.prepare(period, way=PayoutBatch.Way.BANK, by=world.mei).payouts.get(payslip=slip)
    return Try("xiuying", reverse("me:payout-confirm", args=[payout.pk]), {}, f"/api/payouts/{payout.pk}/confirm", {},
               "it is prepared", 409, "wrong_state", follow=True)  # fmt: skip


TABLE: dict[str, Callable[[Prefecture], Try]] = {
    "negative pieces": report(-1, "greater than or equal to 1", 409, "wrong_count"),
    "no pieces": report(0, "greater than or equal to 1", 409, "wrong_count"),
    "half a piece": report("2.5", "whole number", 422),
    "words for pieces": report("ten", "whole number", 422),
    "more than handed out": report(11, "only 10 pieces", 409, "too_many"),
    "more than the tolerance": too_much_surplus,
    "a key with other content": reused,
    "a lot of another station": elsewhere,
    "parts that are not the whole": not_adding_up,
    "a period closed twice": closed_twice,
    "an open period paid": paid_while_open,
    "a contested payslip paid": contested,
    "money confirmed before it is released": confirmed_before_release,
}


def snapshot() -> list[Any]:
    """Return everything that must not change."""
    return [
        *(model._default_manager.count() for model in RECORDS),
        *Assignment.objects.order_by("pk").values_list("reported", "accepted", "rejected", "surplus"),
        *Period.objects.order_by("pk").values_list("state"),
        *Payout.objects.order_by("pk").values_list("state"),
    ]


@pytest.mark.parametrize("what", TABLE)
def test_the_page_shows_the_message_and_nothing_changes(prefecture: Prefecture, client: Client, what: str) -> None:
    tried = TABLE[what](prefecture)
    before = snapshot()
    answer: Any = signed_in(client, prefecture.people[tried.by]).post(
        f"/en{tried.page}", tried.form, follow=tried.follow
    )
    if tried.status == 404:
        assert answer.status_code == 404
    else:
        assert answer.status_code == 200, answer
        assert tried.words in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("what", TABLE)
def test_the_api_answers_the_code_and_nothing_changes(prefecture: Prefecture, client: Client, what: str) -> None:
    tried = TABLE[what](prefecture)
    before = snapshot()
    answer = signed_in(client, prefecture.people[tried.by]).post(
        tried.api, tried.body, content_type="application/json", headers={"accept-language": "en"}
    )
    assert answer.status_code == tried.status, answer.content
    assert answer.json().get("code", "") == tried.code
    assert snapshot() == before


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_within_the_tolerance_surplus_is_taken_and_paid(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    lot.tolerance = Decimal("0.1")
    lot.save(update_fields=["tolerance"])
    held = hand(prefecture, lot, "xiuying", 10)
    reporting.report(held, pieces=11, by=prefecture.lan, key=uuid4(), done_on=timezone.localdate())
    held.refresh_from_db()
    assert (held.pieces, held.surplus, held.out) == (10, 1, 0)


def test_surplus_of_one_hand_out_takes_no_pieces_out_of_another(prefecture: Prefecture, client: Client) -> None:
    lot, worker = lot_at(prefecture, pieces=100), prefecture.workers["xiuying"]
    lot.tolerance = Decimal("0.5")
    lot.save(update_fields=["tolerance"])
    tell(prefecture, hand(prefecture, lot, "xiuying", 20), 30)
    hand(prefecture, lot, "xiuying", 8)
    assert sum(Assignment.objects.filter(worker=worker).with_in_hand().values_list("in_hand", flat=True)) == 8
    page = reverse("station:hand-out", args=[lot.token, lot.operations.get(position=1).pk])
    row = read(signed_in(client, prefecture.lan), page).select_one(f'main a[href$="/{worker.pk}/"]')
    assert "8" in words(row) and "-2" not in words(row)


def test_the_tolerance_is_the_bases_rule_or_the_lots(prefecture: Prefecture) -> None:
    base, lot = prefecture.bases["straw"], lot_at(prefecture)
    assert surplus.allow_for_base(base, tolerance=Decimal("0.05"), by=prefecture.mei).tolerance == Decimal("0.05")
    with pytest.raises(NotYours):
        surplus.allow_for_lot(lot, tolerance=Decimal("0.2"), by=prefecture.lan)
    surplus.allow_for_lot(lot, tolerance=Decimal("0.2"), by=prefecture.mei)
    held = hand(prefecture, lot, "xiuying", 10)
    tell(prefecture, held, 12)
    with pytest.raises(TooFewForThat):
        surplus.allow_for_lot(lot, tolerance=Decimal("0.1"), by=prefecture.mei)


def test_the_tolerance_is_shown_in_percent(prefecture: Prefecture, client: Client) -> None:
    mei, page = signed_in(client, prefecture.mei), reverse("desk:pay-tolerance")
    assert 'value="0"' in mei.get(page).content.decode()
    mei.post(page, {"key": uuid4(), "percent": "2.5"})
    assert 'value="2.5"' in mei.get(page).content.decode()
    assert "2.5 %" in mei.get("/en" + reverse("desk:pay-settings")).content.decode()


def test_a_withdrawn_report_takes_its_surplus_along(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    lot.tolerance = Decimal("0.1")
    lot.save(update_fields=["tolerance"])
    held = hand(prefecture, lot, "xiuying", 10)
    wrong = reporting.report(held, pieces=11, by=prefecture.lan, key=uuid4(), done_on=timezone.localdate())
    reporting.withdraw(wrong, why="eleven was a slip of the pen", by=prefecture.lan)
    held.refresh_from_db()
    assert (held.surplus, held.reported, held.out) == (0, 0, 10)
    assert not WorkReport.objects.waiting().exists()


@pytest.mark.parametrize("query", ["", "?format=pdf", "?from=9", "?format=pdf&from=9"])
def test_a_period_without_payslips_prints_none_and_says_so(
    prefecture: Prefecture, signed_in: Callable[[Any], Client], query: str
) -> None:
    period = ledger.open_period(prefecture.bases["straw"], in_days(0))
    answer: Any = signed_in(prefecture.mei).get(reverse("desk:pay-slips", args=[period.pk]) + query, follow=True)
    assert answer.redirect_chain == [(reverse("desk:pay-period", args=[period.pk]), 302)]
    assert "结算之后才会生成" in answer.content.decode()


def test_the_smallest_lot_is_at_least_one(prefecture: Prefecture, signed_in: Callable[[Any], Client]) -> None:
    basket = prefecture.products["basket"]
    sheet = tech_sheets.draw_up(basket, base=prefecture.bases["straw"], by=prefecture.mei)
    page: Any = signed_in(prefecture.mei).post(reverse("desk:sheet-detail", args=[sheet.pk]), sheet_form(sheet, "0"))
    assert page.context["form"].errors.keys() == {"min_lot"}
    assert "min_lot_at_least_one" not in page.content.decode()


def sheet_form(sheet: Any, min_lot: str) -> dict[str, str]:
    """Return the form of a tech sheet without a change but of its smallest lot."""
    steps = list(sheet.operations.order_by("position"))
    said = {
        "min_lot": min_lot,
        "packing_cost": "0",
        "notes": "",
        "steps-TOTAL_FORMS": f"{len(steps)}",
        "steps-INITIAL_FORMS": f"{len(steps)}",
        "needs-TOTAL_FORMS": "0",
        "needs-INITIAL_FORMS": "0",
    }
    for number, step in enumerate(steps):
        said |= {f"steps-{number}-{name}": str(getattr(step, name)) for name in ("pk", "name", "standard_minutes")}
        said |= {f"steps-{number}-name_en": step.name_en, f"steps-{number}-craft": str(step.craft_id)}
    return said
