"""Test the answers to a supervisor."""

from typing import Any

import pytest
from django.test import Client


def test_alive_needs_nothing(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_asks_database_and_cache(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_supervisor_asks_by_address_and_without_tls(client: Client, settings: Any, path: str) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, [".example.org"]
    by_address = {"host": "10.0.0.7:8000"}
    assert client.get(path, headers=by_address).status_code == 200
    assert client.get("/bases/", headers=by_address).status_code == 400
