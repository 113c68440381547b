"""List what is still missing before a period is closed. None of it is lost, but it is paid with the next period."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from dispatch.models import Assignment, Dispute, Payout, Period, WorkReport
from workshops.models import Worker


@dataclass(frozen=True)
class Missing:
    """The things of one base that are still missing before it closes a period.

    `reports`: by station, how many wait for inspection, their pieces and worth in CNY; `in_hand`: pieces that workers
    still have; `disputes`: open ones; `unconfirmed`: payouts of earlier periods said to be paid that nobody has
    confirmed; `without_account`: earners whom no bank or wallet can pay.
    """

    reports: list[dict[str, Any]]
    in_hand: int
    disputes: int
    unconfirmed: int
    without_account: int


def missing(period: Period) -> Missing:
    """Return what a base should look at before it closes a period. Reads only, in five queries."""
    base = period.base_id
    held = Assignment.objects.of_base(base)
    earners = Worker.objects.filter(account__credits__period=period, pay_account=None)
    return Missing(
        reports=list(_waiting(base)),
        in_hand=held.pieces_in_hand(),
        disputes=Dispute.objects.open().of_base(base).count(),
        unconfirmed=Payout.objects.said().of_base(base).count(),
        without_account=earners.aggregate(count=Count("pk", distinct=True))["count"],
    )


def _waiting(base: int) -> QuerySet[Any, Any]:
    """Return the reports that wait for inspection, by station."""
    station = "assignment__worker__station"
    reports = WorkReport.objects.waiting().of_base(base)
    return (
        reports.order_by()
        .values(name=F(f"{station}__name"), name_en=F(f"{station}__name_en"))
        .annotate(count=Count("pk"), made=Sum("pieces"), amount=Sum(F("pieces") * F("assignment__lot_operation__rate")))
        .order_by("-amount")
    )
