"""Keep with an order the day by which what is made for it is with the buyer."""

from datetime import date

from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from shop.payments.models import AgreedDay


def keep(line: AbstractLine, day: date | None) -> None:
    """Keep the promised day of a line for good. A line from stock has none."""
    if day:
        AgreedDay.objects.create(line=line, on=day)


def promised_on(order: AbstractOrder) -> date | None:
    """Return the day by which all that is made for an order is promised, None when it was all in stock."""
    return max((line.agreed_day.on for line in order.lines.all() if hasattr(line, "agreed_day")), default=None)
