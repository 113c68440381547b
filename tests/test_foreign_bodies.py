"""Send what one person's forms and devices send, with the ids of her things, as every other person. Nothing changes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.addresses import walk
from tests.hostile import Form, forms
from tests.personas import Prefecture, in_days
from tests.scene import Scene, build_scene
from tests.test_access import EVERYONE, LEAVE, allowed, fill, kept_out, no_limits, sign_in

__all__ = ["no_limits"]
KEPT = ("accounts", "workshops", "dispatch", "enquiries", "payments", "order", "partner", "catalogue", "cms", "address")
# Whose forms are sent, and the beginnings of the addresses where they stand.
OWNERS = {
    "mei": ("desk:",),
    "lan": ("station:",),
    "xiuying": ("me:",),
    "anna": ("enquiries:", "orders:", "account:"),
    "guan": ("federation:",),
}
# What a person may do with such a form to what is her own.
OWN_DEEDS: set[tuple[str, str]] = set()


def state() -> dict[str, str]:
    """Return a digest of every table that holds something of somebody."""
    tables = [model._meta.db_table for label in KEPT for model in apps.get_app_config(label).get_models()]
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
    names = {resolve_name(address.path(fill(scene))): address for address in walk()}
    for address in walk():
        if not address.name.startswith(OWNERS[owner]) or any(word in address.name for word in LEAVE):
            continue
        path = address.path(fill(scene))
        page: Any = client.get(path)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for form in forms(page.content.decode(), path):
            name = resolve_name(urlsplit(form.action).path)
            mark = name, tuple(field for field, _plain, _hostile in form.fields)
            if mark not in seen and name in names and not any(word in name for word in LEAVE):
                seen.add(mark)
                yield name, form


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
    clients, before, wrong = {person: sign_in(scene, person) for person in EVERYONE}, state(), []
    for name, form in sent:
        body = urlencode([(field, plain) for field, plain, _hostile in form.fields])
        owners = allowed(by_name[name]) or set()
        for person in sorted(EVERYONE - {owner, "root"}):
            answer, tables = changed(
                clients[person], before, "post", form.action, data=body,
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
            told = f"{person} by a form of {owner}: {name} {form.action} {answer.status_code}"
            if person not in owners and not kept_out(answer) and answer.status_code != 405:
                wrong.append(f"{told} is let in")
            if tables and (person, name) not in OWN_DEEDS and not is_her_like(person, owner, owners, name, scene):
                wrong.append(f"{told} changes {tables}")
    assert len(sent) > 3
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def is_her_like(person: str, owner: str, owners: set[str], name: str, scene: Scene) -> bool:
    """Return whether a person has the same post at the same place as the owner of the form."""
    return {person, owner} in ({"mei", "hong"}, {"guan", "shu"}) and person in owners


# What devices send: the call, its body, and who may send it for Xiuying's work and pay.
def calls(scene: Scene) -> list[tuple[str, dict[str, Any], set[str]]]:
    key = str(uuid4())
    report = {"assignment": scene.assignment.pk, "pieces": 1, "done_on": str(in_days(0)), "key": key}
    inspection = {"report": scene.report.pk, "accepted": scene.report.pieces, "key": key}
    return [
        ("/api/reports", report, {"xiuying", "lan"}),
        ("/api/inspections", inspection, {"lan"}),
        (f"/api/periods/{scene.period.pk}/close", {}, {"mei", "hong"}),
        (f"/api/periods/{scene.period.pk}/payouts", {"way": "cash"}, {"mei", "hong"}),
        (f"/api/periods/{scene.period.pk}/payouts", {"way": "cash", "payslips": [scene.payslip.pk]}, {"mei", "hong"}),
        (f"/api/payouts/{scene.payout.pk}/confirm", {}, {"xiuying", "lan"}),
    ]


def test_nobody_else_changes_anything_by_the_api(prefecture: Prefecture, no_limits: None) -> None:
    scene = build_scene(prefecture)
    before, wrong = state(), []
    for person in sorted(EVERYONE - {"root"}):
        client = sign_in(scene, person)
        for path, body, people in calls(scene):
            answer, tables = changed(client, before, "post", path, data=body, content_type="application/json")
            told = f"{person}: {path} {body} {answer.status_code}"
            if person not in people and (answer.status_code not in (401, 403, 404) or tables):
                wrong.append(f"{told} is let in, changes {tables}")
            if person in people and answer.status_code in (401, 403, 404):
                wrong.append(f"{told} is kept out")
    assert not wrong, "\n".join(wrong)


def test_what_the_api_lists_is_her_own(prefecture: Prefecture) -> None:
    scene = build_scene(prefecture)
    for person in sorted(EVERYONE - {"root", "visitor"}):
        client = sign_in(scene, person)
        lots = client.get("/api/station/lots").json()
        assert bool(lots) is (person == "lan"), person
        assert client.get("/api/me/statement").status_code == (200 if person in ("xiuying", "yan") else 404), person
    assert client.get("/api/me/statement").json()["code"] == "not_yours"
    entries = sign_in(scene, "yan").get("/api/me/statement").json()
    assert entries == {"balance": "0", "entries": []}


def test_a_manager_pays_by_the_api_no_payslip_of_another_base(prefecture: Prefecture) -> None:
    scene = build_scene(prefecture)
    from dispatch.pay import ledger

    his = ledger.open_period(prefecture.bases["cloth"], in_days(0))
    answer: Any = sign_in(scene, "otto").post(
        f"/api/periods/{his.pk}/payouts",
        {"way": "cash", "payslips": [scene.payslip.pk]},
        content_type="application/json",
    )
    assert answer.status_code in (404, 409)
