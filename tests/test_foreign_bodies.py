"""Send one person's forms and calls, with the ids of her things, as a stranger of each kind. Nothing changes."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from dispatch.api.routes import api
from dispatch.models import Period
from dispatch.pay import ledger, settling
from shop.enquiries.models import Enquiry, Quote
from shop.order import cancelling
from shop.payments.schedule import plan_deposit
from tests.addresses import walk
from tests.dispatch.ordering import bulk_order
from tests.hostile import Form, forms
from tests.personas import Prefecture, in_days
from tests.scene import Scene, build_scene
from tests.test_access import LEAVE, VISITOR, allowed, fill, kept_out, sign_in

KEPT = ("accounts", "workshops", "dispatch", "enquiries", "payments", "order", "partner", "catalogue", "cms", "address")
# Whose forms are sent, and the beginnings of the addresses where they stand.
OWNERS = {
    "mei": ("desk:",),
    "lan": ("station:",),
    "xiuying": ("me:",),
    "anna": ("enquiries:", "orders:"),
    "guan": ("federation:",),
    "shu": ("federation:",),
}
# Some that each sends, so that no form is missed unseen.
FORMS = {
    "mei": {"desk:plan-publish", "desk:pay-costs", "desk:lot-stop"},
    "lan": {"station:report", "station:inspect", "station:worker-account"},
    "xiuying": {"me:report", "me:account", "me:payslip-contest"},
    "anna": {
        "enquiries:quote-accept",
        "enquiries:quote-decline",
        "enquiries:message-send",
        "enquiries:enquiry-withdraw",
    },
    "guan": {"federation:account-confirm", "federation:account-stop", "federation:brokers", "federation:wages"},
    "shu": {"federation:dispute", "federation:account-confirm", "federation:account-stop"},
}
FORMS["anna"] |= {"orders:order-cancel", "orders:order-again"}
# One of each kind who is not the owner, and whom nothing of the owners concerns.
STRANGERS = (VISITOR, "ben", "yan", "fen", "otto", "tai", "zhen")
# What a person does with such a form to what is her own, because it names nothing of anybody.
EVERYBODYS = (*LEAVE, "elder-mode")  # the way out, and large print for whoever asks
OWN_DEEDS = {
    *(("otto", "desk:plan-run"), ("otto", "desk:pay-tolerance"), ("otto", "desk:lead-times")),
    *(("otto", "desk:managers"), ("otto", "desk:base-leave"), ("otto", "desk:material-new")),
}


def state() -> dict[str, str]:
    """Return a digest of every table that holds something of somebody."""
    models = [model for label in KEPT for model in apps.get_app_config(label).get_models()]
    tables = [model._meta.db_table for model in models if model._meta.managed]
    parts = [
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"  # noqa: S608
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(client: Client, before: dict[str, str], method: str, path: str, **sent: Any) -> tuple[Any, list[str]]:
    """Send one request that leaves no trace. Return its answer and the tables that it changed."""
    with transaction.atomic():
        answer = getattr(client, method)(path, **sent)
        after = state()
        transaction.set_rollback(True)
    return answer, sorted(table for table in after if after[table] != before[table])


def own_forms(scene: Scene, owner: str) -> Iterator[tuple[str, Form]]:
    """Return the forms of all pages that the owner sees, once each, with the name of the address they are sent to."""
    client, seen = sign_in(scene, owner), set()
    names = {resolve_name(address.path(fill(scene))) for address in walk()}
    for path in own_pages(scene, owner):
        page: Any = client.get(path)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for form in forms(page.content.decode(), path, with_bare=True):
            name = resolve_name(urlsplit(form.action).path)
            mark = name, tuple(field for field, _plain, _hostile in form.fields)
            if mark not in seen and name in names and not any(word in name for word in EVERYBODYS):
                seen.add(mark)
                yield name, form


def own_pages(scene: Scene, owner: str) -> Iterator[str]:
    """Return the paths of the owner's places. Anna's lead to her offer, her new and her cancelled order as well."""
    scenes = [scene, *(replace(scene, **more) for more in waiting(scene))] if owner == "anna" else [scene]
    for address in walk():
        if address.name.startswith(OWNERS[owner]) and not any(word in address.name for word in LEAVE):
            yield from dict.fromkeys(address.path(fill(each)) for each in scenes)


def waiting(scene: Scene) -> Iterator[dict[str, Any]]:
    """Make what Anna has still to decide about: an offer, an order that is not paid, one that ended."""
    offered = bulk_order(scene.world, quote=Quote.State.SENT).enquiry
    Enquiry.objects.filter(pk=offered.pk).update(state=Enquiry.State.QUOTED, order=None)
    yield {"enquiry": offered}
    for is_over in (False, True):
        order = bulk_order(scene.world)
        plan_deposit(order, Decimal("0.3"))
        if is_over:
            # Ordered from the shelf, which she can do again
            Enquiry.objects.filter(order=order).update(order=None, state=Enquiry.State.WITHDRAWN)
            cancelling.cancel(order, reason="mistake", by=scene.world.anna)
        yield {"order": order}


def resolve_name(path: str) -> str:
    try:
        return resolve(path).view_name or ""
    except Resolver404:
        return ""


@pytest.mark.parametrize("owner", OWNERS)
def test_nobody_else_changes_anything_by_her_forms(prefecture: Prefecture, no_limits: None, owner: str) -> None:
    scene = build_scene(prefecture)
    by_name = {address.name: address for address in walk()}
    sent = list(own_forms(scene, owner))
    clients, before, wrong = {person: sign_in(scene, person) for person in STRANGERS}, state(), []
    for name, form in sent:
        body = urlencode([(field, plain) for field, plain, _hostile in form.fields])
        people = allowed(by_name[name]) or set()
        for person in STRANGERS:
            answer, tables = changed(
                clients[person], before, "post", form.action, data=body,
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
            told = f"{person} by a form of {owner}: {name} {form.action} {answer.status_code}"
            if person not in people and not kept_out(answer) and answer.status_code != 405:
                wrong.append(f"{told} is let in")
            if tables and (person, name) not in OWN_DEEDS:
                wrong.append(f"{told} changes {tables}")
    assert {name for name, _form in sent} >= FORMS[owner]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def bodies(scene: Scene) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each post of the API as the one who may send it, with the ids of her things."""
    base, key, today = scene.world.bases["straw"], str(uuid4()), str(in_days(0))
    closed = ledger.open_period(base, in_days(0))  # it begins tomorrow, since the scene has closed one today
    ledger.close_period(closed, ends_on=closed.ends_on, by=scene.world.mei)
    period = Period.objects.create(base=base, begins_on=in_days(-60), ends_on=in_days(-31))
    unpaid = list(closed.payslips.values_list("pk", flat=True))
    report = {"assignment": scene.assignment.pk, "pieces": 1, "done_on": today, "minutes": 30, "key": key}
    verdict = {"accepted": 1, "rework": 0, "rejected": 1, "reason": "loose", "note": "松", "key": key}
    yield "xiuying", "/api/reports", report
    yield "lan", "/api/reports", report
    yield "lan", "/api/inspections", {"report": scene.report.pk, **verdict}
    yield "mei", f"/api/periods/{period.pk}/close", {}
    yield "mei", f"/api/periods/{closed.pk}/payouts", {"way": "cash", "payslips": unpaid}
    yield "xiuying", f"/api/payouts/{scene.payout.pk}/confirm", {}


