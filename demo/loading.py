"""Build the whole prefecture: first places, people and goods, then months of work, deed after deed at its own time."""

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalog import listing
from catalog.models import Product
from demo import bases, disagreeing, goods, hanging, paydays, people, places, retail, scenes, sheets, stories, trading
from demo.assortment import pictures
from demo.clock import at, month_before, travelling
from demo.pictures import Easel
from demo.world import MONTHS, World
from dispatch import planning_version
from shop.accounts import notices
from shop.accounts.models import Notice

Progress = Iterator[tuple[float, str]]


def load(*, seed: int, scale: float) -> Progress:
    """Build the demo, all of it or nothing. Yields the progress (0 to 1) and what is being done.

    What would have been refreshed on commit is dropped, because listings are written once at the end.
    """
    easel = Easel()
    try:
        with transaction.atomic():
            yield from build(seed, scale, easel)
            connection.run_on_commit.clear()
            settle_notices()
            planning_version.bump()
    finally:
        easel.close()
    yield 1.0, "done"


def build(seed: int, scale: float, easel: Easel) -> Progress:
    """Build everything, with the clock in the past for all that happened there."""
    now = timezone.localtime()
    with travelling(at(month_before(now.date(), MONTHS) - timedelta(days=20))) as clock:
        world = World(seed, scale, now=now, clock=clock)
        yield from build_what_stands(world, easel)
        yield from live(world)
        yield 0.85, "hanging pictures"
        hanging.hang(world, easel)
        yield 0.92, "stories"
        stories.tell(world, easel)
    yield 0.94, "cutting pictures"
    hanging.cut()
    yield 0.98, "listing"
    listing.refresh(Product.objects.all())


def build_what_stands(world: World, easel: Easel) -> Progress:
    """Build places, people, bases, goods and how they are made."""
    yield 0.0, "places"
    places.build(world)
    people.build_staff(world)
    yield 0.03, "bases"
    bases.build(world)
    yield 0.05, "goods"
    models = goods.build(world)
    easel.order(pictures(world))
    yield 0.08, "workers"
    people.build(world)
    yield 0.12, "tech sheets"
    world.clock.set(at(world.begins_on - timedelta(days=10)))
    sheets.build(world, models)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def settle_notices() -> None:
    """Mark all notices as sent when they were written, and those older than a day as read."""
    Notice.objects.exclude(next_try_at=None).update(sent_at=F("created_at"), next_try_at=None)
    Notice.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).update(read_at=F("created_at"))
    notices.forget_old()


def take_stock() -> None:
    """Refresh the statistics of the work tables, which have grown.

    Within one transaction autovacuum cannot do it, and the database would go on scanning the tables as if they were
    empty.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("dispatch").get_models()]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(tables))


def live(world: World) -> Progress:
    """Play months of trade and work, up to this hour."""
    for part in (trading, retail, paydays, disagreeing, scenes):
        part.schedule(world)
    began, reported, counted = world.moment(100), 0.0, 0.0
    for moment in world.agenda.live(world.clock):
        lived = max(0.0, (moment - began) / (world.now - began))
        if lived > counted + 0.04:
            counted = lived
            take_stock()
        if lived > reported + 0.01:
            reported = lived
            yield 0.2 + 0.6 * lived, f"{moment:%d %b}"
