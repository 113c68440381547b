"""Narrow a model's rows to those of a worker, a station, a place or a base, whatever keys lie between."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from workshops.models import Base, Place, Station, Worker

Row = TypeVar("Row", bound=models.Model)


class ReachQuerySet(models.QuerySet[Row]):
    """Rows that belong to someone. Each model's class names the lookups that it has of these three."""

    to_worker: ClassVar[str]
    to_station: ClassVar[str]  # of the lot
    to_base: ClassVar[str]

    def of(self, worker: Worker) -> Self:
        """Return the rows of one worker."""
        return self._within(self.to_worker, worker)

    def of_workers_at(self, stations: Iterable[Station]) -> Self:
        """Return the rows of the workers of some stations."""
        return self._within(f"{self.to_worker}__station__in", stations)

    def of_workers_in(self, places: Iterable[Place]) -> Self:
        """Return the rows of the workers at some places."""
        return self._within(f"{self.to_worker}__station__place__in", places)

    def at(self, stations: Iterable[Station]) -> Self:
        """Return the rows of the lots of some stations."""
        return self._within(f"{self.to_station}__in", stations)

    def of_base(self, base: Base | int) -> Self:
        """Return the rows of one base, named by itself or its primary key."""
        return self._within(self.to_base, base)

    def of_bases(self, bases: Iterable[Base]) -> Self:
        """Return the rows of some bases."""
        return self._within(f"{self.to_base}__in", bases)

    def _within(self, lookup: str, value: Any) -> Self:
        return self.filter(**{lookup: value})
