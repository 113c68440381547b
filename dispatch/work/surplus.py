"""Allow pieces beyond a lot's number to be taken and paid, by a rule of the base or of one lot."""

from decimal import Decimal

from django.db import transaction

from dispatch.models import Lot
from dispatch.work.errors import TooFewForThat
from dispatch.work.progress import steps
from shop.accounts.models import User
from shop.refusing import WrongState
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage


@transaction.atomic
def allow_for_base(base: Base, *, tolerance: Decimal, by: User) -> Base:
    """Set the tolerance (0.05: five pieces in a hundred) that lots issued from now on have. Raises NotYours."""
    must_manage(base.pk, by)
    held = Base.objects.select_for_update().get(pk=base.pk)
    held.tolerance = tolerance
    held.save(update_fields=["tolerance"])
    record(Verb.ALLOW_SURPLUS_FOR_BASE, held, by=by, base=held, share=tolerance)
    return held


@transaction.atomic
def allow_for_lot(lot: Lot, *, tolerance: Decimal, by: User) -> Lot:
    """Set the tolerance of one lot that is still worked on.

    Raises NotYours, WrongState, TooFewForThat (more is taken already).
    """
    held = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station").get(pk=lot.pk)
    must_manage(held.work_order.base_id, by)
    if held.state not in Lot.UNFINISHED:
        raise WrongState(state=held.get_state_display())
    taken = max((step.surplus for step in steps(held)), default=0)
    if int(held.pieces * tolerance) < taken:
        raise TooFewForThat(taken=taken)
    held.tolerance = tolerance
    held.save(update_fields=["tolerance"])
    base, station = held.work_order.base, held.station
    record(Verb.ALLOW_SURPLUS_FOR_LOT, held, by=by, base=base, station=station, share=tolerance)
    return held
