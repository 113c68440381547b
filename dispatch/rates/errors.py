"""Refuse deeds on tech sheets and piece rates."""

from datetime import date
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


class ImpossibleSamples(Refused):
    """A piece of a time study took longer than a piece can, or far longer than another."""

    code = "impossible_samples"
    words = _(
        "A piece takes from %(least)s to %(most)s minutes, and the slowest at most %(times)s times as long as "
        "the quickest. Please check the minutes."
    )
    field = "samples"
    least: Decimal
    most: str
    times: int


class WorkerOutOfReach(Refused):
    """The woman who was measured works at no station of the base."""

    code = "worker_out_of_reach"
    words = _("No woman of your stations has this number.")
    field = "worker"


class BackDated(Refused):
    """A rate would hold from a day that has passed."""

    code = "back_dated"
    words = _("A rate can hold from today on, not from a day that has passed.")
    field = "from_on"


class ProposalWaits(Refused):
    """Another proposal for the same operation waits for its decision."""

    code = "proposal_waits"
    words = _(
        "%(name)s has proposed ¥%(rate)s for “%(operation)s” from %(day)s on, which still waits. Decide about it first."
    )
    name: str
    operation: str
    rate: str
    day: date


class NoRate(Refused):
    """An operation has no approved rate in force."""

    code = "no_rate"
    words = _("“%(operation)s” has no approved rate yet.")
    operation: str


class SheetIsNoDraft(Refused):
    """A version of a tech sheet that is in force, or was, is to be changed."""

    code = "sheet_is_no_draft"
    words = _("Version %(version)s is %(state)s and stays as it is, because orders rest on it. Start a new version.")
    version: str
    state: str


class NotOfThisSheet(Refused):
    """An operation, a time study or a material belongs to something else."""

    code = "not_of_this_sheet"
    words = _("This belongs to another tech sheet. Open the page anew, and try again.")


class HasRecords(Refused):
    """An operation that has rates or time studies of its own is to be removed from a draft."""

    code = "has_records"
    words = _(
        "“%(operation)s” has been measured or has a rate, which stay on record, so it cannot be taken out of this "
        "draft. Discard the draft and start a new version without it."
    )
    operation: str


class NoOperations(Refused):
    """A tech sheet without operations is to come into force."""

    code = "no_operations"
    words = _("A tech sheet needs at least one operation before it can come into force.")


class NoShare(Refused):
    """Rates are to be raised by nothing, or by more than double."""

    code = "no_share"
    words = _("Raise rates by more than 0 % and at most 100 %.")
    field = "percent"


class NothingChosen(Refused):
    """No rate was chosen."""

    code = "nothing_chosen"
    words = _("Choose at least one.")
