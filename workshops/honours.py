"""Enter honours and patents of a base, and check them, so that the public sees only what an officer has seen."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded
from workshops import telling
from workshops.journal import Verb, record
from workshops.models import Honour
from workshops.reach import must_manage, served_by

State = Honour.State
TO_CHECK = _("%(base)s has entered “%(title)s”. Please compare it with its document.")
IS_CHECKED = _("“%(title)s” was checked and stands on your page now.")
IS_DECLINED = _("“%(title)s” was declined: %(reason)s")


@transaction.atomic
def add(honour: Honour, *, by: User) -> Honour:
    """Enter an honour or a patent, and tell the officers of the county. Raises NotYours."""
    must_manage(honour.base_id, by)
    honour.entered_by, honour.state = by, State.ENTERED
    honour.save()
    record(Verb.ADD_HONOUR, honour, by=by, base=honour.base, title=honour.title)
    to_whom = telling.first_reviewers(honour.base.place).exclude(pk=by.pk)
    _tell(honour, to_whom, TO_CHECK, event="honour-entered", link=reverse("federation:base", args=[honour.base.slug]))
    return honour


@transaction.atomic
def remove(honour: Honour, *, by: User) -> None:
    """Remove an honour from a base's page. Raises NotYours."""
    must_manage(honour.base_id, by)
    record(Verb.REMOVE_HONOUR, honour, by=by, base=honour.base, title=honour.title)
    honour.delete()


@transaction.atomic
def check(honour: Honour, *, by: User) -> Honour:
    """Confirm that an honour is what its document says. Raises NotYours, SecondPersonNeeded, AlreadyDone."""
    return _judged(honour, Verb.CHECK_HONOUR, State.CHECKED, "", IS_CHECKED, by)


@transaction.atomic
def decline(honour: Honour, *, reason: str, by: User) -> Honour:
    """Decline an honour. Raises NotYours, SecondPersonNeeded, AlreadyDone, ReasonMissing."""
    return _judged(honour, Verb.DECLINE_HONOUR, State.DECLINED, reason.strip(), IS_DECLINED, by)


def _judged(honour: Honour, verb: Verb, state: State, reason: str, words: telling.Words, by: User) -> Honour:
    held = Honour.objects.select_for_update(of=["self"]).select_related("base__place").filter(pk=honour.pk).first()
    if held is None:
        raise AlreadyDone
    if not served_by(by).filter(pk=held.base.place_id).exists():
        raise NotYours
    if held.entered_by_id == by.pk:
        raise SecondPersonNeeded
    if held.state != State.ENTERED:
        raise AlreadyDone
    if state == State.DECLINED and not reason:
        raise ReasonMissing
    held.state, held.reason, held.checked_by, held.checked_at = state, reason, by, timezone.now()
    held.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    record(verb, held, by=by, base=held.base, title=held.title, reason=reason)
    _tell(held, telling.managers(held.base), words, event=f"honour-{state}", link=reverse("desk:page"))
    return held


def _tell(honour: Honour, people: Iterable[User], words: telling.Words, *, event: str, link: str) -> None:
    about = {"base": honour.base.label, "title": honour.title, "reason": honour.reason}
    for person in people:
        with override(person.language):
            said = str(words) % about
            notices.send(f"{event}:{honour.pk}", said, said, user=person, link=link)
