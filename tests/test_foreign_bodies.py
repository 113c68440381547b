"""Send one person's forms, with the ids of her things, as a stranger of each kind. Nothing changes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.addresses import walk
from tests.hostile import Form, forms
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.test_access import LEAVE, VISITOR, allowed, fill, kept_out, sign_in

KEPT = ("accounts", "workshops", "dispatch", "enquiries", "payments", "order", "partner", "catalogue", "cms", "address")
# Whose forms are sent, and the beginnings of the addresses where they stand.
OWNERS = {
    "mei": ("desk:",),
    "lan": ("station:",),
    "xiuying": ("me:",),
}
# One of each kind who is not the owner, and whom nothing of the owners concerns.
STRANGERS = (VISITOR, "ben", "yan", "fen", "otto", "tai", "zhen")
# What a person does with such a form to what is her own, because it names nothing of anybody.
OWN_DEEDS = {("otto", "desk:plan-run"), ("otto", "desk:pay-tolerance")}
# His base gives work to her station too, so he is one of those who may stop a change that looks wrong.
OWN_DEEDS |= {("otto", "desk:pay-account-stop")}


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
    assert len(sent) > 3
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)
