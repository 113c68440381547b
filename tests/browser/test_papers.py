"""Print the papers of pay in a browser, and count their sheets."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from dispatch.models import PayoutBatch, Period
from dispatch.pay import paying, settling
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture, build_prefecture, in_days
from workshops.models import Skill, Worker

Window = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WOMEN = 30


@pytest.fixture
def world(transactional_db: None) -> Prefecture:
    """Close a period in which thirty women of Liuzhuang and one of Beichen have earned."""
    call_command("pgtrigger", "install", verbosity=0)
    world = build_prefecture()
    for number in range(10, 10 + WOMEN - 2):
        worker = Worker.objects.create(
            number=f"W{number:05}", name=f"王桂{number}", station=world.stations["liuzhuang"], minutes_per_day=240,
            joined_on=in_days(-300),
        )  # fmt: skip
        Skill.objects.create(worker=worker, craft=world.crafts["straw"], since_on=in_days(-300))
        world.workers[worker.number] = worker
    lot = lot_at(world, pieces=100)
    for name, worker in world.workers.items():
        if worker.station == lot.station:
            made(world, lot, name, 2)
    with_fen(world)
    settling.close(Period.objects.get(), by=world.mei)
    return world


def with_fen(world: Prefecture) -> None:
    """Let Yan of the other station make some too."""
    world.people["lan"] = world.fen
    made(world, lot_at(world, "beichen", pieces=10), "yan", 2)


def sheets(paper: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_the_list_to_sign_has_a_sheet_for_each_station_and_one_sum_each(world: Prefecture, window: Window) -> None:
    batch = paying.prepare(Period.objects.get(state=Period.State.CLOSED), way=PayoutBatch.Way.CASH, by=world.mei)
    paying.release(batch, by=world.hong)
    page = window(world.mei)
    page.goto(reverse("desk:pay-batch", args=[batch.pk]) + "?list=cash")
    expect(page.locator(".cash-list")).to_have_count(2)
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert sheets(paper) == 2 + 1
    page.emulate_media(media="print")
    first = page.locator(".cash-list tbody tr").first.bounding_box()
    assert first is not None
    assert first["height"] > 40, "there is room to sign"


def test_three_slips_stand_on_a_sheet(world: Prefecture, window: Window) -> None:
    page = window(world.mei)
    page.goto(reverse("desk:pay-slips", args=[Period.objects.get(state=Period.State.CLOSED).pk]))
    expect(page.locator(".slip")).to_have_count(WOMEN + 1)
    paper = page.pdf(prefer_css_page_size=True)
    assert sheets(paper) == 10 + 1
