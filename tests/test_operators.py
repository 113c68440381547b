"""Test that an operator looks at everything and does nothing for a base, a station or a worker without the post.

All deeds of these rooms are found by themselves: each public function that takes `by`. One whose arguments are not made
here fails, so that a new deed is tested like the others.
"""

import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

import dispatch.pay
import dispatch.rates
import dispatch.work
import workshops
from dispatch.models import Assignment, Dispute, Earning, LotMaterial, Payout
from dispatch.pay import disputing
from dispatch.rates import rating
from dispatch.work.inspecting import Verdict
from shop.refusing import NotYours
from tests.personas import Prefecture, in_days
from tests.scene import Scene, build_scene
from workshops.joining import Newcomer
from workshops.models import Application, Choice, Honour, Invitation, JournalEntry, Post
from workshops.registering import Particulars

ROOMS = (dispatch.pay, dispatch.work, dispatch.rates, workshops)
# They are no deeds of a person: what a deed calls once it has looked, what only reads, and the check itself.
NO_DEEDS = {
    "applying.begin",  # anybody may apply
    *("pay.claims.to_agree", "pay.claims.to_answer", "pay.outlays.must_make_sense", "pay.paying.changed_her_account"),
    *("work.following.follow", "work.supplying.move", "work.issuing.give_back"),
    *("work.opening.open_work_orders", "journal.record", "phones.hear", "phones.remember_change"),
    *("reach.must_be_or_lead", "reach.must_manage", "reach.must_run", "witness.is_for_her", "witness.must_be_her"),
    *("witness.must_speak_for", "witness.taken_back_until"),
}  # fmt: skip
# Lists with names are looked at, which the journal records. Goods and plans move no pay, and their pages ask who comes.
NOT_ON_PAY = {
    *("pay.records.export", "exporting.export_list", "work.issuing.issue", "work.issuing.recall"),
    *("work.receiving.receive", "work.shipping.collect", "work.shipping.correct_waybill"),
    *("work.shipping.ship", "work.shipping.take_back"),
    *("work.due_days.agree", "work.due_days.decline", "work.due_days.propose"),
}  # fmt: skip
Deed = Callable[..., Any]


def deeds() -> Iterator[tuple[str, Deed]]:
    """Yield each public function of the rooms that takes who does it, by its short name."""
    for room in ROOMS:
        for module in pkgutil.iter_modules(room.__path__):
            name = f"{room.__name__}.{module.name}"
            if module.ispkg:
                continue
            for deed, function in inspect.getmembers(import_module(name), inspect.isfunction):
                if function.__module__ == name and deed[0] != "_" and "by" in inspect.signature(function).parameters:
                    yield f"{name}.{deed}".removeprefix("dispatch.").removeprefix("workshops."), function


DEEDS = {name: deed for name, deed in deeds() if name not in NO_DEEDS | NOT_ON_PAY}


@pytest.fixture
def scene(prefecture: Prefecture) -> Scene:
    return build_scene(prefecture)


@pytest.fixture
def things(scene: Scene) -> dict[str, Any]:
    """Return what the deeds can be done to, by the name of the argument or its type. All of it is Mei's or Lan's."""
    world, base = scene.world, scene.world.bases["straw"]
    held = Assignment.objects.with_in_hand().filter(in_hand__gt=0).first() or scene.assignment
    steps = scene.lot.operations.first()
    assert steps
    operation = steps.operation
    card = rating.propose(operation, rate=Decimal(30), from_on=in_days(1), by=world.mei)
    broker = Post.objects.create(user=world.ben, role=Post.Role.BROKER, station=world.stations["liuzhuang"])
    entry = Earning.objects.filter(kind=Earning.Kind.ACCEPTANCE).first()
    proposed = disputing.propose_sum(at_the_base(scene), amount=Decimal(2), words="两元", by=world.mei)
    application = Application.objects.create(applicant=world.anna)
    invitation = Invitation.objects.create(base=base, phone="+8613900000003", token=uuid4(), invited_by=world.mei)
    honour = Honour.objects.create(base=base, title="奖", level="city", year=2025, entered_by=world.mei)
    choice = Choice.objects.create(base=base, from_on=in_days(0), until_on=in_days(1), by=world.guan)
    made: list[Any] = [
        application, invitation, honour, choice,
        base, held, held.worker, scene.lot, scene.work_order, scene.period, scene.payslip, scene.batch, scene.payout,
        scene.report, scene.inspection, scene.household, scene.lot.station, steps, operation, operation.sheet, card,
        proposed, broker, entry, scene.account_change, scene.outlay, scene.ceilings, scene.taking_back,
        base.links.get(station=scene.lot.station), LotMaterial.objects.filter(lot=scene.lot).first(),
        scene.deduction, scene.purchase, scene.short_delivery, scene.plan, operation.sheet.product,
        scene.purchase.lines.get().material,
    ]  # fmt: skip
    things = {type(thing).__name__: thing for thing in made}
    return things | {
        "verdict": Verdict(1), "now": Particulars("王", "", 60, False, False), "person": world.anna,
        "newcomer": Newcomer(name="钱", station=scene.lot.station, joined_on=in_days(0), minutes_per_day=60),
        "quantities": {}, "parts": {}, "needs": [], "wanted": [], "came": {}, "left": {}, "operations": [operation],
        "cards": [card], "samples": [Decimal(9)] * 3, "steps": [], "area_class": "2", "broker": None,
        "craft": None, "place": scene.lot.station.place,
        "said": {}, "remarks": {},
        "way": "cash", "how": "monthly", "why": "spoiled", "digits": "2468", "reason": "x", "kind": "bank",
    }  # fmt: skip


