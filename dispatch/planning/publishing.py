"""Publish a plan: turn its lines into lots at the stations."""

from django.db import transaction
from django.utils import timezone

from dispatch.models import DispatchPlan, Lot
from dispatch.planning.errors import StalePlan
from dispatch.planning.facts import facts_of
from dispatch.work.issuing import issue
from shop.accounts.models import User
from shop.refusing import WrongState
from workshops.journal import Verb, record
from workshops.models import Station

State = DispatchPlan.State


@transaction.atomic
def publish(plan: DispatchPlan, *, by: User) -> list[Lot]:
    """Issue every lot of a draft to its station, or none, and discard other drafts of the base.

    Raises StalePlan when orders, stations or their lots have changed since the plan was made (the draft and its pins
    stay), WrongState when it is no draft, and what `issuing.issue` raises.
    """
    plan = DispatchPlan.objects.select_for_update(of=["self"]).select_related("base").get(pk=plan.pk)
    if plan.state != State.DRAFT:
        raise WrongState(state=plan.get_state_display())
    _hold_stations(plan)
    if facts_of(plan.base).fingerprint() != plan.fingerprint:
        raise StalePlan
    lots = issue(list(plan.lines.filter(pieces__gt=0).order_by("pk")), by=by)
    plan.state, plan.published_by, plan.published_at = State.PUBLISHED, by, timezone.now()
    plan.save(update_fields=["state", "published_by", "published_at"])
    DispatchPlan.objects.filter(base=plan.base, state=State.DRAFT).update(state=State.DISCARDED)
    record(Verb.PUBLISH_PLAN, plan, by=by, base=plan.base, lots=len(lots))
    return lots


def _hold_stations(plan: DispatchPlan) -> None:
    """Lock the stations, so that two bases cannot fill the same free day at once."""
    stations = Station.objects.filter(pk__in=plan.lines.values("station")).order_by("pk")
    list(stations.select_for_update(no_key=True).values_list("pk"))
