"""The shop while Valkey, which is cache and broker, is away: pages answer, deeds are done, sweeps do the rest."""

import re
import socket
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache, caches
from django.core.files.storage import default_storage
from django.test import Client
from oscar.core.loading import get_model
from redis.exceptions import ConnectionError as NotConnected

from catalog import listing
from catalog.models import Product
from dispatch.models import DispatchPlan, WorkOrder
from shop import queueing
from shop.accounts import tasks
from shop.accounts.texting import Outbox
from shop.celery import app
from shop.enquiries import asking
from shop.payments import transferring
from shop.payments.schedule import plan_deposit
from tests.cms.stories import photo, story
from tests.dispatch.ordering import bulk_order
from tests.personas import PASSWORD, Prefecture, in_days
from workshops import cards
from workshops.errors import TooManyTries

ProductImage: Any = get_model("catalogue", "ProductImage")


def ask_elsewhere(settings: Any, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Let cache and broker be asked at a port of this machine."""
    address = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {name: {**cache, "LOCATION": address} for name, cache in configured.CACHES.items()}
    monkeypatch.setenv("CELERY_BROKER_URL", address)
    monkeypatch.setattr(queueing, "_away_until", 0.0)
    forget_connections()


def forget_connections() -> None:
    """Let the next task open a connection of its own."""
    app._pool, app.amqp._producer_pool = None, None


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse each connection to cache and broker."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can listen there
        ask_elsewhere(settings, monkeypatch, held.getsockname()[1])
        yield
    forget_connections()


@pytest.fixture
def silent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Accept each connection to cache and broker and never answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as held:
        ask_elsewhere(settings, monkeypatch, held.getsockname()[1])
        yield held
    forget_connections()


def pages(world: Prefecture) -> dict[str, str]:
    """Return pages that a visitor reads, each with words that it shows."""
    product = world.products["basket"]
    return {
        "/en/": "Qiaoshou",
        "/en/catalogue/": product.title_en,
        product.get_absolute_url(): product.title,
        "/en/search/?q=basket": product.title_en,
        "/en/bases/": world.bases["straw"].name_en,
        "/en/stories/": "Stories",
        "/account/login/": "手机",
    }


def test_visitors_read_all_pages_without_it(prefecture: Prefecture, away: None, client: Client) -> None:
    listing.refresh(Product.objects.all())
    for path, words in pages(prefecture).items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path


def test_a_story_is_read_without_it(prefecture: Prefecture, away: None, client: Client) -> None:
    page = story(prefecture)
    assert page.title in client.get(page.get_url()).content.decode()


HOMES = {"anna": "/account/", "mei": "/desk/", "lan": "/station/", "xiuying": "/me/", "guan": "/federation/"}


@pytest.mark.parametrize("who", HOMES)
def test_who_is_signed_in_stays_so_without_it(
    prefecture: Prefecture, client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(prefecture.people[who], backend=configured.AUTHENTICATION_BACKENDS[0])
    assert client.get(HOMES[who]).status_code == 200
    request.getfixturevalue("away")
    assert client.get(HOMES[who]).status_code == 200
    client.post("/account/logout/")
    assert client.get(HOMES[who]).status_code == 302


def test_people_sign_in_without_it_and_are_still_limited(db: None, away: None, client: Client) -> None:
    client.post("/account/login/", {"phone": "138 0013 8000"})
    code = re.search(r"\d{6}", Outbox().texts()[0].words)
    assert code
    client.post("/account/login/code/confirm/", {"code": code[0]})
    assert client.get("/account/").status_code == 200
    stranger = Client()
    for _each in range(20):
        stranger.post("/account/login/", {"phone": "139 0013 9000"})
    assert len(Outbox().texts()) < 10


def test_staff_sign_in_without_it(prefecture: Prefecture, away: None, client: Client) -> None:
    client.post("/account/login/staff/", {"login": "mei@example.org", "password": PASSWORD})
    assert client.get("/desk/").status_code == 200


def test_a_card_is_opened_without_it_and_not_by_trying(prefecture: Prefecture, away: None, client: Client) -> None:
    worker = prefecture.workers["xiuying"]
    cards.choose_digits(worker, digits="2468", by=prefecture.xiuying)
    for _each in range(cards.TRIES[0][0]):
        assert not cards.opens(worker, digits="0000")
    with pytest.raises(TooManyTries):
        cards.opens(worker, digits="2468")


def test_a_host_that_never_answers_is_not_asked_by_every_page(
    prefecture: Prefecture, silent: socket.socket, client: Client
) -> None:
    for path in pages(prefecture):
        assert client.get(path).status_code == 200
    silent.settimeout(0.1)
    asked = 0
    with pytest.raises(TimeoutError):
        while True:
            silent.accept()[0].close()
            asked += 1
    assert 1 <= asked <= 4, "the pages above ask the cache dozens of times"


def test_what_was_written_meanwhile_is_forgotten_once_it_answers(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("kept", "old")
    cache.set("deleted", "old")
    server, known = caches["default"]._outage, caches["default"]
    server.begin(NotConnected("gone"))
    cache.set("kept", "new")
    cache.delete("deleted")
    assert (cache.get("kept"), cache.get("deleted")) == ("new", None)
    server.until = 0.0
    assert (cache.get("kept"), cache.get("deleted")) == (None, None), "neither is what it was before"
    assert known.answers()


def test_a_load_balancer_keeps_the_server(db: None, away: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "Valkey" in answer.content.decode()


def test_an_outage_is_logged_once(db: None, away: None, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for _each in range(5):
        client.get("/en/")
    assert len([each for each in caplog.records if "Valkey does not answer" in each.getMessage()]) == 1


def pay_for_many(world: Prefecture) -> None:
    """Let the deposit of a bulk order arrive, which opens its work orders."""
    order = bulk_order(world)
    payment = transferring.announce(plan_deposit(order, Decimal("0.3"))[0], by=world.anna)
    transferring.confirm(payment, reference="ICBC-1", by=world.tai)
    assert WorkOrder.objects.filter(line__order=order).exists()


def run_the_plan(world: Prefecture) -> None:
    manager = Client()
    manager.force_login(world.mei, backend=configured.AUTHENTICATION_BACKENDS[0])
    assert manager.post("/desk/dispatch/run/").status_code == 302
    assert DispatchPlan.objects.filter(state=DispatchPlan.State.SOLVING).exists()


def take_in_a_picture(world: Prefecture) -> None:
    default_storage.save("products/new.jpg", photo(1000, 600))
    ProductImage.objects.create(product=world.products["basket"], original="products/new.jpg")


def ask_for_many(world: Prefecture) -> None:
    asking.ask(
        product=world.products["basket"], pieces=500, wish_on=in_days(60), by=None, key=uuid4(),
        contact=asking.Contact("陈安娜", email="anna@example.org"),
    )  # fmt: skip


DEEDS = {deed.__name__: deed for deed in (pay_for_many, run_the_plan, take_in_a_picture, ask_for_many)}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_done_when_the_broker_is_away(
    prefecture: Prefecture,
    away: None,
    deed: str,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        DEEDS[deed](prefecture)
    assert "The broker does not answer" in caplog.text


def test_a_deed_is_told_later_when_the_broker_is_away(
    prefecture: Prefecture, away: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_many(prefecture)
    assert not mail.outbox
    tasks.send_notices()
    assert {sent.to[0] for sent in mail.outbox} == {"mei@example.org", "hong@example.org"}


def test_every_task_that_is_queued_has_its_sweep_in_the_manual() -> None:
    """Keep the list complete: whoever queues a task names what does its work when the broker loses it."""
    files = [
        path
        for room in ("shop", "dispatch", "media", "workshops", "catalog", "cms")
        for path in Path(room).rglob("*.py")
    ]
    queued = {name for path in files for name in re.findall(r'\bqueue(?:_on_commit)?\(\s*"([\w.]+)"', path.read_text())}
    manual = Path("docs/outages.md").read_text()
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `([\w.-]+)` \|", manual, re.M))
    assert set(rows) == queued
    assert set(rows.values()) <= set(configured.CELERY_BEAT_SCHEDULE)
