"""What a deed says when it refuses: a message for people, and a code for machines."""

from django.utils.translation import gettext_lazy as _

from shop.refusing import KeyReused as KeyReused
from shop.refusing import Refused as Refused


class WrongCount(Refused):
    """The pieces do not add up, or are more than there are."""

    code = "wrong_count"
    words = _("The numbers of pieces do not add up.")


class TooMany(WrongCount):
    """More pieces than there are; `most` says how many there are."""

    code = "too_many"
    words = _("There are only %(most)s pieces.")


class GoneOn(TooMany):
    """Pieces that are to be taken back, and are no longer there; `most` says how many still are."""

    code = "gone_on"
    words = _(
        "The pieces have gone on, to the next operation or back to be made: only %(most)s of them can be taken back."
    )


class NoSurplus(TooMany):
    """More pieces than she holds and the lot's tolerance allows; `most` says how many may be reported."""

    code = "too_many"
    words = _("She has %(held)s pieces, and this lot takes %(surplus)s more at the most: %(most)s in all.")


class TooFewForThat(WrongCount):
    """Less surplus than has been taken already; `taken` says how many pieces."""

    code = "too_few"
    words = _("%(taken)s surplus pieces have been taken already: allow at least so many.")


class WrongParts(WrongCount):
    """Parts of a household that are not of at least two of its members, 1 or more each."""

    code = "wrong_parts"
    words = _("Give at least two women of this household a part, each 1 or more.")


class HouseholdKnown(Refused):
    """The station has a file of a household with this head."""

    code = "household_known"
    words = _("There is a file of this household already: open it in the list.")
    field = "head"


class HasHousehold(Refused):
    """The worker belongs to a household already."""

    code = "has_household"
    words = _("%(worker)s belongs to the household of %(head)s: take her out there first.")
    field = "worker"


class ConsentMissing(Refused):
    """Nobody is written down who has not agreed to it."""

    code = "consent_missing"
    words = _("Read it out to her. Only if she agrees is anything written down.")
    field = "agrees"


class PhoneKnown(Refused):
    """The phone is that of another worker, or of an account that somebody else opens."""

    code = "phone_known"
    words = _("This number is registered already: %(who)s. Look at each digit, or leave it empty.")
    field = "phone"


class PhoneIsHers(Refused):
    """Someone has signed in with this phone: no lead may lead that account elsewhere."""

    code = "phone_is_hers"
    words = _(
        "Someone has signed in with this number. If it was she, she changes it herself, in her account; if not, ask the"
        " operator to take it off."
    )
    field = "phone"


class SameName(Refused):
    """The station knows a woman of this name."""

    code = "same_name"
    words = _("There is a %(name)s at this station already. Look whether it is she; if not, say so here.")
    field = "another"


class NotYours(Refused):
    """The thing is out of this person's reach."""

    code = "not_yours"
    words = _("This is not yours to change.")


class WrongState(Refused):
    """The thing is no longer, or not yet, in a state in which this can be done."""

    code = "wrong_state"
    words = _("This cannot be done now: it is %(state)s.")


class ReasonMissing(Refused):
    """The deed needs a reason in words."""

    code = "reason_missing"
    words = _("Please say why.")


class SecondPersonNeeded(Refused):
    """Whoever proposed or prepared a thing may not approve it."""

    code = "second_person_needed"
    words = _("A second person must do this: you prepared it yourself.")


class ClosedPeriod(Refused):
    """The period is closed; nothing can be posted to it."""

    code = "closed_period"
    words = _("This period is closed. What comes now belongs to the next one.")


class DeductionTooHigh(Refused):
    """More kept back than a fifth of what she earned in the period, or than the minimum wage leaves."""

    code = "deduction_too_high"
    words = _(
        "At most ¥%(most)s can be kept back now: no more than a fifth of the ¥%(earned)s that %(worker)s has earned in "
        "this period, and ¥%(minimum)s must remain to her, the minimum wage for that work. ¥%(taken)s is kept back "
        "already."
    )
    field = "amount"


class WrongAmount(Refused):
    """An amount of money that is not above zero, or has parts of a fen."""

    code = "wrong_amount"
    words = _("Give an amount above zero, in yuan and fen.")
    field = "amount"


