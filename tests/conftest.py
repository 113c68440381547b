"""Set up every test: real PostgreSQL, its own Valkey, and (where asked for) a real worker and browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation

from shop.running import embedded

pytest_plugins = ["tests.personas", "tests.browsing"]


def own_cache(process: str, name: str) -> dict[str, Any]:
    """A cache in a Valkey database of this process. Clearing a cache empties its whole database."""
    number = 2 + int(process.removeprefix("gw"))
    return {**settings.CACHES[name], "LOCATION": f"{settings.VALKEY}?db={number}", "KEY_PREFIX": f"test-{name}"}


def never_wait_for_the_disk() -> None:
    """Let the tests' own PostgreSQL lose what it holds when the machine fails."""
    with psycopg.connect(embedded.database_url(settings.VAR), autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session", autouse=True)
def _own_valkey_and_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests (and each of their parallel processes) away from the developer's queue, cache and pictures."""
    if not settings.VALKEY_URL:
        embedded.start(settings.VAR)
        never_wait_for_the_disk()
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        CACHES={name: own_cache(process, name) for name in settings.CACHES},
        CELERY_TASK_DEFAULT_QUEUE=f"test-{process}",
        EMAIL_FILE_PATH=str(tmp_path_factory.mktemp("mail")),
        MEDIA_ROOT=str(tmp_path_factory.mktemp("media")),
        OSCAR_THUMBNAIL_DEBUG=True,  # a thumbnail that cannot be made is an error here
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # slow ones only slow the tests
    ):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Clear the cache and reset the language between tests."""
    yield
    cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Create the rows that migrations bring, because tests build the tables without running them, all but one test."""
    from django.contrib.sites.models import Site
    from django.db import connection

    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no test of this run asked for a database: leave the developer's own alone
    with django_db_blocker.unblock():
        call_command("pgtrigger", "install", verbosity=0)
        Site.objects.get_or_create(pk=1, defaults={"domain": "testserver", "name": "巧手 Qiaoshou"})


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Callable[[], AbstractContextManager[None]]:
    """Run what waits for the commit, and the tasks that it queues, at the end of `with at_once():`."""
    from shop.celery import app

    @contextmanager
    def run() -> Iterator[None]:
        app.loader.import_default_modules()
        app.conf.task_always_eager = True
        try:
            with django_capture_on_commit_callbacks(execute=True):
                yield
        finally:
            app.conf.task_always_eager = False

    return run


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Run a real Celery worker on the tests' own queue, in a thread that sees the tests' database."""
    from celery.contrib.testing.worker import start_worker

    from shop.celery import app

    app.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
    app.control.purge()  # what other tests asked for and nobody did
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="warning", shutdown_timeout=30):
        yield


@pytest.fixture
def no_limits(settings: Any) -> None:
    """Let the tests ask as often as they need."""
    settings.LIMITS = dict.fromkeys(settings.LIMITS, "")
    settings.ACCOUNT_RATE_LIMITS = False
