"""Work of dispatch that takes longer than a page may."""

import logging

from celery import shared_task

from dispatch import planning
from dispatch.reconciling import reconcile


@shared_task
def solve_plan(plan_id: int) -> None:
    """Work a proposed plan out."""
    planning.solve_plan(plan_id)


@shared_task
def reconcile_ledger() -> None:
    """Every night: log each difference between ledger, payslips, payouts, piece counts and materials as an error."""
    for difference in reconcile():
        logging.getLogger(__name__).error("The ledger differs: %s", difference)
