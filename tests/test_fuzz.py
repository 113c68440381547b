"""Send hostile text to every address and every form, as each role. Nothing breaks."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.addresses import walk
from tests.hostile import Form, Pairs, forms, queries
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.test_access import VISITOR, fill

# Whose each place is. What many may open is tried once, as the one who uses it.
SHOP = (
    "home",
    "set_language",
    "catalogue:",
    "search:",
    "basket:",
    "checkout:",
    "workshops:",
    "offer:",
    "stories",
    "api:",
)
BUYING = ("enquiries:", "orders:", "payments:", "account:", "account_", "mfa_", "basket:", "checkout:")
NAMES = {
    VISITOR: (*SHOP, "enquiries:", "account:", "account_", "payments:"),
    "anna": BUYING,
    "xiuying": ("me:", "api:"),
    "lan": ("station:", "api:"),
    "mei": ("desk:", "api:"),
    "guan": ("federation:",),
}
OUR_RECORDS = tuple(f"admin/{app}/" for app in ("accounts", "workshops", "dispatch", "enquiries", "payments", "cms"))
ROUTES = {"tai": ("dashboard/",), "zhen": ("cms/",), "root": OUR_RECORDS}
LEAVES = ("logout", "sign-out")  # forms that end the session
NO_FIELDS = ("pay-slips", "lot-card", "-statement", "error_test")  # papers in PDF, and an error on purpose


def paths(scene: Scene, role: str) -> Iterator[str]:
    """Return the addresses that a role opens."""
    for address in walk():
        here = address.route.startswith(ROUTES[role]) if role in ROUTES else address.name.startswith(NAMES[role])
        if here and not any(word in address.name for word in (*LEAVES, *NO_FIELDS)):
            yield address.path(fill(scene))


def sent(client: Client, method: str, path: str, pairs: Pairs) -> str:
    """Send one request that leaves no trace, and return how it broke, or nothing."""
    cookies = deepcopy(client.cookies)
    body, answer = urlencode(pairs), None
    try:
        with transaction.atomic():
            if method == "get":
                answer = client.get(f"{urlsplit(path).path}?{body}")
            else:
                answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
    except Exception as broke:
        return f"{method} {path}: {type(broke).__name__} {str(broke)[:200]} {shortened(pairs)}"
    finally:
        client.cookies = cookies
    return f"{method} {path}: {answer.status_code} {shortened(pairs)}" if answer.status_code >= 500 else ""


def shortened(pairs: Pairs) -> str:
    return str([(name, value[:30]) for name, value in pairs])[:1500]


def broken(scene: Scene, client: Client, role: str) -> Iterator[str]:
    """Yield every request of a role that breaks."""
    seen: set[Any] = set()
    for turn, path in enumerate(paths(scene, role)):
        if role != VISITOR:
            client.force_login(scene.world.people[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        page: Any = client.get(path)
        for pairs in queries(turn, number=2 if role in ROUTES else 4):
            yield sent(client, "get", path, pairs)
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms(page.content.decode(), path):
            if (marks := marks_of(form)) not in seen and not any(word in form.action for word in LEAVES):
                seen.add(marks)
                for pairs in form.mixed(turn=turn) if role in ROUTES else form.filled(turn=turn):
                    yield sent(client, "post", form.action, pairs)


def marks_of(form: Form) -> Any:
    """Return what two forms of the same kind share: their view and their fields."""
    try:
        view = resolve(urlsplit(form.action).path).url_name
    except Resolver404:
        view = form.action
    return view, tuple(name for name, _plain, _hostile in form.fields)


@pytest.mark.parametrize("role", [*NAMES, *ROUTES])
def test_hostile_text_breaks_nothing(prefecture: Prefecture, no_limits: None, role: str) -> None:
    scene = build_scene(prefecture)
    found = [each for each in broken(scene, Client(), role) if each]
    assert not found, f"{len(found)}:\n" + "\n".join(found)