def test_nobody_else_changes_anything_by_the_bodies_of_the_api(prefecture: Prefecture, no_limits: None) -> None:
    scene = build_scene(prefecture)
    sent = list(bodies(scene))
    people = {*STRANGERS, *(owner for owner, _path, _body in sent)}
    clients, before, wrong = {person: sign_in(scene, person) for person in people}, state(), []
    for owner, path, body in sent:
        for person in (owner, *STRANGERS):
            answer, tables = changed(clients[person], before, "post", path, data=body, content_type="application/json")
            told = f"{person}: {path} {answer.status_code} {answer.content.decode()[:100]}"
            if person == owner and not tables:
                wrong.append(f"{told} changes nothing of her own")
            if person != owner and (tables or answer.status_code not in (401, 404)):
                wrong.append(f"{told} changes {tables}")
    assert {resolve_name(path) for _owner, path, _body in sent} == posts_of_the_api()
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def posts_of_the_api() -> set[str]:
    """Return the names of all addresses of the API that take a post."""
    paths = api.get_openapi_schema()["paths"]
    return {resolve_name(path.replace("{pk}", "1")) for path, ways in paths.items() if "post" in ways}


def test_a_manager_pays_nobody_of_another_base_by_her_own_period(prefecture: Prefecture, no_limits: None) -> None:
    """Name payslips of the straw base in a body about a period of the cloth base."""
    scene = build_scene(prefecture)
    unpaid = next(body["payslips"] for _owner, path, body in bodies(scene) if path.endswith("/payouts"))
    his = ledger.open_period(prefecture.bases["cloth"], in_days(0))
    settling.close(period=his, by=prefecture.otto)
    client, before = sign_in(scene, "otto"), state()
    _answer, tables = changed(
        client, before, "post", f"/api/periods/{his.pk}/payouts",
        data={"way": "cash", "payslips": unpaid}, content_type="application/json",
    )  # fmt: skip
    assert unpaid
    assert not tables
