"""Send every form of every place as people do who leave fields out, and read how it comes back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.generic import UpdateView
from oscar.core.loading import get_model

from shop.accounts.models import User
from tests.addresses import walk
from tests.hostile import Form, forms
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.test_admin import pages
from tests.test_fuzz import LEAVES, NAMES, ROUTES, VISITOR, marks_of, paths

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


# Forms that show values and carry no version, each with the reason.
ALONE = {
    # Her own person, which nobody else changes there
    *("account:home", "wagtailadmin_account", "workshops:application"),
    # Nothing that stands anywhere: a first guess, which the deed judges by what is there when it comes
    *("me:report", "station:report", "station:inspect", "station:correct", "station:newcomer", "station:materials"),
    *("station:hand-out-to", "station:lot-give-back", "desk:lot-shorten", "desk:lot-move", "desk:shipping-order"),
    *("desk:material-detail", "desk:purchase-detail", "desk:purchase-new", "desk:trip-new", "desk:rate-raise"),
    *("station:material-missing", "station:material-left", "desk:sheet-new", "desk:honour-add"),
    *("desk:plan-run", "desk:rate-study", "federation:promotion", "federation:wages", "federation:calendar"),
}


def shows_values(form: Tag) -> list[str]:
    """Return the names of the visible fields of a form that are filled when it is opened."""
    filled = []
    for field in form.find_all(["input", "textarea", "select"]):
        kind, name = str(field.get("type") or field.name), str(field.get("name") or "")
        if not name or kind in ("hidden", "submit", "button") or "__prefix__" in name:
            continue
        if kind in ("radio", "checkbox"):
            is_filled = field.has_attr("checked")
        elif kind == "select":
            is_filled = any(option.get("value") and option.has_attr("selected") for option in field.find_all("option"))
        else:
            is_filled = bool(field.text.strip() if kind == "textarea" else field.get("value"))
        filled += [name] if is_filled else []
    return filled


def changing_pages(scene: Scene, role: str) -> Iterator[str]:
    """Return a role's pages, with those where a row of the dashboard or the administration is changed."""
    yield from paths(scene, role)
    if role == "root":
        yield from pages(scene)
    for address in walk() if role == "tai" else ():
        if not address.route.startswith("dashboard/") or not address.name.startswith("dashboard:"):
            continue
        view = getattr(resolve(address.path(lambda _name, _slot: "1")).func, "view_class", None)
        if isinstance(view, type) and issubclass(view, UpdateView) and "pk" in address.route:
            model = view.model or get_model("catalogue", "Product")
            if row := model._base_manager.first():
                yield address.path(lambda _name, _slot, row=row: str(row.pk))


def rows_of_the_dashboard(prefecture: Prefecture) -> None:
    """Make one row of each kind that the shop's staff change."""
    now = timezone.now()
    get_model("offer", "Range").objects.create(name="草编")
    get_model("voucher", "Voucher").objects.create(
        name="新年", code="XINNIAN", usage="Multi-use", start_datetime=now, end_datetime=now + timedelta(days=9)
    )
    get_model("catalogue", "AttributeOptionGroup").objects.create(name="颜色")
    get_model("catalogue", "Option").objects.create(name="刻字", code="engraving")
    get_model("communication", "CommunicationEventType").objects.create(code="HELLO", name="问候")
    get_model("reviews", "ProductReview").objects.create(
        product=prefecture.products["basket"], score=5, title="好", body="很好", user=prefecture.anna
    )


@pytest.mark.parametrize("role", [role for role in (*NAMES, *ROUTES) if role != VISITOR])
def test_a_form_of_what_others_can_change_carries_its_version(
    prefecture: Prefecture, no_limits: None, role: str
) -> None:
    rows_of_the_dashboard(prefecture)
    scene = build_scene(prefecture)
    client, without = signed_in(prefecture.people[role]), set()
    for path in changing_pages(scene, role):
        page: Any = client.get(path)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for form in BeautifulSoup(page.content, "html.parser").find_all("form", method=re.compile("post", re.I)):
            action = urlsplit(urljoin(path, str(form.get("action") or ""))).path
            name = resolve(action).view_name if is_ours(action) else action
            version = form.find(attrs={"name": "seen"})
            is_new = "_add" in name or "create" in name
            if (
                (filled := shows_values(form))
                and not is_new
                and name not in ALONE
                and not (version and version.get("value"))
            ):
                without.add(f"{name} {filled[:5]}")
    assert not without, "\n".join(sorted(without))


def is_ours(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False
