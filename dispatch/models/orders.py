"""Store work orders, and the lots that go to stations."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models import guards
from dispatch.models.reach import ReachQuerySet
from shop.money import FEN


def late(unfinished: tuple[str, ...], day: date) -> Q:
    """Return the condition that work is in one of the unfinished states and was due before a day."""
    return Q(state__in=unfinished, due_on__lt=day)


def is_late(work: "WorkOrder | Lot") -> bool:
    """Return whether work meets that condition today."""
    return work.state in work.UNFINISHED and work.due_on < timezone.localdate()


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def open(self) -> "WorkOrderQuerySet":
        """Return work orders with pieces that no lot has yet."""
        return self.filter(state__in=WorkOrder.UNFINISHED, unplaced__gt=0)

    def late(self, day: date) -> "WorkOrderQuerySet":
        """Return unfinished work orders that were due before a day."""
        return self.filter(late(WorkOrder.UNFINISHED, day))

    def with_arrival(self) -> Any:
        """Annotate work orders with what becomes of them at the base.

        `came_on`: the day on which their last piece came, None until then. `waits_for_payment`: all is there, and not
        all of it leaves before its buyer has paid the rest.
        """
        last = Receipt.objects.filter(lot__work_order=OuterRef("pk")).order_by("-at").values("at")[:1]
        return self.annotate(
            came_on=Case(When(state=WorkOrder.State.DONE, then=TruncDate(Subquery(last)))),
            waits_for_payment=Exists(WorkOrder.objects.waiting_for_payment().filter(pk=OuterRef("pk"))),
        )

    def waiting_for_payment(self) -> "WorkOrderQuerySet":
        """Return finished work orders whose pieces lie at the base, and whose buyer has still to pay."""
        rest = F("line__order__instalments__amount")
        here = self.filter(state=WorkOrder.State.DONE, line__order__status__in=("in_production", "part_shipped"))
        return here.filter(line__order__instalments__paid__lt=rest).distinct()


class WorkOrder(models.Model):
    """The pieces that must be made for one line of an order.

    `unplaced`: pieces that are in no live lot; `cancelled`: pieces that a stopped order leaves unmade. The database
    keeps `pieces = unplaced + cancelled + those of live lots`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be planned")
        IN_WORK = "in_work", _("in work")
        DONE = "done", _("done")
        STOPPED = "stopped", pgettext_lazy("work", "stopped")

    UNFINISHED = (State.OPEN, State.IN_WORK)

    number = models.CharField(_("number"), max_length=32, unique=True)
    line = models.OneToOneField("order.Line", models.PROTECT, related_name="work_order")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="work_orders")
    sheet = models.ForeignKey("dispatch.TechSheet", models.PROTECT, related_name="work_orders")
    pieces = models.PositiveIntegerField(_("pieces"))
    unplaced = models.PositiveIntegerField(_("pieces not placed"))
    cancelled = models.PositiveIntegerField(_("pieces no longer to be made"), default=0)
    received = models.PositiveIntegerField(_("pieces received at the base"), default=0)
    packing_cost = models.DecimalField(
        _("packing per piece, CNY"), max_digits=8, decimal_places=4, default=0, help_text=_("As when it was opened.")
    )
    due_on = models.DateField(pgettext_lazy("what must be made", "due"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    stop_reason = models.CharField(_("why stopped"), max_length=255, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="work_order_has_pieces"),
            models.CheckConstraint(condition=Q(unplaced__lte=F("pieces")), name="unplaced_within_pieces"),
            models.CheckConstraint(
                condition=Q(state="stopped", unplaced=0, stop_reason__gt="")
                | (~Q(state="stopped") & Q(cancelled=0, stop_reason="")),
                name="stopped_work_order_says_why",
            ),
            models.CheckConstraint(condition=Q(packing_cost__gte=0), name="work_order_packing_not_negative"),
        ]
        triggers = [guards.ORDER_ADDS_UP, guards.ORDER_KEEPS_ITS_SHEET]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Return whether it is not finished and was due before today."""
        return is_late(self)

    @property
    def days_late(self) -> int | None:
        """Return by how many days its last piece missed the due day, given its arrival. Negative: early."""
        came_on: date | None = getattr(self, "came_on", None)
        return (came_on - self.due_on).days if came_on else None

    def release(self, pieces: int) -> None:
        """Count pieces that a lot no longer makes as to be planned, or as cancelled once the order is stopped."""
        if self.state == self.State.STOPPED:
            self.cancelled += pieces
        else:
            self.unplaced += pieces


class LotQuerySet(ReachQuerySet["Lot"]):
    to_station = "station"
    to_base = "work_order__base"

    def unfinished(self) -> Self:
        """Return lots that the station has not finished: waiting for it, accepted or in work."""
        return self.filter(state__in=Lot.UNFINISHED)

    def late(self, day: date) -> Self:
        """Return unfinished lots that were due before a day."""
        return self.filter(late(Lot.UNFINISHED, day))

    def ending(self) -> Self:
        """Return stopped lots of which pieces may still come in."""
        return self.filter(state=Lot.State.STOPPING)

    def with_made(self) -> Any:
        """Annotate lots with `made`: pieces accepted in their last operation."""
        last = LotOperation.objects.filter(lot=OuterRef("pk")).order_by("-position")
        accepted = last.annotate(accepted=Coalesce(Sum("assignments__accepted"), 0)).values("accepted")[:1]
        return self.annotate(made=Coalesce(Subquery(accepted), 0))

    def with_receivable(self) -> Any:
        """Annotate lots with `made` and with `receivable`: pieces of these that the base has not received yet."""
        return self.with_made().annotate(receivable=F("made") - F("received"))

    def to_receive(self) -> Any:
        """Return live lots of which the base can receive pieces, with `made` and `receivable`."""
        return self.with_receivable().filter(state__in=Lot.LIVE, receivable__gt=0)


class Lot(models.Model):
    """The part of a work order given to one station, with rates frozen on its operations.

    A stopped lot has a day `hand_in_by_on` until which pieces in hands may come in. `unmade`: pieces of it that nobody
    makes any more, which count in its work order again. `asked_due_on`: a new day that one side has asked for.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("waiting for the station")
        ACCEPTED = "accepted", pgettext_lazy("lot", "accepted")
        IN_WORK = "in_work", _("in work")
        FINISHED = "finished", _("finished")
        RECEIVED = "received", _("received at the base")
        STOPPING = "stopping", _("stopped, pieces still come in")
        STOPPED = "stopped", pgettext_lazy("work", "stopped")
        DECLINED = "declined", _("declined")
        RECALLED = "recalled", _("recalled")

    UNFINISHED = (State.ISSUED, State.ACCEPTED, State.IN_WORK)
    LIVE = (*UNFINISHED, State.FINISHED, State.RECEIVED, State.STOPPING, State.STOPPED)

    number = models.CharField(_("number"), max_length=32, unique=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work_order = models.ForeignKey("dispatch.WorkOrder", models.PROTECT, related_name="lots")
    station = models.ForeignKey("workshops.Station", models.PROTECT, related_name="lots")
    plan_line = models.OneToOneField("dispatch.PlanLine", models.PROTECT, null=True, related_name="lot")
    pieces = models.PositiveIntegerField(_("pieces"))
    unmade = models.PositiveIntegerField(_("pieces left unmade"), default=0)
    received = models.PositiveIntegerField(_("pieces received at the base"), default=0)
    begins_on = models.DateField(_("begins"))
    due_on = models.DateField(pgettext_lazy("what must be made", "due"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ISSUED)
    margin = models.DecimalField(
        _("station's margin"), max_digits=4, decimal_places=3, help_text=_("Share of piece pay.")
    )
    broker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    broker_rate = models.DecimalField(_("broker's margin per piece, CNY"), max_digits=8, decimal_places=4, default=0)
    freight = models.DecimalField(_("freight, CNY"), max_digits=12, decimal_places=4, default=0)
    tolerance = models.DecimalField(
        _("tolerance for surplus pieces"),
        max_digits=4,
        decimal_places=3,
        default=0,
        help_text=_("Share of the pieces."),
    )
    decline_reason = models.CharField(_("why declined"), max_length=255, blank=True)
    hand_in_by_on = models.DateField(_("hand in by"), null=True)
    asked_due_on = models.DateField(_("new day asked for"), null=True)
    asked_because = models.CharField(_("why another day"), max_length=255, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_by_base = models.BooleanField(default=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="lot_has_pieces"),
            models.CheckConstraint(
                condition=Q(received__lte=F("pieces") * (1 + F("tolerance"))),
                name="lot_received_within_pieces",
            ),
            models.CheckConstraint(condition=Q(tolerance__gte=0, tolerance__lte=1), name="lot_tolerance_is_a_share"),
            models.CheckConstraint(
                condition=Q(broker_rate=0) | Q(broker_rate__gt=0, broker__isnull=False), name="broker_rate_has_a_broker"
            ),
            models.CheckConstraint(condition=Q(freight__gte=0), name="lot_freight_not_negative"),
            models.CheckConstraint(condition=~Q(state="declined", decline_reason=""), name="declined_lot_says_why"),
            models.CheckConstraint(
                condition=Q(unmade=0) | Q(unmade__lte=F("pieces"), hand_in_by_on__isnull=False),
                name="only_a_stopped_lot_leaves_pieces_unmade",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["stopping", "stopped"]) | Q(hand_in_by_on__isnull=False, decline_reason__gt=""),
                name="stopped_lot_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(asked_due_on=None, asked_by=None, asked_because="", asked_by_base=False)
                | Q(asked_due_on__isnull=False, asked_by__isnull=False, asked_because__gt=""),
                name="new_day_says_by_whom_and_why",
            ),
        ]
        triggers = [guards.LOT_ADDS_UP, guards.LOT_KEEPS_WHAT_IS_BEGUN]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Return whether the station has not finished it and it was due before today."""
        return is_late(self)

    @property
    def to_make(self) -> int:
        """Return the pieces that are made or still to be made."""
        return self.pieces - self.unmade


class LotOperationQuerySet(ReachQuerySet["LotOperation"]):
    to_station = f"lot__{LotQuerySet.to_station}"
    to_base = f"lot__{LotQuerySet.to_base}"


class LotOperation(models.Model):
    """One operation of a lot with the rate and standard minutes it was issued at, which never change."""

    lot = models.ForeignKey("dispatch.Lot", models.PROTECT, related_name="operations")
    operation = models.ForeignKey("dispatch.Operation", models.PROTECT, related_name="lot_operations")
    position = models.PositiveSmallIntegerField(_("position"))
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)
    rate = models.DecimalField(_("CNY per piece"), max_digits=10, decimal_places=4)
    minimum_hourly = models.DecimalField(_("hourly minimum at issue"), max_digits=8, decimal_places=2)
    below_minimum_reason = models.CharField(max_length=255, blank=True)

    objects = LotOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation of a lot")
        verbose_name_plural = _("operations of lots")
        ordering = ["lot", "position"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "operation"], name="one_lot_operation_each"),
            models.CheckConstraint(condition=Q(rate__gt=0, standard_minutes__gt=0), name="lot_rate_positive"),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.position}"

    @property
    def hourly(self) -> Decimal:
        """Return the CNY that an able worker earns in an hour at this rate: rate x 60 / standard minutes, 2 places."""
        return (self.rate * 60 / self.standard_minutes).quantize(FEN)


class Receipt(models.Model):
    """A number of finished pieces of a lot that reached the base together."""

    lot = models.ForeignKey("dispatch.Lot", models.PROTECT, related_name="receipts")
    pieces = models.PositiveIntegerField(_("pieces"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.CheckConstraint(condition=Q(pieces__gte=1), name="receipt_has_pieces")]

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.pieces}"
