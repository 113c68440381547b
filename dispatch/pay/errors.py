"""Refuse deeds on pay."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused


class ClosedPeriod(Refused):
    """The period is closed, so nothing can be posted to it."""

    code = "closed_period"
    words = _("This period is closed. What comes now belongs to the next one.")


class DeductionTooHigh(Refused):
    """More is kept back than a fifth of what she earned in the period, or than the minimum wage leaves."""

    code = "deduction_too_high"
    words = _(
        "At most ¥%(most)s can be kept back now: no more than a fifth of the ¥%(earned)s that %(worker)s has earned in "
        "this period, and ¥%(minimum)s must remain to her, the minimum wage for that work. ¥%(taken)s is kept back "
        "already."
    )
    field = "amount"
    worker: str
    most: str
    earned: str
    minimum: str
    taken: str


class AdvanceTooHigh(Refused):
    """More is to be given ahead than she has earned and not yet been paid."""

    code = "advance_too_high"
    words = _(
        "At most ¥%(most)s can be advanced to %(worker)s now. She has earned ¥%(earned)s that is not paid yet. Of it "
        "¥%(kept)s is kept back, and ¥%(advanced)s is advanced already."
    )
    field = "amount"
    worker: str
    most: str
    earned: str
    kept: str
    advanced: str


class CostsTooHigh(Refused):
    """More costs are to be paid back to her in the period than the base's ceiling lets."""

    code = "costs_too_high"
    words = _("At most ¥%(most)s more can be paid back to %(worker)s in this period: this is your base's ceiling.")
    field = "amount"
    worker: str
    most: str


class RateTooHigh(Refused):
    """The margin per piece is above the base's ceiling."""

    code = "rate_too_high"
    words = _("At most ¥%(most)s per piece: this is your base's ceiling. Two managers together can raise it.")
    field = "rate"
    most: str


class HeadingMissing(Refused):
    """A bank's template has no column for what every payment needs."""

    code = "heading_missing"
    words = _("No heading looks like “%(heading)s”. Copy the whole row of headings from your bank's template.")
    field = "headings"
    heading: str


class GaveItHerself(Refused):
    """The witness of an advance is the one who gave or approved it."""

    code = "gave_it_herself"
    words = _("You gave this advance or approved it. She says herself that she has it, or her lead does.")


class WrongAmount(Refused):
    """The amount of money is not above zero, or has parts of a fen."""

    code = "wrong_amount"
    words = _("Give an amount above zero, in yuan and fen.")
    field = "amount"


class WrongRate(Refused):
    """The margin per piece is below zero, or has more than four places."""

    code = "wrong_rate"
    words = _("Give zero or more yuan per piece, with four places at the most.")
    field = "rate"


class BrokerMissing(Refused):
    """A broker's margin has nobody to get it."""

    code = "broker_missing"
    words = _("Who gets it? Choose a broker, or set the margin to zero.")
    field = "broker"


class NotABroker(Refused):
    """The person holds no post of a broker at this station."""

    code = "not_a_broker"
    words = _("%(broker)s is no broker at %(station)s.")
    field = "broker"
    broker: str
    station: str


class Contested(Refused):
    """A contested payslip is not paid until it is answered."""

    code = "contested"
    words = _("This payslip is contested. Answer the dispute first; then it can be paid.")


class CorrectedSince(Refused):
    """The inspection that a dispute is about is no longer the one that stood when its answer was thought out."""

    code = "corrected_since"
    words = _("The inspection has been corrected or withdrawn since you opened this page. Look at what it says now.")


class TooLate(Refused):
    """The time for this is over."""

    code = "too_late"
    words = _("The time for this ended on %(day)s.")
    day: date


class SumNeeded(Refused):
    """A dispute names no sum, so nobody can pay it by saying that she is right."""

    code = "sum_needed"
    words = _("What she contests says no sum. Give one below: a second person then agrees to it.")
    field = "amount"


class SumTooHigh(Refused):
    """An answer to a dispute pays more than all that is contested."""

    code = "sum_too_high"
    words = _("At most ¥%(most)s is at stake in this dispute.")
    field = "amount"
    most: str
