"""Serve the API that devices and partners use, documented at /api/docs. Each call is one deed, each answer a row."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.security import django_auth
from pydantic import Field

from catalog.models import Product
from dispatch.api import pay
from dispatch.api.fields import Count, Id, Text
from dispatch.api.refusal import Refusal
from dispatch.models import Assignment, Inspection, Lot, WorkReport
from dispatch.pay import ledger
from dispatch.work import inspecting, reporting
from shop import limits
from shop.enquiries import promising
from shop.limits import TooOften
from shop.refusing import KeyReused, NotYours, Refused
from shop.shipping.provinces import find_province
from workshops.reach import stations_of, worker_of

STATUS = {NotYours: 404, KeyReused: 422, TooOften: 429}

api = NinjaAPI(
    title="Qiaoshou",
    version="1",
    urls_namespace="api",
    auth=django_auth,
    description="Sign in on the site first. Every write carries a key the device made: the same call twice acts once.",
)


@api.exception_handler(Refused)
def refuse(request: HttpRequest, refused: Exception) -> HttpResponse:
    """Answer a refusal with its status: 409 in general, 422 for a reused key, 404 for another's rows, 429 for a limit.

    409: not possible now. 422: an idempotency key was sent again with other content. 429: `Retry-After` says when.
    """
    code = refused.code if isinstance(refused, Refused) else "refused"
    status = next((number for kind, number in STATUS.items() if isinstance(refused, kind)), 409)
    answer = api.create_response(request, {"code": code, "message": str(refused)}, status=status)
    if isinstance(refused, TooOften):
        answer["Retry-After"] = str(refused.seconds)
    return answer


api.add_router("", pay.router)


class PromiseOut(Schema):
    """The network's promise."""

    by_wish: bool
    earliest_on: date | None
    latest_on: date | None
    certainty: Decimal | None
    stations: int


@api.get("/promise", response={200: PromiseOut, 404: Refusal, 429: Refusal}, auth=None, tags=["buyers"])
def promise(
    request: HttpRequest, product: int, pieces: int, wish_on: date, province: str = "", with_sample: bool = False
) -> Any:
    """Return whether the pieces can be with the buyer by a day, and otherwise when. No sign-in needed.

    `province`: its code or its name; without it the farthest one counts.
    """
    limits.count(request, "promise")
    wanted = get_object_or_404(Product.objects.browsable(), pk=product)
    if not 1 <= pieces <= 10_000_000:
        return 404, {"code": "wrong_count", "message": str(_("Ask for 1 to 10,000,000 pieces."))}
    found = find_province(province)
    if province and not found:
        return 404, {"code": "no_such_province", "message": str(_("There is no such province."))}
    code = found.code if found else ""
    answer = promising.promise(wanted, pieces, wish_on, province=code, with_sample=with_sample)
    if answer is None:
        return 404, {"code": "ask_the_base", "message": str(_("Only the base itself can say. Send it an enquiry."))}
    return 200, answer


class EntryOut(Schema):
    """One line of a worker's statement. `amount` is CNY, negative when it was taken back."""

    id: int
    at: Any
    kind: str
    pieces: int
    rate: Decimal | None
    amount: Decimal = Field(alias="signed")


class StatementOut(Schema):
    """A worker's earnings in all, CNY with 4 places, and her latest entries."""

    balance: Decimal
    entries: list[EntryOut]


@api.get("/me/statement", response={200: StatementOut, 404: Refusal}, tags=["workers"])
def statement(request: HttpRequest) -> Any:
    """Return the signed-in worker's own statement: her balance and her 100 latest entries."""
    worker = worker_of(request.user)
    if worker is None:
        raise NotYours
    account = ledger.account_of(worker)
    return {"balance": ledger.balance(account), "entries": list(ledger.statement(worker)[:100])}


class LotOut(Schema):
    """A lot at a station of the signed-in lead."""

    number: str
    token: UUID
    state: str
    pieces: int
    begins_on: date
    due_on: date
    product: str = Field(alias="work_order.sheet.product.label")


@api.get("/station/lots", response=list[LotOut], tags=["stations"])
def lots(request: HttpRequest) -> Any:
    """List the live lots of the signed-in lead's stations, at most 200, the most urgent first."""
    mine = Lot.objects.at(stations_of(request.user)).filter(state__in=Lot.LIVE)
    return mine.select_related("work_order__sheet__product").order_by("due_on", "pk")[:200]


class ReportIn(Schema):
    """Finished pieces of an assignment. `key` is an idempotency key, made by the device before its first attempt."""

    assignment: Id
    pieces: Count
    done_on: date
    minutes: Count | None = None
    key: UUID


class ReportOut(Schema):
    """The report as it is recorded."""

    id: int
    pieces: int
    done_on: date
    key: UUID


@api.post("/reports", response={201: ReportOut, 404: Refusal, 409: Refusal, 422: Refusal}, tags=["stations", "workers"])
def report(request: HttpRequest, sent: ReportIn) -> Any:
    """Report finished pieces, for yourself or (a lead) for a worker of your station."""
    assignment = get_object_or_404(Assignment, pk=sent.assignment)
    made = reporting.report(
        assignment=assignment, pieces=sent.pieces, done_on=sent.done_on, minutes=sent.minutes, key=sent.key,
        by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    return 201, made


class InspectionIn(Schema):
    """The result of inspecting a report.

    The three counts add up to its pieces. A reason is needed when any was refused.
    """

    report: Id
    accepted: Count
    rework: Count = 0
    rejected: Count = 0
    reason: Inspection.Reason | None = None
    note: Text = ""
    key: UUID


class InspectionOut(Schema):
    """The inspection as it is recorded."""

    id: int
    accepted: int
    rework: int
    rejected: int
    key: UUID


@api.post("/inspections", response={201: InspectionOut, 404: Refusal, 409: Refusal, 422: Refusal}, tags=["stations"])
def inspect(request: HttpRequest, sent: InspectionIn) -> Any:
    """Inspect a report. Every accepted piece earns its rate at once."""
    found = get_object_or_404(WorkReport, pk=sent.report)
    verdict = inspecting.Verdict(sent.accepted, sent.rework, sent.rejected, sent.reason or "", sent.note)
    made = inspecting.inspect(found, verdict=verdict, key=sent.key, by=request.user)  # type: ignore[arg-type]
    return 201, made
