"""Refuse deeds on bases, stations and people."""

from django.utils.translation import gettext_lazy as _

from shop.refusing import NotYours, Refused, WrongCount


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
    worker: str
    head: str


class ConsentMissing(Refused):
    """Nobody is registered who has not agreed to it."""

    code = "consent_missing"
    words = _("Read it out to her. Only if she agrees is anything written down.")
    field = "agrees"


class PhoneKnown(Refused):
    """The phone is that of another worker, or of an account that somebody else opens."""

    code = "phone_known"
    words = _("This number is registered already: %(who)s. Look at each digit, or leave it empty.")
    field = "phone"
    who: str


class PhoneIsHers(Refused):
    """Someone has signed in with this phone, so no lead may give that account to somebody else."""

    code = "phone_is_hers"
    words = _(
        "Someone has signed in with this number. If it was she, she changes it herself, in her account; if not, ask the"
        " operator to take it off."
    )
    field = "phone"


class SameName(Refused):
    """The station has a woman of this name already."""

    code = "same_name"
    words = _("There is a %(name)s at this station already. Look whether it is she; if not, say so here.")
    field = "another"
    name: str


class ManagesTheBase(Refused):
    """A manager of a base, who pays for pieces, cannot be its broker, who may inspect them."""

    code = "manages_the_base"
    words = _("%(person)s manages a base that works with this station, and cannot be its broker as well.")
    field = "phone"
    person: str


class StillServes(Refused):
    """A base still names this broker for its next lots."""

    code = "still_serves"
    words = _("%(person)s still serves %(base)s at %(station)s: another broker, or nobody, must be chosen there first.")
    person: str
    base: str
    station: str


class DigitsNeeded(Refused):
    """She has a sign-in of her own, so a lead may write in her name only with the digits that she types."""

    code = "digits_needed"
    words = _("%(worker)s has a sign-in of her own: she types her four digits here, or does it on her own phone.")
    field = "digits"
    worker: str


class WrongDigits(Refused):
    """These digits do not open the card."""

    code = "wrong_digits"
    words = _("These are not the digits of this card.")
    field = "digits"


class TooManyTries(Refused):
    """The digits were wrong too often. `when`: the moment from which they can be tried again."""

    code = "too_many_tries"
    words = _("Too many wrong tries. This card is locked until %(when)s.")
    field = "digits"
    when: str


class ChoosesHerself(Refused):
    """She signs in, so nobody else sets the digits with which she confirms."""

    code = "chooses_herself"
    words = _("%(worker)s has signed in on her own phone. Only she chooses her digits, under “My card”.")
    field = "digits"
    worker: str


class WrongParts(WrongCount):
    """The parts of a household are not of at least two of its members, 1 or more each."""

    code = "wrong_parts"
    words = _("Give at least two women of this household a part, each 1 or more.")


class NoCountyStation(Refused):
    """A village station needs the county's own station first."""

    words = _("%(county)s has no county station yet.")
    county: str


class HasCountyStation(Refused):
    """A county has one county station."""

    words = _("%(county)s has its county station already.")
    county: str


class AddressTaken(Refused):
    """Another base has this slug."""

    words = _("Another base has this address already.")
    field = "slug"


class WrongPlace(Refused):
    """A post is given at the wrong kind of place."""

    words = _("This post belongs to another kind of place.")
    field = "place"


class PhoneTaken(Refused):
    """A worker with this phone is registered."""

    words = _("This phone is registered already.")
    field = "phone"


class EmptyClass(Refused):
    """A class has no day or no seat."""

    words = _("A class needs at least one day and one seat.")


class ClassFull(Refused):
    """More women sign up than there are seats. `left`: seats."""

    words = _("Only %(left)d seats are left in this class.")
    left: int


class NotInClass(Refused):
    """Someone attends or passes who did not sign up or attend."""

    words = _("Only who signed up can attend, and only who attended can pass.")


class SameAccount(Refused):
    """The account that is entered is the one to which her money goes already."""

    code = "same_account"
    words = _("Her money goes to this account already. Nothing was changed.")


class ChangeWaits(Refused):
    """Another change of her account waits to take effect."""

    code = "change_waits"
    words = _("A change of this account waits already. Stop it first if it is wrong.")


class AnotherHolder(Refused):
    """The account bears another name than the worker's, and nobody said why."""

    code = "another_holder"
    words = _(
        "The holder is not %(worker)s. If this is right, say whose account it is, such as her husband's. A second "
        "person then looks at it."
    )
    field = "why_another"
    worker: str


class HolderConfirms(Refused):
    """A second person may not confirm an account that is her own."""

    code = "holder_confirms"
    words = _("This account bears your own name. Somebody else must confirm it.")


class WrongCode(Refused):
    """The code is wrong, too old, or was tried too often."""

    code = "wrong_code"
    words = _("This code is wrong or no longer valid. Ask for a new one.")
    field = "code"


class TooManyCodes(Refused):
    """Too many codes were texted to her within a day."""

    code = "too_many_codes"
    words = _("Too many codes were sent to her phone today. Try again tomorrow.")


class AccountIsTheirs(Refused):
    """The witness is the one who entered the account that the money goes to."""

    code = "account_is_theirs"
    words = _(
        "You entered the account that this money goes to, so you cannot be her witness. She confirms it herself, or "
        "another lead does, such as that of the county station."
    )


class Incomplete(Refused):
    """An application lacks something, or something in it is wrong."""

    code = "incomplete"
    words = _("Something is still missing or wrong. Look at the marked fields, then send it once more.")


class TooManyPictures(Refused):
    """More pictures are sent than are kept. `most`: how many are."""

    code = "too_many_pictures"
    words = _("At most %(most)d pictures are kept. Remove one first.")
    field = "pictures"
    most: int


class OwnApplication(Refused):
    """An officer may not decide on what she has applied for herself."""

    code = "own_application"
    words = _("This is your own application: another officer decides on it.")


class NoCoordinates(Refused):
    """Nobody has entered where the place lies, from which distances are counted."""

    code = "no_coordinates"
    words = _("The coordinates of %(place)s are not entered yet. The operator enters them under Administration.")
    place: str


class ManagesAlready(Refused):
    """The invited person manages the base already."""

    code = "manages_already"
    words = _("This person manages the base already.")


class InvitedAlready(Refused):
    """An invitation to this phone or e-mail is open."""

    code = "invited_already"
    words = _("An invitation to this phone or e-mail is open already.")


class NotInvited(NotYours):
    """The invitation went to another phone."""

    words = _("This invitation went to another phone number. Sign in with that one to accept it.")


class InvitationOver(Refused):
    """The invitation was answered, taken back, or is older than a fortnight."""

    code = "invitation_over"
    words = _("This invitation is no longer open. Ask the base for a new one.")


class LastManager(Refused):
    """A base always has a manager."""

    code = "last_manager"
    words = _("The last manager of a base cannot go: invite another one first.")


class ServesAsBroker(Refused):
    """The broker of a station that the base works with cannot manage the base."""

    code = "is_broker"
    words = _("A broker of a station that works with this base may inspect its pieces, and cannot manage it as well.")
