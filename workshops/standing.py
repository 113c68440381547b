"""Open a base for orders, suspend it, let it resume, and let it leave. Its open orders go on whatever happens."""

from django.db import transaction
from django.utils import timezone

from shop.accounts.models import User
from shop.refusing import NotYours, ReasonMissing, WrongState
from workshops import telling
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import association_of, must_manage

State = Base.State
FIRST_STEPS = ("who", "product", "sheet", "rates", "stations")  # before a base opens for orders, each can be skipped


@transaction.atomic
def skip(base: Base, *, step: str, by: User) -> Base:
    """Skip a step of setting up, or take it up again. Raises NotYours."""
    must_manage(base.pk, by)
    held = _held(base)
    if step in FIRST_STEPS:
        skipped = [one for one in held.steps_skipped if one != step]
        held.steps_skipped = skipped if step in held.steps_skipped else [*skipped, step]
        held.save(update_fields=["steps_skipped"])
        record(Verb.SKIP_STEP, held, by=by, base=held, step=step, is_skipped=step in held.steps_skipped)
    return held


@transaction.atomic
def open_for_orders(base: Base, *, by: User) -> Base:
    """Show a base in the shop and let it sell from now on. Raises NotYours, WrongState."""
    must_manage(base.pk, by)
    held = _moved(base, State.OPEN, State.PREPARING)
    held.opened_at = timezone.now()
    held.save(update_fields=["state", "opened_at"])
    entry = record(Verb.OPEN_BASE, held, by=by, base=held)
    telling.of_base(held, telling.managers(held), telling.OPENED, event=f"base-opened:{entry.pk}")
    telling.of_base(
        held, telling.overseers(held), telling.OPENED, event=f"base-has-opened:{entry.pk}", to="federation:base"
    )
    return held


@transaction.atomic
def suspend(base: Base, *, reason: str, by: User) -> Base:
    """Take a base out of the shop for a time, for a reason. Raises NotYours, ReasonMissing, WrongState."""
    _must_oversee(base, by)
    return _stopped(base, Verb.SUSPEND_BASE, State.SUSPENDED, reason, by)


@transaction.atomic
def resume(base: Base, *, by: User) -> Base:
    """End the suspension of a base. It sells again if it did before. Raises NotYours, WrongState."""
    _must_oversee(base, by)
    sold = _held(base).opened_at is not None
    held = _moved(base, State.OPEN if sold else State.PREPARING, State.SUSPENDED)
    held.state_reason = ""
    held.save(update_fields=["state", "state_reason"])
    entry = record(Verb.RESUME_BASE, held, by=by, base=held)
    _tell_both(held, telling.RESUMED, event=f"base-resumed:{entry.pk}")
    return held


@transaction.atomic
def leave(base: Base, *, reason: str, by: User) -> Base:
    """Take a base out of the shop for good, as one of its managers wishes. They keep their desk for open orders.

    Raises NotYours, ReasonMissing, WrongState.
    """
    must_manage(base.pk, by)
    return _stopped(base, Verb.LEAVE, State.LEFT, reason, by)


def _stopped(base: Base, verb: Verb, state: State, reason: str, by: User) -> Base:
    if not reason.strip():
        raise ReasonMissing
    held = _moved(base, state, *({State.PREPARING, State.OPEN, State.SUSPENDED} - {state}))
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    entry = record(verb, held, by=by, base=held, reason=held.state_reason)
    words = telling.SUSPENDED if state == State.SUSPENDED else telling.LEFT
    _tell_both(held, words, event=f"base-{state}:{entry.pk}")
    return held


def _tell_both(base: Base, words: telling.Words, *, event: str) -> None:
    telling.of_base(base, telling.managers(base), words, event=event)
    telling.of_base(base, telling.overseers(base), words, event=f"{event}:officers", to="federation:base")


def _held(base: Base) -> Base:
    return Base.objects.select_for_update(of=["self"], no_key=True).select_related("place").get(pk=base.pk)


def _moved(base: Base, to: State, *allowed: State) -> Base:
    """Return the base, locked, in its new state. It is not saved yet."""
    held = _held(base)
    if held.state not in allowed:
        raise WrongState(state=held.get_state_display())
    held.state = to
    return held


def _must_oversee(base: Base, by: User) -> None:
    if not association_of(by).filter(pk=base.place_id).exists():
        raise NotYours
