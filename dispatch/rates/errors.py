"""Refuse deeds on piece rates."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused


class BelowMinimumWage(Refused):
    """The rate gives less than the county's hourly minimum, and nobody has said why."""

    code = "below_minimum_wage"
    words = _("At ¥%(hourly)s an hour this is below the minimum of ¥%(minimum)s. Raise the rate or say why.")
    field = "rate"
    hourly: Decimal
    minimum: Decimal


class TooFewSamples(Refused):
    """The time study has too few pieces, or pieces that took no time."""

    code = "too_few_samples"
    words = _("Measure at least %(least)s pieces, each longer than nothing.")
    field = "samples"
    least: int


class NoRate(Refused):
    """An operation has no approved rate in force."""

    code = "no_rate"
    words = _("“%(operation)s” has no approved rate yet.")
    operation: str
