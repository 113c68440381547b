"""Test that a new process warms its caches once, after its first answer."""

import pytest
from django.core.signals import request_finished
from django.test import Client

from shop.running import warming

pytestmark = pytest.mark.django_db


def test_it_warms_up_after_the_first_answer_and_only_then(client: Client) -> None:
    warming.warm_once_it_answers()
    client.get("/healthz")
    assert not request_finished.disconnect(dispatch_uid=warming.ONCE), "it has been done, and is not done again"


def test_what_it_loads_is_there() -> None:
    warming.warm()
