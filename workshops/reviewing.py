"""Review applications to join: first for the county, then for the association, never twice by the same person."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from shop.accounts.models import User
from shop.refusing import NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from workshops import joining, telling
from workshops.errors import NoCoordinates, OwnApplication
from workshops.journal import Verb, record
from workshops.models import Application, ApplicationPicture, Base, BasePicture, Craft, Place, Post
from workshops.reach import places_of, served_by

State = Application.State
COUNTY, ASSOCIATION = Post.Role.COUNTY_OFFICER, Post.Role.ASSOCIATION_OFFICER
SHORT = "abcdefghjkmnpqrstuvwxyz23456789"


def applications_of(user: User) -> QuerySet[Application]:
    """Return the applications that an officer may read: those of her places which were submitted once."""
    sent = Application.objects.filter(submitted_at__isnull=False, place__in=places_of(user))
    return sent.exclude(state=State.DRAFT)


def waiting_for(user: User) -> QuerySet[Application]:
    """Return the applications that wait for a deed of this officer, the oldest first."""
    of_county = Q(state=State.SUBMITTED, place__in=served_by(user, COUNTY))
    has_officer = Post.objects.filter(role=COUNTY).values("place")
    alone = Q(state=State.SUBMITTED, place__in=served_by(user, ASSOCIATION)) & ~Q(place__county__in=has_officer)
    of_association = Q(state=State.ENDORSED, place__in=served_by(user, ASSOCIATION)) & ~Q(endorsed_by=user)
    waiting = Application.objects.filter(of_county | alone | of_association).exclude(applicant=user)
    return waiting.order_by("submitted_at", "pk")


@transaction.atomic
def endorse(application: Application, *, by: User) -> Application:
    """Approve an application for the county. The association decides next.

    Where a county has no officer, one of the association does it. Raises NotYours, WrongState, OwnApplication.
    """
    held = _held(application, State.SUBMITTED, by=by)
    held.state, held.endorsed_by = State.ENDORSED, by
    held.save(update_fields=["state", "endorsed_by"])
    entry = record(Verb.ENDORSE_APPLICATION, held, by=by)
    telling.of_application(held, [held.applicant], telling.COUNTY_APPROVED, event=f"application-endorsed:{entry.pk}")
    to_whom = telling.officers(ASSOCIATION, _place(held)).exclude(pk=by.pk)
    telling.of_application(held, to_whom, telling.TO_ASSOCIATION, event=f"application-to-association:{entry.pk}")
    return held


@transaction.atomic
def approve(application: Application, *, by: User) -> Base:
    """Approve an application for the association: it becomes a base, and the applicant its manager.

    The base is being set up until she opens it for orders. Raises NotYours, WrongState, OwnApplication,
    SecondPersonNeeded, NoCoordinates.
    """
    held = _held(application, State.ENDORSED, by=by)
    if held.endorsed_by_id == by.pk:
        raise SecondPersonNeeded
    base = _made_of(held)
    held.state, held.approved_by, held.base, held.ended_at = State.APPROVED, by, base, timezone.now()
    held.save(update_fields=["state", "approved_by", "base", "ended_at"])
    entry = record(Verb.APPROVE_APPLICATION, held, by=by, base=base)
    telling.of_base(base, [held.applicant], telling.APPROVED, event=f"application-approved:{entry.pk}")
    to_whom = User.objects.filter(pk__in=[held.endorsed_by_id])
    telling.of_application(held, to_whom, telling.WAS_APPROVED, event=f"application-was-approved:{entry.pk}")
    return base


@transaction.atomic
def send_back(application: Application, *, reason: str, remarks: Mapping[str, str], by: User) -> Application:
    """Return an application with a reason, and remarks by the names of the fields, so that it is corrected.

    Raises NotYours, WrongState, OwnApplication, ReasonMissing.
    """
    held = _held(application, *Application.REVIEWED, by=by)
    said = {field: words.strip() for field, words in remarks.items() if words.strip()}
    _end(held, State.RETURNED, reason, said)
    entry = record(Verb.RETURN_APPLICATION, held, by=by, reason=held.reason, remarks=said)
    telling.of_application(held, [held.applicant], telling.SENT_BACK, event=f"application-returned:{entry.pk}")
    _tell_first(held, telling.WAS_SENT_BACK, by, event=f"application-was-returned:{entry.pk}")
    return held


@transaction.atomic
def reject(application: Application, *, reason: str, by: User) -> Application:
    """Reject an application for good, with a reason. Raises NotYours, WrongState, OwnApplication, ReasonMissing."""
    held = _held(application, *Application.REVIEWED, by=by)
    held.ended_at = timezone.now()
    _end(held, State.REJECTED, reason, {})
    entry = record(Verb.REJECT_APPLICATION, held, by=by, reason=held.reason)
    telling.of_application(held, [held.applicant], telling.REJECTED, event=f"application-rejected:{entry.pk}")
    _tell_first(held, telling.WAS_REJECTED, by, event=f"application-was-rejected:{entry.pk}")
    return held


def _end(held: Application, state: State, reason: str, remarks: dict[str, str]) -> None:
    if not reason.strip():
        raise ReasonMissing
    held.state, held.reason, held.remarks = state, reason.strip(), remarks
    held.save(update_fields=["state", "reason", "remarks", "ended_at"])


def _tell_first(held: Application, words: telling.Words, by: User, *, event: str) -> None:
    """Tell the officer who approved it for the county what the association made of it."""
    first = User.objects.filter(pk__in=[held.endorsed_by_id]).exclude(pk=by.pk)
    telling.of_application(held, first, words, event=event)


def _held(application: Application, *states: str, by: User) -> Application:
    """Return the application, locked, when this officer may decide on it in its state and it is in one of `states`."""
    held = Application.objects.select_for_update(of=["self"], no_key=True).get(pk=application.pk)
    place = held.place
    of_county = place is not None and served_by(by, COUNTY).filter(pk=place.pk).exists()
    of_association = place is not None and served_by(by, ASSOCIATION).filter(pk=place.pk).exists()
    if place is None or not (of_county or of_association):
        raise NotYours
    if held.applicant_id == by.pk:
        raise OwnApplication
    if held.state not in states:
        raise WrongState(state=held.get_state_display())
    stands_in = not telling.officers(COUNTY, place).exists()
    if not (of_association if held.state == State.ENDORSED else of_county or stands_in):
        raise NotYours
    return held


def _place(application: Application) -> Place:
    return cast("Place", application.place)  # the database keeps it on what was submitted


def _made_of(held: Application) -> Base:
    """Make the base of an approved application, with its seller, its page and its manager."""
    place = _place(held)
    at = Place.objects.filter(pk__in=place.path, latitude__isnull=False, longitude__isnull=False).order_by("-level")
    where = at.first()
    if where is None:
        raise NoCoordinates(place=place.label)
    crafts = Craft.objects.filter(pk__in=held.crafts.values("pk"))
    base = joining.register_base(
        slug=_slug(held.name_en or held.name), name=held.name, name_en=held.name_en, form=held.form, place=place,
        crafts=crafts, managers=[held.applicant], introduction=held.introduction, introduction_en=held.introduction_en,
        members=held.women, latitude=where.latitude, longitude=where.longitude, state=Base.State.PREPARING,
    )  # fmt: skip
    for number, shown in enumerate(ApplicationPicture.objects.filter(application=held)):
        with shown.picture.open("rb") as file:
            name = Path(str(shown.picture)).name
            copy = ContentFile(file.read(), name=name)
        if number == 0:
            base.picture.save(name, copy)
        else:
            BasePicture.objects.create(base=base, picture=copy)
    return base


def _slug(name: str) -> str:
    """Return an address for a base that no other has: its name in Latin letters, with a few more where it is taken."""
    from pypinyin import lazy_pinyin  # a third of a second at every start, for dictionaries that few processes need

    stem = slugify(" ".join(lazy_pinyin(name)))[:40].strip("-") or "base"
    slug = stem
    while Base.objects.filter(slug=slug).exists() or slug in ("join", "invitations"):
        slug = f"{stem}-{get_random_string(4, SHORT)}"
    return slug
