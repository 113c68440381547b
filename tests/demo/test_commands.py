"""Test that the demo's command refuses where it could do harm."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.personas import Prefecture
from workshops.models import Base

pytestmark = pytest.mark.django_db


def test_it_leaves_other_data_alone(prefecture: Prefecture) -> None:
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo")
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo", "--remove")
    assert prefecture.bases["straw"] in Base.objects.all()


def test_there_is_nothing_to_take_away_from_an_empty_database() -> None:
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo", "--remove")


def test_it_stays_out_of_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo")
