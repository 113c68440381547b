"""Define refusals: what a deed raises when it cannot be done, and those that every part of the site raises."""

from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass_transform(eq_default=False)
class Refused(Exception):
    """A deed was not done and nothing has changed. `str()` gives the message in the reader's language.

    A subclass sets `words`, the message for people, `code`, where a machine may ask, and `field`, the name of the
    argument that was wrong, "" when it was none in particular. Each placeholder in `words` is a field that the subclass
    declares like a dataclass, so a refusal that lacks one fails where it is raised.
    """

    code: ClassVar[str] = "refused"
    words: ClassVar[str | Promise] = _("This cannot be done.")
    field: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        dataclass(eq=False)(cls)

    def __str__(self) -> str:
        return str(self.words) % vars(self) if vars(self) else str(self.words)


class KeyReused(Refused):
    """The idempotency key of an earlier deed came again with other content."""

    code = "key_reused"
    words = _("This was already sent with other words or numbers. Look at what is recorded and enter it anew.")


class NotYours(Refused):
    """The thing is out of this person's reach."""

    code = "not_yours"
    words = _("This is not yours to change.")


class WrongState(Refused):
    """The thing is no longer, or not yet, in a state in which this can be done."""

    code = "wrong_state"
    words = _("This cannot be done now: it is %(state)s.")
    state: str | Promise


class ReasonMissing(Refused):
    """The deed needs a reason in words."""

    code = "reason_missing"
    words = _("Please say why.")


class AlreadyDone(Refused):
    """Someone else has done this in the meantime."""

    code = "already_done"
    words = _("Someone has already done this. Look at what is recorded.")


class NothingChanged(Refused):
    """A correction repeats what is recorded already."""

    code = "nothing_changed"
    words = _("These are the figures that are written already. Nothing has been changed.")


class SecondPersonNeeded(Refused):
    """The person who proposed or prepared a thing may not approve it."""

    code = "second_person_needed"
    words = _("A second person must do this: you prepared it yourself.")


class WrongCount(Refused):
    """The pieces do not add up, or are more than there are."""

    code = "wrong_count"
    words = _("The numbers of pieces do not add up.")


class TooMany(WrongCount):
    """More pieces are named than there are. `most`: how many there are."""

    code = "too_many"
    words = _("There are only %(most)s pieces.")
    field = "pieces"
    most: int
