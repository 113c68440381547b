"""Test that the desk shows a manager her own base alone, and that its pages stay fast however long the lists are."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from catalog.models import Product
from dispatch import planning
from dispatch.models import DispatchPlan, Lot, Operation, RateCard, TechSheet, WorkOrder
from dispatch.work import issuing
from shop.accounts.models import User
from tests.dispatch.lots import counted
from tests.dispatch.ordering import lot, work_order
from tests.personas import Prefecture, ProductClass, in_days
from tests.reading import read, table
from workshops.models import Certification, Worker

SignIn = Callable[[User | None], Client]


@pytest.fixture
def at_work(prefecture: Prefecture) -> dict[str, Any]:
    """Return an order with a lot of 60 at Liuzhuang, 25 of them made, and a draft for another order."""
    order = work_order(prefecture, pieces=60)
    given = issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 60), by=prefecture.lan)
    for operation, pieces in zip(given.operations.order_by("position"), (30, 25), strict=True):
        counted(prefecture, operation, pieces, accepted=25)
    waiting = work_order(prefecture, pieces=40)
    plan = planning.solve_plan(planning.propose(prefecture.bases["straw"], by=prefecture.mei).pk, seconds=0.5)
    return {"order": order, "lot": given, "waiting": waiting, "plan": plan, "line": plan.lines.all()[0]}


def addresses(at_work: dict[str, Any]) -> dict[str, str]:
    """Return the address of every page of the desk that shows one record, and of those that list all."""
    things = {
        "order-detail": at_work["order"].number,
        "lot-detail": at_work["lot"].number,
        "lot-card": at_work["lot"].number,
        "line-move": at_work["line"].pk,
        "plan-progress": at_work["plan"].pk,
        "plan-curve": at_work["plan"].pk,
        "rate-propose": Operation.objects.all()[0].pk,
        "sheet-detail": at_work["order"].sheet_id,
    }
    lists = ["home", "orders", "dispatch", "lots", "receiving", "rates", "sheets"]
    return {name: reverse(f"desk:{name}") for name in lists} | {
        name: reverse(f"desk:{name}", args=[thing]) for name, thing in things.items()
    }


def test_her_managers_open_every_page(prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]) -> None:
    mei = signed_in(prefecture.mei)
    numbers = {"order-detail": "order", "lot-detail": "lot", "lot-card": "lot", "line-move": "waiting"}
    for language in ("", "/en"):
        for name, address in addresses(at_work).items():
            page = mei.get(language + address)
            assert page.status_code == 200, name
            if name in numbers:
                assert at_work[numbers[name]].number in page.content.decode(), name


def test_the_lists_say_how_far_the_lot_and_its_order_are(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, lot, order = signed_in(prefecture.mei), at_work["lot"], at_work["order"]
    (row,) = table(read(mei, reverse("desk:lots")))
    assert [row[name] for name in ("Number", "Station", "Pieces", "Made", "Received")] == [
        lot.number, "Liuzhuang station", "60", "25", "0"
    ]  # fmt: skip
    (row,) = table(read(mei, reverse("desk:receiving")))
    assert (row["Lot"], row["Ready"], row["Received"]) == (lot.number, "25", "0 / 60")
    rows = {row["Number"]: (row["Pieces"], row["To be placed"]) for row in table(read(mei, reverse("desk:orders")))}
    assert rows == {order.number: ("60", "0"), at_work["waiting"].number: ("40", "40")}
    page = read(mei, reverse("desk:lot-detail", args=[lot.number]))
    steps = [(row["In hands"], row["Accepted"]) for row in table(page, "Operations")]
    assert steps == [("5", "25"), ("0", "25")]


def test_what_if_names_the_lots_that_no_plan_moves(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, page = signed_in(prefecture.mei), reverse("desk:what-if", args=[at_work["plan"].pk])
    issued = at_work["lot"].number

    def named(**asked: Any) -> bool:
        return issued in mei.get(page, asked).content.decode()

    stations = prefecture.stations
    assert named(kind="out", station=stations["liuzhuang"].pk)
    assert named(kind="minutes", station=stations["liuzhuang"].pk, percent=50)
    assert not named(kind="out", station=stations["beichen"].pk), "it has nothing of that"
    assert not named(kind="rush", sheet=at_work["order"].sheet_id, pieces=10, due_on=in_days(20))


@pytest.mark.parametrize("name", ["otto", "lan", "xiuying", "anna", "guan", "zhen", "tai"])
def test_nobody_else_sees_anything_of_them(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any], name: str
) -> None:
    """Otto has a desk of his own, on which Mei's records do not exist. The others have none."""
    other = signed_in(prefecture.people[name])
    for page, address in addresses(at_work).items():
        answer = other.get(address)
        if name == "otto" and not any(character.isdigit() for character in address):
            assert answer.status_code == 200
            assert at_work["order"].number not in answer.content.decode()
        else:
            assert answer.status_code == 404, page
    assert signed_in(None).get(reverse("desk:home")).status_code == 302


