"""Hold what the demo knows of the prefecture while it builds it: everything by name."""

from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from catalog.models import Product
from demo.assortment import Picture
from demo.clock import Agenda, Clock, at, month_before
from demo.dice import Dice
from dispatch.models import TechSheet
from shop.accounts.models import User
from workshops.models import Base, Craft, Place, Station, Worker

MONTHS = 3  # that are settled and closed


@dataclass
class World(Dice):
    """The prefecture."""

    _: KW_ONLY
    now: datetime
    clock: Clock
    people: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    counties: dict[str, Place] = field(default_factory=dict)
    crafts: dict[str, Craft] = field(default_factory=dict)
    villages: list[Station] = field(default_factory=list)
    leads: dict[int, User] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)
    managers: dict[str, tuple[User, User]] = field(default_factory=dict)
    workers: dict[int, list[Worker]] = field(default_factory=dict)
    goods: dict[str, list[Product]] = field(default_factory=dict)
    sheets: dict[int, TechSheet] = field(default_factory=dict)
    families: dict[int, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[int, Picture] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today: date = timezone.localdate(self.now)
        self.begins_on = month_before(self.today, MONTHS)
        self.agenda = Agenda(self.now)
        self._phones = 0

    def key(self, *about: object) -> UUID:
        """Return the idempotency key of a deed that is done once in this world."""
        return UUID(int=self.chance("key", *about).getrandbits(128), version=4)

    def phone(self) -> str:
        """Return the next invented number. No operator gives out 162 0000, and the demo sends nothing anywhere."""
        self._phones += 1
        return f"+861620000{self._phones:04}"

    def local_day(self) -> date:
        """Return the day it is on the clock."""
        return timezone.localdate()

    def moment(self, days: float) -> datetime:
        """Return the moment `days` days before now."""
        return self.now - timedelta(days=days)

    def later(self, days: float, chance: Random) -> datetime:
        """Return a time about `days` days after the clock's, in the hours in which people work (8 to 19)."""
        moment = timezone.localtime() + timedelta(days=days)
        hour = moment.hour + moment.minute / 60
        if 8 <= hour < 19:
            return moment
        return at(moment.date() + timedelta(days=hour >= 19), 8 + chance.random() * 2)

    def days_ago(self, days: float, hour: float = 9.0) -> datetime:
        """Return an hour of the day that is `days` days before today."""
        return at(self.today - timedelta(days=days), hour)