class WrongRate(Refused):
    """A margin per piece below zero, or with more than four places."""

    code = "wrong_rate"
    words = _("Give zero or more yuan per piece, with four places at the most.")
    field = "rate"


class BrokerMissing(Refused):
    """A broker's margin, and nobody to get it."""

    code = "broker_missing"
    words = _("Who gets it? Choose a broker, or set the margin to zero.")
    field = "broker"


class NotABroker(Refused):
    """The person holds no post of a broker at this station."""

    code = "not_a_broker"
    words = _("%(broker)s is no broker at %(station)s.")
    field = "broker"


class ManagesTheBase(Refused):
    """Who manages a base, and so pays for pieces, cannot be a broker, who may inspect them."""

    code = "manages_the_base"
    words = _("%(person)s manages a base that works with this station, and cannot be its broker as well.")
    field = "phone"


class StillServes(Refused):
    """A broker whom a base still names for its next lots."""

    code = "still_serves"
    words = _("%(person)s still serves %(base)s at %(station)s: another broker, or nobody, must be chosen there first.")


class Contested(Refused):
    """A contested payslip is not paid until it is answered."""

    code = "contested"
    words = _("This payslip is contested. Answer the dispute first; then it can be paid.")


class BelowMinimumWage(Refused):
    """A rate that gives less than the county's hourly minimum, and nobody has said why."""

    code = "below_minimum_wage"
    words = _("At ¥%(hourly)s an hour this is below the minimum of ¥%(minimum)s. Raise the rate or say why.")


class TooFewSamples(Refused):
    """A time study of too few pieces, or of pieces that took no time."""

    code = "too_few_samples"
    words = _("Measure at least %(least)s pieces, each longer than nothing.")


class NoRate(Refused):
    """An operation has no approved rate in force."""

    code = "no_rate"
    words = _("“%(operation)s” has no approved rate yet.")


class StalePlan(Refused):
    """The world has changed since the plan was made."""

    code = "stale_plan"
    words = _("Orders, lots or stations have changed since this plan was made. Run it again; your pins are kept.")


class PinsDoNotFit(Refused):
    """What is pinned leaves no way."""

    code = "pins_do_not_fit"
    words = _("What is pinned does not fit then. Unpin something first.")


class NotSkilled(Refused):
    """The worker is not of this station, or not skilled in the operation's craft."""

    code = "not_skilled"
    words = _("%(worker)s is not trained in %(craft)s at this station.")


class OwnWork(Refused):
    """Nobody inspects or answers for her own pieces."""

    code = "own_work"
    words = _("Someone else must inspect your own pieces.")


class AlreadyDone(Refused):
    """Someone else has done this in the meantime."""

    code = "already_done"
    words = _("Someone has already done this. Look at what is recorded.")


class NothingChanged(Refused):
    """A correction that says what is written already."""

    code = "nothing_changed"
    words = _("These are the figures that are written already. Nothing has been changed.")


class MadeGood(Refused):
    """A correction that would leave her with less than what was decided in a dispute about it."""

    code = "made_good"
    words = _("What was made good to her in a dispute about it stays hers: she may not have less afterwards.")


class CorrectedSince(Refused):
    """An answer to a dispute about an inspection that is no longer the one which stands."""

    code = "corrected_since"
    words = _("The inspection has been corrected or withdrawn since you opened this page. Look at what it says now.")


class TooLate(Refused):
    """The time for this is over."""

    code = "too_late"
    words = _("The time for this ended on %(day)s.")


class TooMuch(Refused):
    """More of a material than there is; `most` says how much there is."""

    code = "too_much"
    words = _("There is only %(most)s %(unit)s of “%(material)s”.")


class NothingReady(Refused):
    """Nothing is there to be sent."""

    code = "nothing_ready"
    words = _("Nothing is ready to be sent: receive finished pieces first.")


class MoveRefused(Refused):
    """Pieces cannot be moved to that station."""

    code = "move_refused"
    words = _("That station cannot take them: it lacks the time or the certificate, or you have barred it.")
    field = "target"
