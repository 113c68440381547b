"""Show what somebody else has changed since a form was opened, before it is overwritten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from shop.accounts.models import User
from shop.pages.deeds import DeedMixin
from shop.refusing import Refused

Facts = Mapping[str, str]
NOTHING = "–"
signer = signing.Signer(salt="seen")


@dataclass(frozen=True)
class Change:
    """A change of a row: who made it, None when that is not known, and when."""

    by: User | None
    at: datetime


@dataclass(frozen=True)
class Shown:
    """The facts about a row that a form shows to `reader`, and that others can change too. Her own changes are none.

    `facts` reads them from the row, as words by their labels. `last_change` finds the latest change of the row.
    """

    row: Model
    facts: Callable[[Any], Facts]
    reader: User | None
    last_change: Callable[[Any], Change | None]

    def version(self) -> str:
        """Return what the form shows, signed, to travel with it."""
        return signer.sign_object({"in": get_language(), "facts": dict(self.facts(self.row))}, compress=True)

    def changes(self, version: str, about: Callable[[str], bool] = lambda _label: True) -> list[str]:
        """Return what others have changed since the form with this version was shown, in words, or nothing.

        `about` says by a label whether a fact matters. The row stays locked to the end of the transaction.
        """
        rows = type(self.row)._base_manager.select_for_update(of=["self"], no_key=True)
        held = rows.get(pk=self.row.pk)
        change = self.last_change(held)
        seen = _opened(version)
        if seen is None or (change and self.reader and change.by == self.reader):
            return []
        with override(seen["in"]):
            now = dict(self.facts(held))
        told = [
            _("%(what)s: %(before)s → %(now)s") % {"what": what, "before": before, "now": after}
            for what, before, after in differences(seen["facts"], now)
            if about(what)
        ]
        return [_told_by(change), *told] if told else []

    def must_be_as_seen(self, version: str, about: Callable[[str], bool] = lambda _label: True) -> None:
        """Raise ChangedMeanwhile when others have changed the row, which stays locked to the end of the transaction."""
        if changes := self.changes(version, about):
            raise ChangedMeanwhile(changes="; ".join(changes))


class ChangedMeanwhile(Refused):
    """Somebody else has changed the thing since it was shown."""

    code = "changed_meanwhile"
    words = "%(changes)s"
    changes: str


class VersionMixin(DeedMixin):
    """Carry the version of the row that the form shows, and do the deed only when nobody else has changed it since.

    Otherwise the form says what was changed, keeps all that was typed, and is taken when it is sent again.
    """

    def __init__(self, *args: Any, shown: Shown, **more: Any) -> None:
        super().__init__(*args, **more)
        self.shown = shown
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=shown.version)

    def does(self, deed: Callable[[dict[str, Any]], object]) -> bool:
        """Do the deed with the cleaned fields. Return False as well when somebody else has changed the row."""
        if not self.is_valid():
            return False
        with transaction.atomic():
            if changes := self.shown.changes(self.cleaned_data.pop("seen"), self.is_about):
                self.add_error(None, changes)
                self._show_anew()
                return False
            return super().does(deed)

    def is_about(self, _label: str) -> bool:
        """Return whether the fact with this label matters to what was typed."""
        return True

    def _show_anew(self) -> None:
        self.shown.row.refresh_from_db()
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("seen")] = self.shown.version()  # type: ignore[index]  # a copy can be changed


def differences(before: Facts, now: Facts) -> list[tuple[str, str, str]]:
    """Return the label, the earlier and the present words of each fact that differs."""
    labels = dict.fromkeys([*before, *now])
    pairs = [(what, before.get(what) or NOTHING, now.get(what) or NOTHING) for what in labels]
    return [(what, was, is_now) for what, was, is_now in pairs if was != is_now]


def _opened(version: str) -> dict[str, Any] | None:
    try:
        seen: dict[str, Any] = signer.unsign_object(version)
    except signing.BadSignature:
        return None
    return seen


def _told_by(change: Change | None) -> str:
    if change is None or change.by is None:
        return _("This was changed while you had it open. Look at both, then send it once more to overwrite it.")
    when = date_format(timezone.localtime(change.at), "DATETIME_FORMAT")
    return _(
        "%(who)s changed this on %(when)s, while you had it open. Look at both, then send it once more to overwrite it."
    ) % {"who": change.by, "when": when}
