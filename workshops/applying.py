"""Apply to join as a base: begin a draft, keep it, submit it, correct it, take it back."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.refusing import NotYours, WrongState
from workshops import telling
from workshops.errors import Incomplete, TooManyPictures
from workshops.journal import Verb, record
from workshops.licences import is_licence_number
from workshops.models import Application, ApplicationPicture, Base, Craft

State = Application.State
MOST_PICTURES = 6
NEEDED = _("Please fill this in.")
WRONG_CODE = _("This is not a valid code: it has 18 digits and letters, as on the licence.")


@transaction.atomic
def begin(*, by: User) -> Application:
    """Return the application that a person is writing or has under review, or else a new draft."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs begin one
    known = Application.objects.live().filter(applicant=by).first()
    return known or Application.objects.create(applicant=by, person=by.get_full_name())


@transaction.atomic
def keep(
    application: Application, said: dict[str, Any], *, crafts: Collection[Craft] = (),
    pictures: Iterable[File[bytes]] = (), without: Collection[ApplicationPicture] = (), by: User,
) -> Application:  # fmt: skip
    """Keep what an applicant has written so far, complete or not: `said` by the names of the fields.

    Adds `pictures` and removes those in `without`. Raises NotYours, WrongState, TooManyPictures.
    """
    held = _held(application, by)
    _must_be(held, *Application.WRITTEN)
    for field, value in said.items():
        setattr(held, field, value)
    held.save(update_fields=[*said])
    held.crafts.set(crafts)
    held.pictures.filter(pk__in=[one.pk for one in without]).delete()
    added = [ApplicationPicture(application=held, picture=picture) for picture in pictures]
    if held.pictures.count() + len(added) > MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    for one in added:
        one.save()
    return held


@transaction.atomic
def submit(application: Application, *, by: User) -> Application:
    """Send an application to the county. Raises NotYours, WrongState, Incomplete when something lacks or is wrong.

    Remarks of an earlier review are gone from then on; the journal keeps them.
    """
    held = _held(application, by)
    if held.state == State.SUBMITTED:
        return held
    _must_be(held, *Application.WRITTEN)
    if held.place is None or lacking(held):
        raise Incomplete
    held.state, held.submitted_at, held.endorsed_by = State.SUBMITTED, timezone.now(), None
    held.reason, held.remarks = "", {}
    held.save(update_fields=["state", "submitted_at", "endorsed_by", "reason", "remarks"])
    entry = record(Verb.SUBMIT_APPLICATION, held, by=by)
    telling.of_application(held, [by], telling.RECEIVED, event=f"application-received:{entry.pk}")
    to_whom = telling.first_reviewers(held.place).exclude(pk=by.pk)
    telling.of_application(held, to_whom, telling.TO_COUNTY, event=f"application-submitted:{entry.pk}")
    return held


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    """Take an application back before it is decided. Raises NotYours, WrongState."""
    held = _held(application, by)
    _must_be(held, *Application.LIVE)
    was = held.state
    held.state, held.ended_at = State.WITHDRAWN, timezone.now()
    held.save(update_fields=["state", "ended_at"])
    entry = record(Verb.WITHDRAW_APPLICATION, held, by=by)
    if held.place and was in Application.REVIEWED:
        whom = telling.first_reviewers(held.place) | telling.officers(telling.ASSOCIATION, held.place)
        told = whom if was == State.ENDORSED else telling.first_reviewers(held.place)
        telling.of_application(
            held, told.exclude(pk=by.pk), telling.WITHDRAWN, event=f"application-withdrawn:{entry.pk}"
        )
    return held


def lacking(application: Application) -> dict[str, Promise]:
    """Return what an application still lacks before it can be submitted: words by the names of its fields."""
    needed = ["form", "name", "place", "person", "makes", "women", "introduction"]
    is_exempt = application.form == Base.Form.INDIVIDUAL
    needed += ["exemption"] if is_exempt else ["licence_number", "licence"]
    missing: dict[str, Promise] = {field: NEEDED for field in needed if not getattr(application, field)}
    if not application.crafts.exists():
        missing["crafts"] = NEEDED
    if not application.pictures.exists():
        missing["pictures"] = NEEDED
    if not is_exempt and application.licence_number and not is_licence_number(application.licence_number):
        missing["licence_number"] = WRONG_CODE
    return missing


def _held(application: Application, by: User) -> Application:
    held = Application.objects.select_for_update(of=["self"], no_key=True).get(pk=application.pk)
    if held.applicant_id != by.pk:
        raise NotYours
    return held


def _must_be(application: Application, *states: str) -> None:
    if application.state not in states:
        raise WrongState(state=application.get_state_display())