def test_no_deed_reaches_another_bases_things(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    otto, plan, line = signed_in(prefecture.otto), at_work["plan"], at_work["line"]
    card = RateCard.objects.all()[0]
    posts = [
        ("plan-publish", [plan.pk]), ("plan-discard", [plan.pk]), ("line-change", [line.pk, "pin"]),
        ("line-move", [line.pk]), ("lot-recall", [at_work["lot"].number]),
        ("shipping-order", [at_work["order"].line.order.number]), ("rate-approve", [card.pk]),
    ]  # fmt: skip
    for name, args in posts:
        assert otto.post(reverse(f"desk:{name}", args=args)).status_code == 404, name
    receive = {"lot": at_work["lot"].number, "pieces": 5, "key": str(uuid4())}
    assert otto.post(reverse("desk:receiving"), receive).status_code == 404


def test_a_plan_is_run_pinned_moved_and_published(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, line = signed_in(prefecture.mei), at_work["line"]
    mei.post(reverse("desk:line-change", args=[line.pk, "pin"]))
    line.refresh_from_db()
    assert line.is_pinned
    assert reverse("desk:line-change", args=[line.pk, "unpin"]) in mei.get(reverse("desk:dispatch")).content.decode()
    other = prefecture.stations["beichen" if line.station != prefecture.stations["beichen"] else "liuzhuang"]
    move = {"target": other.pk, "pieces": 10}
    shown = mei.get("/en" + reverse("desk:line-move", args=[line.pk]), move)
    assert "The whole plan would cost" in shown.content.decode()
    assert not at_work["plan"].lines.filter(station=other, pieces=10).exists()
    mei.post(reverse("desk:line-move", args=[line.pk]), move)
    assert at_work["plan"].lines.get(station=other).is_pinned
    mei.post(reverse("desk:plan-publish", args=[at_work["plan"].pk]))
    assert sum(given.pieces for given in Lot.objects.filter(work_order=at_work["waiting"])) == 40
    mei.post(reverse("desk:plan-run"))
    assert DispatchPlan.objects.filter(state=DispatchPlan.State.SOLVING).count() == 1


def test_an_impossible_move_is_refused_beside_its_field(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, line = signed_in(prefecture.mei), at_work["line"]
    address = "/en" + reverse("desk:line-move", args=[line.pk])
    other = prefecture.stations["beichen" if line.station != prefecture.stations["beichen"] else "liuzhuang"]
    page = mei.get(address, {"target": other.pk, "pieces": line.pieces + 1}).content.decode()
    assert '<div class="field-error" id="move_pieces_error">' in page
    assert f"There are only {line.pieces} pieces." in page
    Certification.objects.filter(station=other).update(until_on=in_days(-1))
    page = mei.get(address, {"target": other.pk, "pieces": 1}).content.decode()
    assert 'id="move_target_error"' in page


def test_a_draft_is_discarded_from_the_list(prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]) -> None:
    mei, plan = signed_in(prefecture.mei), at_work["plan"]
    address, board = reverse("desk:plan-discard", args=[plan.pk]), reverse("desk:dispatch")
    DispatchPlan.objects.exclude(pk=plan.pk).update(state=DispatchPlan.State.DISCARDED)
    assert f'action="{address}"' in mei.get(board).content.decode()
    page = mei.post(address, follow=True).content.decode()
    assert address not in page
    assert f"?plan={plan.pk}" not in page


def test_a_stale_plan_lists_its_drift_and_is_kept(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    work_order(prefecture, pieces=15)
    address = "/en" + reverse("desk:plan-publish", args=[at_work["plan"].pk])
    answer = signed_in(prefecture.mei).post(address, follow=True)
    assert "have changed since this plan was made" in answer.content.decode()
    assert "new, 15 pieces to be placed." in answer.content.decode()
    assert WorkOrder.objects.get(pk=at_work["waiting"].pk).unplaced == 40


def test_progress_refreshes_the_page_once_the_plan_is_there(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, plan = signed_in(prefecture.mei), at_work["plan"]
    assert mei.get(reverse("desk:plan-progress", args=[plan.pk]))["HX-Refresh"] == "true"
    DispatchPlan.objects.filter(pk=plan.pk).update(state=DispatchPlan.State.SOLVING, progress=40)
    answer = mei.get(reverse("desk:plan-progress", args=[plan.pk]))
    assert 'value="40"' in answer.content.decode()


@pytest.mark.parametrize(
    ("began", "words"), [(False, "Nobody has begun with this plan"), (True, "The calculation has stopped")]
)
def test_a_plan_at_which_no_worker_is_says_so_within_a_minute(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any], began: bool, words: str
) -> None:
    mei, a_minute_ago = signed_in(prefecture.mei), timezone.now() - timedelta(seconds=59)
    stuck = DispatchPlan.objects.filter(pk=at_work["plan"].pk)
    stuck.update(state=DispatchPlan.State.SOLVING, created_at=a_minute_ago, beat_at=a_minute_ago if began else None)
    assert mei.get(reverse("desk:plan-progress", args=[stuck.get().pk]))["HX-Refresh"] == "true"
    page = mei.get("/en" + reverse("desk:dispatch"), {"plan": stuck.get().pk}).content.decode()
    assert words in page
    assert " disabled" not in page
    mei.post(reverse("desk:plan-run"), {"like": stuck.get().pk})
    assert stuck.get().state == DispatchPlan.State.FAILED
    assert DispatchPlan.objects.get(state=DispatchPlan.State.SOLVING).like == stuck.get()


def test_a_plan_that_stopped_is_put_aside(prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]) -> None:
    mei, plan = signed_in(prefecture.mei), DispatchPlan.objects.filter(pk=at_work["plan"].pk)
    plan.update(state=DispatchPlan.State.SOLVING, beat_at=timezone.now() - timedelta(seconds=59))
    address = reverse("desk:plan-discard", args=[plan.get().pk])
    assert f'action="{address}"' in mei.get(reverse("desk:dispatch")).content.decode()
    mei.post(address)
    assert plan.get().state == DispatchPlan.State.DISCARDED


def test_a_plan_whose_worker_beats_is_under_way_however_long_it_takes(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    plan = DispatchPlan.objects.filter(pk=at_work["plan"].pk)
    hours_ago = timezone.now() - timedelta(hours=2)
    plan.update(state=DispatchPlan.State.SOLVING, created_at=hours_ago, beat_at=timezone.now(), progress=40)
    answer = signed_in(prefecture.mei).get(reverse("desk:plan-progress", args=[plan.get().pk]))
    assert 'value="40"' in answer.content.decode()


def test_pins_that_do_not_fit_can_be_lifted_beside_the_message(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, plan = signed_in(prefecture.mei), at_work["plan"]
    plan.lines.update(is_pinned=True)
    Worker.objects.update(is_active=False)
    failed = planning.solve_plan(planning.propose(plan.base, by=prefecture.mei, like=plan).pk, seconds=0.5)
    pinned = failed.lines.all()[0]
    page = mei.get("/en" + reverse("desk:dispatch")).content.decode()
    assert "This station lacks" in page
    unpin = reverse("desk:line-change", args=[pinned.pk, "unpin"])
    assert unpin in page
    answer = mei.post(unpin)
    assert answer["Location"] == reverse("desk:dispatch", query={"plan": failed.pk})
    pinned.refresh_from_db()
    assert not pinned.is_pinned


@pytest.mark.parametrize("like", ["", "abc", "-1", "9" * 30])
def test_a_plan_is_run_even_like_a_plan_that_does_not_exist(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any], like: str
) -> None:
    signed_in(prefecture.mei).post(reverse("desk:plan-run"), {"like": like, "fairness": "many"})
    assert DispatchPlan.objects.get(state=DispatchPlan.State.SOLVING).like is None


def test_an_empty_search_does_not_say_that_all_is_placed(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    page = signed_in(prefecture.mei).get("/en" + reverse("desk:dispatch"), {"q": "nobody"}).content.decode()
    assert "No order is like that." in page
    assert "Every piece has its place" not in page
    assert " disabled" not in page


def test_the_curve_of_fairness_appears_by_itself(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, plan = signed_in(prefecture.mei), at_work["plan"]
    address = reverse("desk:plan-curve", args=[plan.pk])
    assert f'hx-get="{address}"' in mei.get(reverse("desk:dispatch")).content.decode()
    assert f'hx-get="{address}"' in mei.get(address).content.decode()
    planning.draw_curve(plan.pk, seconds=0.1)
    page = mei.get(address).content.decode()
    assert "hx-get" not in page
    assert 'id="fairness"' in page


def test_receiving_refuses_beside_the_field_and_keeps_what_was_typed(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, typed = signed_in(prefecture.mei), {"lot": at_work["lot"].number, "pieces": "26", "key": str(uuid4())}
    page = mei.post("/en" + reverse("desk:receiving"), typed).content.decode()
    assert "There are only 25 pieces." in page
    assert 'value="26"' in page
    mei.post(reverse("desk:receiving"), typed | {"pieces": "25"})
    assert Lot.objects.get(pk=at_work["lot"].pk).received == 25


def test_a_rate_is_proposed_by_one_and_approved_by_another(prefecture: Prefecture, signed_in: SignIn) -> None:
    step = Operation.objects.get(position=1)
    address = "/en" + reverse("desk:rate-propose", args=[step.pk])
    low = {"rate": "10", "standard_minutes": "70", "from_on": str(in_days(0)), "reason": ""}
    mei, hong = signed_in(prefecture.mei), signed_in(prefecture.hong)
    assert "below the minimum of ¥15.00" in mei.post(address, low).content.decode()
    mei.post(address, low | {"rate": "22"})
    card = RateCard.objects.get(approved_at=None)
    mei.post(reverse("desk:rate-approve", args=[card.pk]))
    card.refresh_from_db()
    assert card.approved_at is None
    hong.post(reverse("desk:rate-approve", args=[card.pk]))
    card.refresh_from_db()
    assert card.approved_by == prefecture.hong


def test_a_new_version_of_a_tech_sheet_is_written_and_put_in_force(prefecture: Prefecture, signed_in: SignIn) -> None:
    old = TechSheet.objects.get()
    mei, hong = signed_in(prefecture.mei), signed_in(prefecture.hong)
    page = "/en" + reverse("desk:sheet-detail", args=[old.pk])
    assert "Changes go into a new version." in mei.get(page).content.decode()
    assert "stays as it is" in mei.post(page, {}, follow=True).content.decode()
    address = mei.post(reverse("desk:sheet-version", args=[old.pk]))["Location"]
    draft = TechSheet.objects.get(state="draft")
    first, second = draft.operations.order_by("position")
    rows = [(first.pk, "编篮身", "65", 2), (second.pk, "缝提手", "25", 1), ("", "打磨", "12.5", "")]
    typed: dict[str, Any] = {"min_lot": 20, "packing_cost": "0.35", "notes": "按样品验收"}
    typed |= {"steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 2, "needs-TOTAL_FORMS": 1, "needs-INITIAL_FORMS": 1}
    for number, (pk, name, minutes, place) in enumerate(rows):
        step = {"pk": pk, "name": name, "craft": first.craft_id, "standard_minutes": minutes, "ORDER": place}
        typed |= {f"steps-{number}-{key}": value for key, value in step.items()}
    straw = draft.materials.get().material_id
    typed |= {"needs-0-material": straw, "needs-0-per_piece": "0.8", "needs-0-waste": "5"}
    mei.post(address, typed)
    kept = draft.operations.order_by("position").values_list("position", "name", "standard_minutes")
    assert list(kept) == [(1, "缝提手", Decimal(25)), (2, "编篮身", Decimal(65)), (3, "打磨", Decimal("12.5"))]
    draft.refresh_from_db()
    assert (draft.min_lot, draft.packing_cost, draft.notes) == (20, Decimal("0.35"), "按样品验收")
    assert draft.materials.get().gross == Decimal("0.84")
    answer = mei.post(page.replace(f"{old.pk}/", f"{draft.pk}/force/"), follow=True)
    assert "“打磨” has no approved rate yet." in answer.content.decode()
    new = draft.operations.get(position=3)
    mei.post(reverse("desk:rate-propose", args=[new.pk]), {"rate": 5, "standard_minutes": 12, "from_on": in_days(0)})
    hong.post(reverse("desk:rate-approve-all"), {"card": new.rates.get().pk})
    mei.post(reverse("desk:sheet-force", args=[draft.pk]))
    old.refresh_from_db()
    draft.refresh_from_db()
    assert (old.state, draft.state) == ("replaced", "in_force")
    assert "按样品验收" in mei.get(address).content.decode()


def test_many_rates_are_raised_and_approved_at_once(prefecture: Prefecture, signed_in: SignIn) -> None:
    mei, hong, address = signed_in(prefecture.mei), signed_in(prefecture.hong), "/en" + reverse("desk:rate-raise")
    said = {"percent": "3", "from_on": str(in_days(1))}
    page = mei.get(address, said).content.decode()
    assert "¥21.12" in page and "¥18.10" in page, "20.50 x 1.03 for 70 minutes"
    chosen = [step.pk for step in Operation.objects.order_by("position")]
    mei.post(address, said | {"chosen": chosen})
    cards = RateCard.objects.waiting()
    assert sorted(card.rate for card in cards) == [Decimal("7.73"), Decimal("21.12")]
    assert "which still waits" in mei.get(address, said).content.decode()
    hong.post(reverse("desk:rate-approve-all"), {"card": [card.pk for card in cards]})
    assert not RateCard.objects.waiting().exists()


def test_a_base_sets_what_it_makes_to_order_for_a_basket(prefecture: Prefecture, signed_in: SignIn) -> None:
    ProductClass.objects.update(track_stock=False)
    sheet = TechSheet.objects.get()
    mei, address = signed_in(prefecture.mei), reverse("desk:sheet-singly", args=[sheet.pk])
    said = {"making_days": "21", "made_at_once": "4", "most_to_order": "12"}
    assert mei.post(address, said | {"most_to_order": "0"}).status_code == 200
    assert mei.post(address, said).status_code == 302
    made = Product.objects.get(pk=sheet.product_id)
    assert (made.days_to_make(4), made.days_to_make(5), made.bulk_from) == (21, 42, 13)
    ProductClass.objects.update(track_stock=True)
    assert mei.post(address, said | {"most_to_order": "99"}).status_code == 404
    made.refresh_from_db()
    assert made.most_to_order == 12, "of what is in stock nothing is made to order"


def test_lists_are_searched_sorted_and_exported(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, address = signed_in(prefecture.mei), reverse("desk:orders")
    page = mei.get(address, {"q": at_work["order"].number}).content.decode()
    assert at_work["order"].number in page
    assert at_work["waiting"].number not in page
    book = load_workbook(BytesIO(mei.get(address, {"format": "xlsx", "sort": "-pieces"}).content))
    rows = list(book.worksheets[0].values)
    assert [row[2] for row in rows[1:]] == [60, 40]


def test_the_lot_card_prints_rates_and_its_code(
    prefecture: Prefecture, signed_in: SignIn, at_work: dict[str, Any]
) -> None:
    mei, address = signed_in(prefecture.mei), reverse("desk:lot-card", args=[at_work["lot"].number])
    page = mei.get(address).content.decode()
    assert "¥20.50" in page
    assert "data:image/svg+xml" in page
    paper = mei.get(address, {"format": "pdf"})
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("name", "most"), [("home", 40), ("orders", 12), ("dispatch", 42), ("lots", 12), ("rates", 16)]
)
def test_pages_take_a_constant_number_of_queries(
    prefecture: Prefecture,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
    at_work: dict[str, Any],
    name: str,
    most: int,
) -> None:
    for _ in range(6):
        lot(prefecture, work_order(prefecture, pieces=12), prefecture.stations["beichen"], 12)
        work_order(prefecture, pieces=12)
    mei = signed_in(prefecture.mei)
    mei.get(reverse("account:home"))  # notes her browser, which happens every ten minutes
    with django_assert_max_num_queries(most):
        mei.get(reverse(f"desk:{name}"), {"plan": at_work["plan"].pk} if name == "dispatch" else {})
