"""Run work of dispatch that takes longer than a page may."""

import logging
from typing import Any

from celery import chord, shared_task
from django.conf import settings
from django.utils import timezone

from dispatch import planning
from dispatch.models import Payout
from dispatch.pay import disputing, ledger, remitting
from dispatch.planning import distributing, linking
from dispatch.work import inspecting, stopping


@shared_task
def solve_plan(plan_id: int) -> None:
    """Solve a proposed plan, here or cut into parts for all workers (see settings.PLANNING_PARTS)."""
    if not planning.begin(plan_id):
        return
    with planning.beating(plan_id):
        if settings.PLANNING_PARTS < 2 or not planning.is_large(plan_id):
            planning.solve_plan(plan_id)
            return
        count = distributing.cut(plan_id, parts=settings.PLANNING_PARTS)
    chord([solve_part.s(plan_id, number) for number in range(count)])(join_parts.s(plan_id))


@shared_task(ignore_result=False)
def solve_part(plan_id: int, number: int) -> dict[str, Any]:
    """Solve one part of a plan that was cut."""
    with planning.beating(plan_id):
        return distributing.solve_part(plan_id, number)


@shared_task
def join_parts(plans: list[dict[str, Any]], plan_id: int) -> None:
    """Join the parts of a plan, once all are solved."""
    with planning.beating(plan_id):
        distributing.join_parts(plan_id, plans)


@shared_task
def solve_lost_plans() -> None:
    """Solve the plans whose own task never came, twice a minute."""
    for plan_id in planning.lost():
        solve_plan(plan_id)


@shared_task
def draw_curve(plan_id: int) -> None:
    """Compute what a draft would cost at other weights of fairness."""
    planning.draw_curve(plan_id)


@shared_task
def draw_lost_curves() -> None:
    """Draw the curves whose own task never came, every few minutes."""
    planning.draw_lost_curves()


@shared_task
def prepare_promises() -> None:
    """Prepare what bases can promise after orders or lots have changed, so that no page waits for it."""
    planning.prepare_promises()


@shared_task
def reconcile_ledger() -> None:
    """Log each difference between ledger, payslips, payouts, piece counts and materials as an error, every night."""
    for difference in ledger.reconcile():
        logging.getLogger(__name__).error("The ledger differs: %s", difference)


@shared_task
def escalate_disputes() -> None:
    """Send disputes whose day has passed one level up, every hour."""
    disputing.escalate()


@shared_task
def count_back_overdue() -> None:
    """Count back what nobody handed in of stopped lots whose day has passed, every night."""
    stopping.count_back_overdue(timezone.localdate())


@shared_task
def send_payouts(batch_id: int) -> None:
    """Have a wallet pay what a second person has released."""
    under_way = Payout.objects.filter(batch=batch_id, state__in=[Payout.State.RELEASED, Payout.State.UNCLEAR])
    for payout in under_way.select_related("batch__period").order_by("pk"):
        remitting.send(payout)


@shared_task
def ask_about_payouts() -> None:
    """Ask the wallets about payouts whose result is unknown, and send those never sent, every few minutes."""
    for batch in remitting.left_behind():
        send_payouts(batch)


@shared_task
def forget_old_pictures() -> None:
    """Delete pictures of faults that are older than records of pay must be kept, every night."""
    inspecting.forget_old_pictures()


@shared_task
def let_terms_take_effect() -> None:
    """Let the terms of links count whose day has come, every night."""
    linking.take_effect(timezone.localdate())
