"""Change the account to which a worker's money goes: someone enters it, and she or a second person agrees.

Until then her money goes where it went before. Her agreement is a code that is texted to her phone. A second person is
needed besides where the account bears another name or her phone is new, and instead of the code where she has no phone.
A change that somebody else entered takes effect with her code at once, and without it no sooner than three days later.
She can stop it until then.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts import texting
from shop.accounts.models import User
from shop.refusing import AlreadyDone, KeyReused, NotYours, ReasonMissing, SecondPersonNeeded
from workshops import names, phones
from workshops.errors import AnotherHolder, ChangeWaits, HolderConfirms, SameAccount, TooManyCodes, WrongCode
from workshops.journal import Verb, record
from workshops.models import Base, PayAccount, PayAccountChange, Post, Worker
from workshops.reach import managed_by, must_be_or_lead, run_by, served_by

SHOWN = 4
SAID = ("kind", "bank", "holder", "number")
WAIT = timedelta(days=3)
TOLD_FOR = timedelta(days=60)
CODE_LASTS = timedelta(minutes=10)
TRIES, CODES_A_DAY = 5, 5
CHANGED = _("Pay account changed")
IS_CHANGED = _("Your pay now goes to %(where)s. You did not ask for that? Tell the station or the county at once.")
STOPPED = _("Change of pay account stopped")
IS_STOPPED = _("%(name)s stopped the change of your pay account: %(because)s. Your pay goes where it went before.")


Working = Callable[[QuerySet[Base]], QuerySet[Worker]]
_answers: list[Working] = []


def register(working: Working) -> None:
    """Ask `working(bases)` from now on which workers these bases have given something to do."""
    if working not in _answers:
        _answers.append(working)


def _working_for(bases: QuerySet[Base]) -> QuerySet[Worker]:
    found = Q(pk__in=[])
    for working in _answers:
        found |= Q(pk__in=working(bases).values("pk"))
    return Worker.objects.filter(found)


@transaction.atomic
def enter(
    worker: Worker, *, kind: str, holder: str, number: str, by: User, key: UUID, bank: str = "", why_another: str = ""
) -> PayAccountChange:
    """Enter another account for a worker, and text her a code where she has a phone. Her money stays where it goes.

    `why_another`: why it bears another name than hers. Raises NotYours (neither the worker nor her lead), SameAccount,
    ChangeWaits, AnotherHolder (no reason is given), TooManyCodes, KeyReused.
    """
    must_be_or_lead(worker, by)
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    said = {"kind": kind, "bank": bank.strip(), "holder": holder.strip(), "number": number}
    if known := PayAccountChange.objects.filter(key=key).first():
        if known.worker_id != worker.pk or any(getattr(known, name) != said[name] for name in SAID):
            raise KeyReused
        return known
    before = PayAccount.objects.filter(worker=worker).first()
    if before and all(getattr(before, name) == said[name] for name in SAID):
        raise SameAccount
    if worker.account_changes.waiting().exists():
        raise ChangeWaits
    is_hers = names.are_same(said["holder"], worker.name)
    if not is_hers and not why_another.strip():
        raise AnotherHolder(worker=worker.name)
    made = PayAccountChange.objects.create(
        worker=worker, **said, is_hers=is_hers, why_another="" if is_hers else why_another.strip()[:255],
        needs_second=not is_hers or not phones.phone_of(worker) or phones.is_new(worker), entered_by=by, key=key,
    )  # fmt: skip
    _record(Verb.ENTER_PAY_ACCOUNT, made, by, before=_last(before), is_hers=is_hers)
    if phones.phone_of(worker):
        _text_code(made)
    return made


@transaction.atomic
def send_code(change: PayAccountChange, *, by: User) -> PayAccountChange:
    """Text her another code. The one before is void. Raises NotYours, AlreadyDone (it has ended), TooManyCodes."""
    held = _lock_waiting(change)
    must_be_or_lead(held.worker, by)
    if held.proven_at or not phones.phone_of(held.worker):
        raise AlreadyDone
    _text_code(held)
    return held


def prove(change: PayAccountChange, *, code: str, by: User) -> PayAccountChange:
    """Accept the code that she read from her phone, so that the change takes effect if nothing else is missing.

    Raises NotYours, AlreadyDone, WrongCode (also after ten minutes, or five wrong tries).
    """
    with transaction.atomic():  # a wrong try is counted, whatever is raised afterwards
        held = _lock_waiting(change)
        must_be_or_lead(held.worker, by)
        if held.proven_at:
            raise AlreadyDone
        is_right = _is_right(held, code)
        if is_right:
            held.proven_at = timezone.now()
            held.save(update_fields=["proven_at"])
            _record(Verb.PROVE_PAY_ACCOUNT, held, by)
            _settle(held)
    if not is_right:
        raise WrongCode
    return held


@transaction.atomic
def confirm(change: PayAccountChange, *, by: User) -> PayAccountChange:
    """Confirm as a second person that the account is right. What she or time must add may still be missing.

    Raises NotYours, AlreadyDone, SecondPersonNeeded (who entered it), HolderConfirms (it is her own account).
    """
    held = _lock_waiting(change)
    if not within_reach(by).filter(pk=held.pk).exists():
        raise NotYours
    if held.entered_by_id == by.pk:
        raise SecondPersonNeeded
    if names.are_same(by.get_full_name(), held.holder):
        raise HolderConfirms
    if held.second_id:
        raise AlreadyDone
    held.second, held.second_at = by, timezone.now()
    held.save(update_fields=["second", "second_at"])
    _record(Verb.CONFIRM_PAY_ACCOUNT, held, by, is_hers=held.is_hers)
    _settle(held)
    return held


@transaction.atomic
def stop(change: PayAccountChange, *, by: User | None, because: str = "") -> PayAccountChange:
    """Stop a change before it takes effect. She and who entered it need no reason.

    A second person needs one, and so does whoever runs her station, who stops nothing that the woman entered herself.
    She is told of what others stop. `by` is None when she did it herself with the digits of her card. Raises NotYours,
    AlreadyDone, ReasonMissing.
    """
    held = _lock_waiting(change)
    if by and not stops_without_reason(held, by):
        runs_station = not held.is_own and run_by(by).filter(pk=held.worker.station_id).exists()
        if not (runs_station or within_reach(by).filter(pk=held.pk).exists()):
            raise NotYours
        if not because.strip():
            raise ReasonMissing
    held.stopped_by, held.stopped_at, held.stopped_because = by, timezone.now(), because.strip()[:255]
    held.save(update_fields=["stopped_by", "stopped_at", "stopped_because"])
    _record(Verb.STOP_PAY_ACCOUNT, held, by, because=held.stopped_because)
    if by and by.pk != held.worker.user_id:
        why = {"name": by.get_full_name(), "because": held.stopped_because or gettext("no reason given")}
        phones.tell(held.worker, f"pay-account-stopped:{held.pk}", STOPPED, IS_STOPPED, **why)
    return held


def stops_without_reason(change: PayAccountChange, user: User) -> bool:
    """Return whether someone may stop a change without saying why: the woman herself, or who entered it."""
    return user.pk in (change.worker.user_id, change.entered_by_id)


@transaction.atomic
def take_effect() -> int:
    """Let the confirmed changes take effect whose waiting time is over, and return how many did."""
    due = PayAccountChange.objects.waiting().filter(second__isnull=False, entered_at__lte=timezone.now() - WAIT)
    rows = due.select_for_update(of=["self"], skip_locked=True).select_related("worker__user", "worker__station")
    return sum(_settle(held) for held in rows.order_by("pk"))


def within_reach(user: User) -> QuerySet[PayAccountChange]:
    """Return the waiting changes that someone may confirm or stop as a second person, the oldest first.

    She manages a base that has given the worker something to do (where none has yet, one that works with the station),
    or is an officer of its county or of the association. The post itself is asked for, and nobody confirms for herself.
    """
    Role, managed = Post.Role, managed_by(user)
    new = Q(worker__station__links__base__in=managed) & ~Q(worker__in=_working_for(Base.objects.all()))
    stations = Q(worker__in=_working_for(managed)) | new
    stations |= Q(worker__station__place__in=served_by(user, Role.ASSOCIATION_OFFICER, Role.COUNTY_OFFICER))
    waiting = PayAccountChange.objects.waiting().exclude(worker__user=user)
    waiting = waiting.filter(pk__in=PayAccountChange.objects.filter(stations).values("pk"))
    return waiting.select_related("worker__station", "worker__user", "entered_by", "second").order_by("pk")


def to_confirm(user: User) -> QuerySet[PayAccountChange]:
    """Return those of them that no second person has confirmed yet."""
    return within_reach(user).filter(second=None)


def waiting_of(worker: Worker) -> PayAccountChange | None:
    """Return the change that waits to take effect, if there is one."""
    rows = PayAccountChange.objects.waiting().filter(worker=worker)
    return rows.select_related("worker__user", "entered_by", "second").first()


def to_tell(worker: Worker) -> PayAccountChange | None:
    """Return the change that waits, or that somebody else stopped lately: she reads of it by her card too."""
    by_others = Q(stopped_at__gte=timezone.now() - TOLD_FOR, stopped_by__isnull=False)
    if worker.user_id:
        by_others &= ~Q(stopped_by=worker.user_id)
    rows = worker.account_changes.filter(by_others | Q(took_effect_at=None, stopped_at=None))
    return rows.select_related("worker__user", "entered_by", "second", "stopped_by").first()


def effective_from(change: PayAccountChange) -> datetime:
    """Return when a change takes effect without her code, once a second person has confirmed it."""
    return change.entered_at + WAIT


def _settle(held: PayAccountChange) -> bool:
    """Let a locked change take effect if all that it needs is there, and return whether it did."""
    if held.needs_second and held.second_id is None:
        return False
    is_agreed = held.proven_at or (held.is_own and not held.code)
    if not is_agreed and (held.second_id is None or timezone.now() < effective_from(held)):
        return False
    held.took_effect_at = timezone.now()
    held.save(update_fields=["took_effect_at"])
    worker, before = held.worker, PayAccount.objects.filter(worker=held.worker).first()
    now: dict[str, Any] = {name: getattr(held, name) for name in SAID}
    PayAccount.objects.update_or_create(worker=worker, defaults={**now, "change": held, "changed_by": held.entered_by})
    _record(Verb.CHANGE_PAY_ACCOUNT, held, None, before=_last(before))
    where = f"{held.bank or held.get_kind_display()} {held.masked}"
    phones.tell(worker, f"pay-account-changed:{held.pk}", CHANGED, IS_CHANGED, where=where)
    return True


def _text_code(held: PayAccountChange) -> None:
    """Text a new code to her present phone. It names the account, so that she knows what she agrees to."""
    day_ago = timezone.now() - timedelta(days=1)
    sent = held.worker.account_changes.filter(entered_at__gte=day_ago).aggregate(sum=Sum("codes_sent"))["sum"] or 0
    if sent >= CODES_A_DAY:
        raise TooManyCodes
    code, phone = generate_user_code(**settings.ALLAUTH_USER_CODE_FORMAT), phones.phone_of(held.worker)
    held.code, held.code_sent_at, held.tries = make_password(code), timezone.now(), 0
    held.codes_sent += 1
    held.save(update_fields=["code", "code_sent_at", "tries", "codes_sent"])
    with translation.override(held.worker.user.language if held.worker.user else settings.LANGUAGE_CODE):
        words = gettext(
            "[Qiaoshou] %(code)s agrees that your pay goes to %(bank)s ending in %(last)s, holder %(holder)s. Not your "
            "wish? Tell nobody."
        ) % {
            "code": code, "bank": held.bank or held.get_kind_display(), "last": held.number[-SHOWN:],
            "holder": held.holder,
        }  # fmt: skip

    def send() -> None:
        texting.send(phone, words)

    # Not through the queue or the notices, which would keep the code. One that is lost is asked for again.
    transaction.on_commit(send, robust=True)


def _is_right(held: PayAccountChange, code: str) -> bool:
    """Return whether this is her code, and count the try if it is not."""
    is_alive = held.code_sent_at is not None and timezone.now() - held.code_sent_at <= CODE_LASTS
    if not is_alive or held.tries >= TRIES:
        return False
    if check_password(normalize_user_code(code), held.code):
        return True
    held.tries += 1
    held.save(update_fields=["tries"])
    return False


def _lock_waiting(change: PayAccountChange) -> PayAccountChange:
    rows = PayAccountChange.objects.select_for_update(of=["self"])
    held = rows.select_related("worker__user", "worker__station", "entered_by").get(pk=change.pk)
    if held.took_effect_at or held.stopped_at:
        raise AlreadyDone
    return held


def _last(account: PayAccount | None) -> str:
    return account.number[-SHOWN:] if account else ""


def _record(verb: Verb, held: PayAccountChange, by: User | None, **more: Any) -> None:
    """Write to the journal what happened, with the last four characters of the number."""
    facts = {"worker": held.worker.number, "kind": held.kind, "bank": held.bank, "now": held.number[-SHOWN:]}
    record(verb, held, by=by, station=held.worker.station, **facts, **more)
