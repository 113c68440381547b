"""Work of dispatch that takes longer than a page may."""

from celery import shared_task

from dispatch import planning


@shared_task
def solve_plan(plan_id: int) -> None:
    """Work a proposed plan out."""
    planning.solve_plan(plan_id)