def at_the_base(scene: Scene) -> Dispute:
    Dispute.objects.filter(pk=scene.risen.pk).update(level=Dispute.Level.STATION)
    return Dispute.objects.get(pk=scene.risen.pk)


PLAIN: dict[Any, Callable[[], Any]] = {
    str: lambda: "x", int: lambda: 1, bool: lambda: True, Decimal: lambda: Decimal(1), UUID: uuid4,
    date: lambda: in_days(0),
}  # fmt: skip


def arguments(deed: Deed, things: dict[str, Any]) -> dict[str, Any]:
    """Return something for each argument that a deed needs, but for who does it."""
    kinds = typing.get_type_hints(deed)
    given = {}
    for name, parameter in inspect.signature(deed).parameters.items():
        if name == "by" or parameter.default is not parameter.empty:
            continue
        kind = kinds[name]
        if isinstance(kind, type) and issubclass(kind, Model) and name not in things:
            given[name] = things[kind.__name__]
        else:
            given[name] = things[name] if name in things else PLAIN[kind]()
    return given


def test_no_deed_is_done_by_an_operator(scene: Scene, things: dict[str, Any]) -> None:
    """All in one scene, since nothing may come of any of them."""
    before, done = JournalEntry.objects.count(), []
    for name, deed in DEEDS.items():
        given = arguments(deed, things)
        try:
            deed(**given, by=scene.world.root)
            done.append(f"{name} was done")
        except NotYours:
            pass
        except Exception as other:
            done.append(f"{name}: {type(other).__name__} before NotYours")
    assert not done, "\n".join(done)
    assert JournalEntry.objects.count() == before
    assert len(DEEDS) > 50, "they are found"


def test_no_page_and_no_call_lets_an_operator_speak_for_a_worker_or_pay(scene: Scene, signed_in: Any) -> None:
    root: Client = signed_in(scene.world.root)
    worker, dispute = scene.assignment.worker, at_the_base(scene)
    waits = Payout.objects.filter(pk=scene.payout.pk, state=Payout.State.RELEASED)
    assert waits.exists()
    before = JournalEntry.objects.filter(by=scene.world.root).count()
    pages: list[tuple[str, Any, dict[str, Any]]] = [
        ("station:payslip-confirm", scene.payslip.pk, {"digits": "2468"}),
        ("station:payout-confirm", scene.payout.pk, {}),
        ("station:payslip-contest", scene.payslip.pk, {"words": "少"}),
        ("station:worker", worker.pk, {"digits": "2468"}),
        ("station:worker-card-void", worker.pk, {"token": worker.card_token}),
        ("station:inspect", scene.report.pk, {"rework": 0, "rejected": 0}),
        ("desk:pay-close", scene.period.pk, {}),
        ("desk:pay-release", scene.batch.pk, {}),
        ("desk:pay-dispute", dispute.pk, {"form": "verdict", "right": "yes", "words": "是"}),
        ("federation:wages", None, {"area_class": "2", "hourly": "1", "from_on": "2030-01-01", "source": "x"}),
    ]
    for name, pk, said in pages:
        root.post(reverse(name, args=[pk] if pk else []), {"key": uuid4(), **said})
    calls = [f"/api/payouts/{scene.payout.pk}/confirm", f"/api/periods/{scene.period.pk}/close"]
    for path in calls:
        assert root.post(path, {"digits": "2468"}, content_type="application/json").status_code == 404
    assert JournalEntry.objects.filter(by=scene.world.root).count() == before
    assert waits.exists() and not worker.card_pin
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.OPEN
    page = root.get("/en" + reverse("desk:pay-dispute", args=[dispute.pk])).content.decode()
    assert "you can read it, and they answer it" in page and 'name="right"' not in page


ON_PAY = {
    "workshops": {
        "worker": {"user", "phone", "card_token", "card_pin"},
        "base": {"settles", "tolerance"},
        "minimumwage": {"hourly", "area_class", "from_on", "source"},
        "payaccount": {"number", "holder", "bank", "kind"},
    },
}


def test_the_administration_changes_nobodys_sign_in_and_no_pay(prefecture: Prefecture, rf: Any) -> None:
    request = rf.get("/admin/")
    request.user = prefecture.root
    for model, screen in admin.site._registry.items():
        label = model._meta.label_lower
        fields = ON_PAY.get(model._meta.app_label, {}).get(model._meta.model_name or "", set())
        if model._meta.app_label == "dispatch" or fields:
            shown = screen.get_form(request, None).base_fields if screen.has_change_permission(request) else {}
            assert not (set(shown) & fields if fields else shown), label
    (links,) = admin.site._registry[apps.get_model("workshops.base")].inlines
    assert {"broker", "broker_rate"} <= set(links.readonly_fields)
