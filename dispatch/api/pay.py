"""Serve pay in the API: close a period, prepare payouts, confirm receipt. Each call is one deed."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from dispatch.api.fields import Id
from dispatch.api.refusal import Refusal
from dispatch.models import Payout, PayoutBatch, Payslip, Period
from dispatch.pay import paying, settling
from workshops.reach import bases_of

router = Router(tags=["pay"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}


class PeriodOut(Schema):
    """A period of a base: its days, open or closed."""

    id: int
    begins_on: Any
    ends_on: Any
    state: str


@router.post("/periods/{pk}/close", response={200: PeriodOut, **REFUSALS})
def close(request: HttpRequest, pk: int) -> Any:
    """Close a period of your base and write its payslips. Returns the period that takes new entries from now on."""
    return settling.close(_period(request, pk), by=request.user)  # type: ignore[arg-type]


class PayoutsIn(Schema):
    """The payment method and the payslips to pay: all that can be paid when none are named."""

    way: PayoutBatch.Way
    payslips: list[Id] | None = None


class BatchOut(Schema):
    """A batch that waits for a second person."""

    id: int
    way: str
    count: int
    total: Decimal


@router.post("/periods/{pk}/payouts", response={201: BatchOut, **REFUSALS})
def prepare(request: HttpRequest, pk: int, sent: PayoutsIn) -> Any:
    """Prepare payouts of a closed period, which a second person releases."""
    period = _period(request, pk)
    only = None if sent.payslips is None else list(Payslip.objects.filter(period=period, pk__in=sent.payslips))
    made = paying.prepare(period, way=sent.way, only=only, by=request.user)  # type: ignore[arg-type]
    payouts = list(made.payouts.all())
    total = sum((payout.amount for payout in payouts), Decimal(0))
    return 201, {"id": made.pk, "way": made.way, "count": len(payouts), "total": total}


class PayoutOut(Schema):
    """A payout: CNY, and its state."""

    id: int
    amount: Decimal
    state: str


class ConfirmIn(Schema):
    """The four digits of her card, typed by the worker herself, where a lead confirms and she has her own sign-in."""

    digits: Annotated[str, Field(max_length=4)] = ""


@router.post("/payouts/{pk}/confirm", response={200: PayoutOut, **REFUSALS})
def confirm(request: HttpRequest, pk: int, sent: ConfirmIn | None = None) -> Any:
    """Confirm that the money was received, for yourself or (a lead) for a worker of your station.

    A lead is the witness of a worker who has no sign-in of her own, and sends the digits of all others.
    """
    payout, digits = get_object_or_404(Payout, pk=pk), sent.digits if sent else ""
    return paying.confirm(payout, by=request.user, digits=digits)  # type: ignore[arg-type]


def _period(request: HttpRequest, pk: int) -> Period:
    return get_object_or_404(Period, pk=pk, base__in=bases_of(request.user))
