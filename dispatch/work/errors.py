"""Refuse deeds on lots and pieces."""

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused, TooMany, WrongCount


class GoneOn(TooMany):
    """The pieces to be taken back are no longer there. `most`: how many still are."""

    code = "gone_on"
    words = _(
        "The pieces have gone on, to the next operation or back to be made: only %(most)s of them can be taken back."
    )


class NoSurplus(TooMany):
    """More pieces are reported than she holds and the lot's tolerance allows. `most`: how many may be."""

    code = "too_many"
    words = _("She has %(held)s pieces, and this lot takes %(surplus)s more at the most: %(most)s in all.")
    held: int
    surplus: int


class TooFewForThat(WrongCount):
    """Less surplus is allowed than has been taken already. `taken`: pieces."""

    code = "too_few"
    words = _("%(taken)s surplus pieces have been taken already: allow at least so many.")
    taken: int


class NotSkilled(Refused):
    """The worker is not of this station, or not skilled in the operation's craft."""

    code = "not_skilled"
    words = _("%(worker)s is not trained in %(craft)s at this station.")
    worker: str
    craft: str


class OwnWork(Refused):
    """Nobody inspects or answers for her own pieces."""

    code = "own_work"
    words = _("Someone else must inspect your own pieces.")


class NothingReady(Refused):
    """Nothing is ready to be sent."""

    code = "nothing_ready"
    words = _("Nothing is ready to be sent: receive finished pieces first.")


class NotEnoughMaterial(Refused):
    """More of a material is named than there is. `most`: how much there is."""

    code = "too_much"
    words = _("There is only %(most)s %(unit)s of “%(material)s”.")
    most: str
    unit: str
    material: str


class MadeGood(Refused):
    """A correction would leave her with less than was decided in a dispute about it."""

    code = "made_good"
    words = _("What was made good to her in a dispute about it stays hers: she may not have less afterwards.")


class WrongNewDay(Refused):
    """The new day is past, too far away, before the lot begins, or the day that it has already."""

    code = "wrong_day"
    words = _("Choose another day than now, from today on and within a year.")
    field = "day"


class DayChanged(Refused):
    """The day that is answered is not the one that is asked for now."""

    code = "day_changed"
    words = _("The new day was answered or changed in the meantime. Look at the lot again.")
