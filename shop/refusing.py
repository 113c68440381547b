"""What a deed says when it refuses: a message for people, a code for machines, the field it belongs to."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed was not done and nothing has changed. `str()` gives the message in the reader's language.

    A subclass sets `words`, with named placeholders filled from the keyword arguments; `code`, where a machine may ask;
    and `field`, the name of the argument that was wrong, "" when it was none in particular.
    """

    code: ClassVar[str] = "refused"
    words: ClassVar[str | Promise] = _("This cannot be done.")
    field: ClassVar[str] = ""

    def __init__(self, words: str | Promise | None = None, **values: Any) -> None:
        self.said = words or self.words
        self.values = values
        super().__init__(self.code, values)

    def __str__(self) -> str:
        return str(self.said) % self.values if self.values else str(self.said)


class KeyReused(Refused):
    """The key of an earlier deed came again with other content."""

    code = "key_reused"
    words = _("This was already sent with other words or numbers. Look at what is recorded and enter it anew.")
