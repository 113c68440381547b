"""Store pieces in people's hands: handed out, reported, inspected."""

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from dispatch.models import guards
from dispatch.models.orders import LotOperationQuerySet
from dispatch.models.reach import ReachQuerySet
from media.fields import PrivatePictureField


def still_out(count: Callable[[str], Any]) -> Any:
    """Return the pieces still with a worker, `count` giving each count of an assignment by its name.

    With `F` it is an expression for the database, with the numbers of a row it is a number: the rule is written once.
    """
    back = count("reported") + count("accepted") + count("rejected") + count("returned")
    return count("pieces") + count("surplus") - back


class AssignmentQuerySet(ReachQuerySet["Assignment"]):
    to_worker = "worker"
    to_station = f"lot_operation__{LotOperationQuerySet.to_station}"
    to_base = f"lot_operation__{LotOperationQuerySet.to_base}"

    def with_in_hand(self) -> Any:
        """Annotate assignments with `in_hand`: pieces still with the worker, to be made or in rework."""
        return self.annotate(in_hand=still_out(F))

    def unfinished(self) -> Any:
        """Return assignments of which the worker still has pieces, with `in_hand`."""
        return self.with_in_hand().filter(in_hand__gt=0)

    def pieces_in_hand(self) -> int:
        """Return the pieces still with workers, all together."""
        total: int | None = self.with_in_hand().aggregate(total=Sum("in_hand"))["total"]
        return total or 0


class Assignment(models.Model):
    """Pieces of one operation of a lot handed to one worker.

    `pieces + surplus = accepted + rejected + returned + still out`, where still out includes what is reported and not
    yet inspected and what came back for rework; the database keeps the sum. `surplus`: pieces made beyond those handed
    out, within the lot's tolerance.
    """

    lot_operation = models.ForeignKey("dispatch.LotOperation", models.PROTECT, related_name="assignments")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="assignments")
    pieces = models.PositiveIntegerField(_("pieces handed out"))
    surplus = models.PositiveIntegerField(_("pieces beyond them"), default=0)
    reported = models.PositiveIntegerField(_("reported, not yet inspected"), default=0)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    returned = models.PositiveIntegerField(_("returned unmade"), default=0)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-handed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="assignment_has_pieces"),
            models.CheckConstraint(
                condition=Q(pieces__gte=F("reported") + F("accepted") + F("rejected") + F("returned") - F("surplus")),
                name="no_more_back_than_handed_out",
            ),
        ]
        triggers = [guards.ASSIGNMENT_COUNTS, guards.WITHIN_THE_LOT]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.pieces}"

    @property
    def out(self) -> int:
        """Return the pieces still with the worker, to be made or in rework."""
        return int(still_out(lambda name: getattr(self, name)))


class WorkReportQuerySet(ReachQuerySet["WorkReport"]):
    to_worker = f"assignment__{AssignmentQuerySet.to_worker}"
    to_station = f"assignment__{AssignmentQuerySet.to_station}"
    to_base = f"assignment__{AssignmentQuerySet.to_base}"

    def waiting(self) -> "WorkReportQuerySet":
        """Return reports that are not withdrawn and that nobody has inspected, or whose inspection was withdrawn."""
        standing = Inspection.objects.standing().filter(report=models.OuterRef("pk"))
        return self.filter(~models.Exists(standing), withdrawn_at=None)


class WorkReport(models.Model):
    """A report that a worker has finished some pieces, made by her or by her lead.

    `key` is made by the device before its first attempt. Never edited: a wrong one is withdrawn before it is inspected,
    and another made.
    """

    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, related_name="reports")
    pieces = models.PositiveIntegerField(_("pieces"))
    minutes = models.PositiveIntegerField(_("minutes worked"), null=True, blank=True)
    done_on = models.DateField(_("finished on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = WorkReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("work report")
        verbose_name_plural = _("work reports")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(pieces__gte=1), name="report_has_pieces")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("assignment", "pieces", "minutes", "done_on", "by", "at", "key"),
            ),
            pgtrigger.Protect(
                name="withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            guards.REPORT_COUNTS,
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.pieces}"


class InspectionQuerySet(ReachQuerySet["Inspection"]):
    to_worker = f"report__{WorkReportQuerySet.to_worker}"
    to_station = f"report__{WorkReportQuerySet.to_station}"
    to_base = f"report__{WorkReportQuerySet.to_base}"

    def standing(self) -> "InspectionQuerySet":
        """Return inspections that count: those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Inspection(models.Model):
    """The result of inspecting one report: pieces accepted, for rework and rejected, which add up to those reported.

    Never edited: a wrong one is withdrawn, its earnings are reversed, and the report is inspected anew.
    """

    class Reason(models.TextChoices):
        SIZE = "size", _("wrong size")
        LOOSE = "loose", _("loose or uneven")
        STAIN = "stain", _("stained or damp")
        COLOUR = "colour", _("wrong colour")
        BROKEN = "broken", _("broken")
        FINISH = "finish", _("rough finish")
        OTHER = "other", _("other")

    report = models.ForeignKey("dispatch.WorkReport", models.PROTECT, related_name="inspections")
    accepted = models.PositiveIntegerField(_("accepted"))
    rework = models.PositiveIntegerField(_("rework"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    picture = PrivatePictureField(_("picture"), upload_to="inspections/%Y/%m/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(withdrawn_at=None), name="one_standing_inspection_per_report"
            ),
            models.CheckConstraint(
                condition=Q(rework=0, rejected=0) | ~Q(reason=""), name="refused_pieces_have_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("report", "accepted", "rework", "rejected", "reason", "by", "at", "key"),
            ),
            pgtrigger.Protect(
                name="withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="adds_up",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("reported", "integer")],
                func="""
                    SELECT pieces INTO reported FROM dispatch_workreport WHERE id = NEW.report_id;
                    IF NEW.accepted + NEW.rework + NEW.rejected <> reported THEN
                        RAISE EXCEPTION 'inspection of report % does not add up to %', NEW.report_id, reported
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            guards.INSPECTION_COUNTS,
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.accepted}"
