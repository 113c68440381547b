"""Count the days from the base into the buyer's hands: checked, packed, carried to her province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from shop.shipping.provinces import carrier_days
from workshops.calendars import Calendar, Calendars, lead_times_of
from workshops.models import Base, LeadTimes


@dataclass(frozen=True)
class Road:
    """The way of an order's pieces from the base to the buyer. `carrier`: the carrier's days to her province."""

    calendar: Calendar
    lead: LeadTimes
    pieces: int
    carrier: int

    def leaves_on(self, at_base_on: date) -> date:
        """Return the day on which the carrier takes what reached the base on a day, once it is checked and packed."""
        days = max(self.lead.checking_days + self.lead.packing_days, ceil(self.pieces / self.lead.pieces_a_day))
        return self.calendar.after(at_base_on, days, self.lead.week)

    def delivered_on(self, at_base_on: date) -> date:
        """Return the day on which what reached the base on a day is in the buyer's hands."""
        return self.carried(self.leaves_on(at_base_on))

    def carried(self, sent_on: date) -> date:
        """Return the day on which what the carrier took on a day is in the buyer's hands."""
        return self.calendar.carried(sent_on, self.carrier)

    def due_at_base(self, promised_on: date) -> date:
        """Return the last day on which the pieces may reach the base to be in her hands on the promised day."""
        day = promised_on - timedelta(days=self.carrier)
        while self.delivered_on(day) > promised_on:
            day -= timedelta(days=1)
        return day


def road_of(base: Base, pieces: int, *, province: str, since: date) -> Road:
    """Return the way of some pieces from a base to a province, for days from `since` on, in two queries."""
    calendar = Calendars(since=since)[base.place_id]
    return Road(calendar, lead_times_of(base), pieces, carrier_days(province))
