"""Set a base's ceilings for what one manager may do with money: one proposes them and another approves them."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dispatch.models import Ceilings
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NothingChanged, SecondPersonNeeded
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage

ADVANCE, COSTS, BROKER_RATE = Decimal("500.00"), Decimal("300.00"), Decimal("1.0000")  # where a base has set none


def of_base(base: Base) -> Ceilings:
    """Return the ceilings in force: those approved last, else the usual ones."""
    held = base.ceilings.filter(approved_at__isnull=False).order_by("-approved_at", "-pk").first()
    return held or Ceilings(base=base, advance=ADVANCE, costs=COSTS, broker_rate=BROKER_RATE)


@transaction.atomic
def propose(base: Base, *, advance: Decimal, costs: Decimal, broker_rate: Decimal, by: User) -> Ceilings:
    """Propose other ceilings, CNY. They hold once a second person has approved them.

    Raises NotYours, NothingChanged, AlreadyDone (others wait for an answer).
    """
    must_manage(base.pk, by)
    Base.objects.select_for_update(no_key=True).get(pk=base.pk)
    if base.ceilings.waiting().exists():
        raise AlreadyDone
    held = of_base(base)
    if (held.advance, held.costs, held.broker_rate) == (advance, costs, broker_rate):
        raise NothingChanged
    made = base.ceilings.create(advance=advance, costs=costs, broker_rate=broker_rate, proposed_by=by)
    _record(Verb.PROPOSE_CEILINGS, made, by)
    return made


@transaction.atomic
def approve(ceilings: Ceilings, *, by: User) -> Ceilings:
    """Approve ceilings as a second person, for what is proposed from now on.

    Raises NotYours, AlreadyDone, SecondPersonNeeded.
    """
    held = _lock(ceilings, by)
    if held.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    held.approved_by, held.approved_at = by, timezone.now()
    held.save(update_fields=["approved_by", "approved_at"])
    _record(Verb.APPROVE_CEILINGS, held, by)
    return held


@transaction.atomic
def decline(ceilings: Ceilings, *, by: User) -> Ceilings:
    """Decline proposed ceilings, or withdraw one's own. Raises NotYours, AlreadyDone."""
    held = _lock(ceilings, by)
    held.declined_by, held.declined_at = by, timezone.now()
    held.save(update_fields=["declined_by", "declined_at"])
    _record(Verb.DECLINE_CEILINGS, held, by)
    return held


def _lock(ceilings: Ceilings, by: User) -> Ceilings:
    held = Ceilings.objects.select_for_update(of=["self"]).select_related("base").get(pk=ceilings.pk)
    must_manage(held.base_id, by)
    if held.approved_at or held.declined_at:
        raise AlreadyDone
    return held


def _record(verb: Verb, held: Ceilings, by: User) -> None:
    record(
        verb, held, by=by, base=held.base, advance=held.advance, costs=held.costs, broker_rate=held.broker_rate
    )  # fmt: skip
