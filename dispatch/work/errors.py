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


class NotSent(Refused):
    """Nothing was sent and nothing has changed."""


class NothingReady(NotSent):
    """Nothing is ready to be sent, or nothing was chosen."""

    code = "nothing_ready"
    words = _("Nothing is to be sent: say of at least one line how many pieces, as far as they are here.")


class TooManyOfLine(NotSent):
    """More pieces of a line are to be sent than are ready. `title`: of the product. `most`: how many are ready."""

    code = "too_many"
    words = _("Only %(most)s of %(title)s are ready to be sent.")
    title: str
    most: int


class NotPaidYet(NotSent):
    """Something is still to be paid and nobody said why it goes all the same. `left`: CNY."""

    code = "not_paid"
    words = _("¥%(left)s is still to be paid. Say why it goes out before that, or wait for the money.")
    field = "unpaid_reason"
    left: str


class WrongWaybill(NotSent):
    """The text is no number that a carrier gives out."""

    code = "wrong_waybill"
    words = _("This is not a carrier's number: 6 to 40 letters and digits, as on the label.")
    field = "waybill"


class CarrierUnnamed(NotSent):
    """Another carrier than the usual ones needs its name."""

    code = "carrier_unnamed"
    words = _("Write the name of the carrier.")
    field = "carrier_name"


class WrongCollection(NotSent):
    """The time at which the carrier collects is too far away."""

    code = "wrong_collection"
    words = _("The carrier collects within 7 days, and not longer than 7 days ago.")
    field = "collected_at"


class OnItsWay(Refused):
    """The carrier has the pieces, so they cannot be taken back."""

    code = "on_its_way"
    words = _("The carrier has it already. What comes back is received and refunded as a return.")


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


class NotInStock(Refused):
    """More of a material is to be sent or written off than the base has in stock."""

    code = "not_in_stock"
    words = _(
        "There are only %(most)s %(unit)s of “%(material)s” in stock. Book in what you bought, or count the stock."
    )
    most: str
    unit: str
    material: str


class NothingToSend(Refused):
    """No quantity was named, or the lot takes no material any more."""

    code = "nothing_to_send"
    words = _("Name at least one quantity. A lot that has ended takes nothing more.")


class NoMaterials(Refused):
    """A purchase note names no material, or one of another base."""

    code = "no_materials"
    words = _("Name at least one of your materials with a quantity.")


class AlreadyReported(Refused):
    """A short delivery of the same material waits for the base's answer."""

    code = "already_reported"
    words = _("You have reported “%(material)s” already. The base is looking for it.")
    material: str
