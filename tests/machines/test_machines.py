"""Test that every state of every model is reached and left by a deed, and that nothing else sets one."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from tests.dispatch.pay.test_remitting import OUR_PRIVATE, THEIR_PUBLIC
from tests.machines.recorder import seen_states, start_recording
from tests.machines.stories import STORIES
from tests.machines.table import MACHINES, NO_STATES
from tests.personas import build_prefecture

NAMES = ("state", "status", "level", "stage")
UNDO = ("take_back", "withdraw")  # deeds by which people think again: a state that only they leave is an end
OWN = {"dispatch", "workshops", "enquiries", "payments", "accounts", "catalogue", "media", "cms"}


def choices_of(machine: str) -> set[str]:
    """Return the states that a model's field can have, as the code says."""
    if machine == "order.Order.status":
        return set(settings.OSCAR_ORDER_STATUS_PIPELINE)
    label, name = machine.rsplit(".", 1)
    field: Any = apps.get_model(label)._meta.get_field(name)
    return {value for value, _label in field.choices}


def test_the_table_has_every_machine_and_every_state() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OWN and not model._meta.proxy and model._meta.managed
        for field in model._meta.concrete_fields
        if field.name in NAMES and field.choices
    }
    assert found - NO_STATES == MACHINES.keys() - {"order.Order.status"}
    for machine, states in MACHINES.items():
        assert states.keys() - {""} == choices_of(machine), machine


def test_the_orders_pipeline_is_in_the_table() -> None:
    """Only what is taken back goes the other way, which is no news to anybody."""
    for state, ways in settings.OSCAR_ORDER_STATUS_PIPELINE.items():
        back = {after for after, deed in MACHINES["order.Order.status"][state].items() if deed.endswith("take_back")}
        assert MACHINES["order.Order.status"][state].keys() - back == set(ways), state


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_leads_to_an_end_by_deeds_that_exist(machine: str) -> None:
    states = MACHINES[machine]
    for ways in states.values():
        for after, deed in ways.items():
            assert after in states
            module, name = deed.rsplit(".", 1)
            assert callable(getattr(import_module(module), name)), deed
    onward = {
        state: {after for after, deed in ways.items() if not deed.endswith(UNDO)} for state, ways in states.items()
    }
    ending = {state for state, ways in onward.items() if not ways}
    while more := {state for state, ways in onward.items() if ways & ending} - ending:
        ending |= more
    assert ending == states.keys(), "from each state an end can be reached"


@pytest.mark.django_db
def test_deeds_drive_every_machine_through_all_its_states(settings: Any) -> None:
    nobody = {"app": "a1", "private_key": OUR_PRIVATE, "public_key": THEIR_PUBLIC, "address": "http://127.0.0.1:9"}
    settings.WECHAT_TRANSFER = nobody | {"merchant": "m1", "serial": "s1"}
    start_recording()
    world = build_prefecture()
    for story in STORIES:
        story(world)
    seen = seen_states()
    declared = {
        machine: {(before, after) for before, ways in states.items() for after in ways}
        for machine, states in MACHINES.items()
    }
    undeclared = {f"{each} {edge}" for each in MACHINES for edge in seen[each] - declared[each]}
    assert not undeclared, "a deed does what the table does not know"
    never = {f"{each} {edge}" for each in MACHINES for edge in declared[each] - seen[each]}
    assert not never, "no deed here does what the table says"
