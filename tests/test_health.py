"""Test the answers to a supervisor."""

import pytest
from django.test import Client


def test_alive_needs_nothing(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_asks_database_and_cache(client: Client) -> None:
    assert client.get("/readyz").status_code == 200
