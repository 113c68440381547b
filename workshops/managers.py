"""Invite managers to a base by phone or e-mail, let them accept, and let them go, never the last one."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours
from workshops import joining, telling
from workshops.errors import (
    InvitationOver,
    InvitedAlready,
    LastManager,
    ManagesAlready,
    NotInvited,
    ServesAsBroker,
)
from workshops.journal import Verb, record
from workshops.models import Base, Invitation, Post
from workshops.reach import must_manage

OPEN_FOR = timedelta(days=14)
INVITED = _("%(by)s invites you to manage %(base)s. Open the page to accept, within 14 days.")
SUBJECT = _("Invitation to manage %(base)s")
ACCEPTED = _("%(person)s manages %(base)s now.")
DECLINED = _("%(person)s has declined to manage %(base)s.")
TAKEN_BACK = _("The invitation to manage %(base)s was taken back.")
LET_GO = _("%(person)s no longer manages %(base)s.")


def managers_of(base: Base) -> QuerySet[Post]:
    """Return the posts of a base's managers, in the order in which they came."""
    posts = Post.objects.filter(base=base, role=Post.Role.BASE_MANAGER)
    return posts.select_related("user").order_by("from_on", "pk")


def open_invitations(base: Base) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return base.invitations.filter(state=Invitation.State.OPEN, invited_at__gt=_oldest())


@transaction.atomic
def invite(base: Base, *, phone: str = "", email: str = "", by: User) -> Invitation:
    """Invite whoever owns a phone (E.164) or an e-mail. Raises NotYours, ManagesAlready, InvitedAlready."""
    must_manage(base.pk, by)
    _lock(base)
    email = "" if phone else email.lower()
    invited = Q(user__phone=phone) if phone else Q(user__email__iexact=email)
    if managers_of(base).filter(invited).exists():
        raise ManagesAlready
    same = base.invitations.filter(state=Invitation.State.OPEN, phone=phone, email=email)
    if same.filter(invited_at__gt=_oldest()).exists():
        raise InvitedAlready
    same.update(state=Invitation.State.WITHDRAWN)
    made = Invitation.objects.create(base=base, phone=phone, email=email, token=uuid4(), invited_by=by)
    record(Verb.INVITE_MANAGER, made, by=by, base=base)
    about = {"by": str(by), "base": base.label}
    link = reverse("workshops:invitation", args=[made.token])
    notices.send(f"invited:{made.pk}", str(SUBJECT) % about, str(INVITED) % about, phone=phone, email=email, link=link)
    return made


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Post:
    """Accept an invitation. One to a phone is for the person who proved that phone. Everybody concerned is told.

    Raises NotInvited, InvitationOver, ServesAsBroker.
    """
    held = _held(invitation, by)
    serves = Q(station__links__base=held.base) | Q(station__villages__links__base=held.base)
    if Post.objects.filter(serves, role=Post.Role.BROKER, user=by).exists():
        raise ServesAsBroker
    post = joining.appoint(by, Post.Role.BASE_MANAGER, place=held.base)
    _answer(held, Invitation.State.ACCEPTED, by)
    record(Verb.ACCEPT_INVITATION, held, by=by, base=held.base)
    _tell(held.base, ACCEPTED, by, event=f"manager-accepted:{held.pk}")
    return post


@transaction.atomic
def decline(invitation: Invitation, *, by: User) -> Invitation:
    """Decline an invitation. Raises NotInvited, InvitationOver."""
    held = _held(invitation, by)
    _answer(held, Invitation.State.DECLINED, by)
    record(Verb.DECLINE_INVITATION, held, by=by, base=held.base)
    _tell(held.base, DECLINED, by, event=f"manager-declined:{held.pk}")
    return held


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Take an invitation back. Raises NotYours, AlreadyDone."""
    must_manage(invitation.base_id, by)
    held = Invitation.objects.select_for_update(of=["self"]).select_related("base").get(pk=invitation.pk)
    if held.state != Invitation.State.OPEN:
        raise AlreadyDone
    _answer(held, Invitation.State.WITHDRAWN, by)
    record(Verb.WITHDRAW_INVITATION, held, by=by, base=held.base)
    about = {"base": held.base.label}
    notices.send(
        f"invitation-withdrawn:{held.pk}", str(SUBJECT) % about, str(TAKEN_BACK) % about,
        phone=held.phone, email=held.email,
    )  # fmt: skip
    return held


@transaction.atomic
def let_go(post: Post, *, by: User) -> None:
    """Take a manager's post at a base away, or give up one's own. She and the others are told.

    Raises NotYours, AlreadyDone, LastManager.
    """
    if post.base is None:
        raise NotYours
    must_manage(post.base.pk, by)
    base = _lock(post.base)
    held = managers_of(base).filter(pk=post.pk).first()
    if held is None:
        raise AlreadyDone
    if managers_of(base).count() == 1:
        raise LastManager
    entry = record(Verb.LET_MANAGER_GO, held, by=by, base=base, manager=str(held.user))
    _tell(base, LET_GO, held.user, event=f"manager-let-go:{entry.pk}")
    base.partner.users.remove(held.user)
    held.delete()


def is_open(invitation: Invitation) -> bool:
    """Return whether an invitation can still be accepted."""
    return invitation.state == Invitation.State.OPEN and invitation.invited_at > _oldest()


def _oldest() -> datetime:
    return timezone.now() - OPEN_FOR


def _lock(base: Base) -> Base:
    """Lock a base, so that two managers who let each other go at once do not leave it without any."""
    return Base.objects.select_for_update(of=["self"], no_key=True).select_related("partner").get(pk=base.pk)


def _held(invitation: Invitation, by: User) -> Invitation:
    held = Invitation.objects.select_for_update(of=["self"]).select_related("base__partner").get(pk=invitation.pk)
    if held.phone and not (by.phone == held.phone and by.phone_verified_at):
        raise NotInvited
    if held.email and by == held.invited_by:
        raise NotInvited
    if not is_open(held):
        raise InvitationOver
    return held


def _answer(held: Invitation, state: Invitation.State, by: User) -> None:
    held.state, held.answered_by, held.answered_at = state, by, timezone.now()
    held.save(update_fields=["state", "answered_by", "answered_at"])


def _tell(base: Base, words: telling.Words, person: User, *, event: str) -> None:
    """Tell the person and the managers of the base."""
    for reader in {person, *telling.managers(base)}:
        with override(reader.language):
            said = str(words) % {"person": str(person), "base": base.label}
            notices.send(event, said, said, user=reader, link=reverse("account:home"))
