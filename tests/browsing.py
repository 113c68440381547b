"""Drive a real Chromium in browser tests, with a window for each person."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from shop.accounts.models import User
from shop.running.machine import chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
QUIET += ["--disable-background-networking"]

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the tests' own thread

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return the machine's own Chromium when it has one, else the one that Playwright brought."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": QUIET}


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a page of the live site as a user with `window(user, size=PHONE)` (None: a visitor).

    A page that logs an error to the console, or asks a foreign host for anything, fails the test.
    """
    opened: list[BrowserContext] = []
    trouble: list[str] = []

    def open_window(user: User | None = None, *, size: dict[str, int] = DESK, language: str = "zh-CN") -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=size, locale=language)
        opened.append(context)
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
            )
        page = context.new_page()
        page.on("console", lambda message: note_error(message, trouble))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: note_foreign(request.url, trouble))
        return page

    yield open_window
    for context in opened:
        context.close()
    assert not trouble


def note_error(message: ConsoleMessage, trouble: list[str]) -> None:
    if message.type == "error":
        trouble.append(f"{message.text} {message.location.get('url', '')}")


def note_foreign(address: str, trouble: list[str]) -> None:
    if address.startswith("http") and not address.startswith(("http://localhost", "http://127.0.0.1")):
        trouble.append(f"asked a foreign host: {address}")


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
