"""Send every form of every place as people do who leave fields out, and read how it comes back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from django.test import Client

from shop.accounts.models import User
from tests.hostile import Form, forms
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.test_fuzz import LEAVES, NAMES, VISITOR, marks_of, paths

ENGLISH = re.compile(r"\b(the|is|of|an?|valid|enter|this|please)\b", re.IGNORECASE)
DOORS = ("login", "confirm", "reauthenticate", "password", "2fa")  # ask for secrets, which nothing keeps


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def every_form(scene: Scene, role: str) -> Iterator[tuple[str, Form]]:
    """Return each form of a role's pages with the page where it stands, one of each kind."""
    seen: set[Any] = set()
    user = None if role == VISITOR else scene.world.people[role]
    for path in paths(scene, role):
        page: Any = signed_in(user).get(path)
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms(page.content.decode(), path):
            if (marks := marks_of(form)) not in seen and not any(word in form.action for word in LEAVES):
                seen.add(marks)
                yield path, form


@pytest.mark.parametrize("role", NAMES)
def test_a_refused_form_begins_with_a_summary_that_leads_to_its_fields(prefecture: Prefecture, role: str) -> None:
    scene, wrong = build_scene(prefecture), []
    user = None if role == VISITOR else scene.world.people[role]
    typed = [(path, form, value) for path, form in every_form(scene, role) for value in (" ", "0?!")]
    for path, form, value in typed:
        with transaction.atomic():
            said = {name: value for name, _value, _hostile in form.fields}
            answer: Any = signed_in(user).post(form.action, said)
            transaction.set_rollback(True)
        if answer.status_code not in (200, 422):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        errors, summary = page.select(".field-error"), page.select(".errors[role=alert] li")
        wrong += [f"{form.action}: {line.text}" for line in summary if ENGLISH.search(line.text)]
        links = [str(link["href"])[1:] for link in page.select(".errors a")]
        if errors and len(summary) < len(errors):
            wrong.append(f"{form.action} from {path}: {len(errors)} errors, {len(summary)} in the summary")
        wrong += [f"{form.action}: no field {link}" for link in links if page.find(id=link) is None]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [role for role in NAMES if role != VISITOR])
def test_a_form_sent_after_the_session_ended_comes_back_filled(prefecture: Prefecture, role: str) -> None:
    scene, wrong, tried = build_scene(prefecture), [], 0
    user = scene.world.people[role]
    for path, form in every_form(scene, role):
        client, typed = Client(), {name: value for name, value, _hostile in form.fields}
        if any(door in form.action for door in DOORS):
            continue
        with transaction.atomic():
            sent: Any = client.post(form.action, typed, headers={"referer": f"http://testserver{path}"})
            transaction.set_rollback(True)
        if sent.status_code in (200, 422) or (sent.status_code == 302 and "next=" not in sent["Location"]):
            continue  # guests may send it
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        back: Any = client.get(path)
        page, tried = BeautifulSoup(back.content, "html.parser"), tried + 1
        if back.status_code != 200 or page.select_one("form [role=alert]") is None:
            wrong.append(f"{form.action} from {path}: {sent.status_code}, then {back.status_code} without the form")
    assert not wrong, "\n".join(wrong)
    assert tried > 0
