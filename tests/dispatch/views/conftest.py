"""Sign in the people who read figures."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.personas import Prefecture


@pytest.fixture
def everyone(prefecture: Prefecture, signed_in: Callable[[Any], Client]) -> dict[str, Client]:
    """Return a signed-in client for each person who reads figures, by name."""
    return {name: signed_in(prefecture.people[name]) for name in ("xiuying", "lan", "mei", "guan")}
