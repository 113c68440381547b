"""Store what a worker contests, who must answer by when, and the outcome."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models.reach import ReachQuerySet

if TYPE_CHECKING:
    from dispatch.models.work import Inspection


class DisputeQuerySet(ReachQuerySet["Dispute"]):
    to_worker = "worker"
    to_base = "base"

    def open(self) -> "DisputeQuerySet":
        """Return those that wait for an answer."""
        return self.filter(state=Dispute.State.OPEN)


class Dispute(models.Model):
    """A worker contests an inspection, a payslip (or one line of it), a deduction, or misses pieces she handed in.

    A clock runs for the base's answer. When it has run out the dispute goes up by itself: from the station to the
    county, from there to the association, whose officers may then answer in the base's stead.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "open")
        UPHELD = "upheld", _("upheld")
        REFUSED = "refused", _("refused")

    class Level(models.TextChoices):
        STATION = "station", pgettext_lazy("dispute", "with the base and the station")
        COUNTY = "county", pgettext_lazy("dispute", "with the county")
        ASSOCIATION = "association", pgettext_lazy("dispute", "with the association")

    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="disputes")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="disputes")
    inspection = models.ForeignKey("dispatch.Inspection", models.PROTECT, null=True, related_name="disputes")
    payslip = models.ForeignKey("dispatch.Payslip", models.PROTECT, null=True, related_name="disputes")
    entry = models.ForeignKey("dispatch.Earning", models.PROTECT, null=True, related_name="contested_in")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, null=True, related_name="disputes")
    missing = models.PositiveIntegerField(_("missing pieces"), default=0)
    words = models.TextField(_("what is wrong"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    level = models.CharField(_("where it is"), max_length=12, choices=Level, default=Level.STATION)
    answer_by_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.OneToOneField("dispatch.Earning", models.PROTECT, null=True, related_name="dispute")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["answer_by_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False, payslip=None, assignment=None, entry=None, missing=0)
                | Q(inspection=None, payslip__isnull=False, assignment=None, missing=0)
                | Q(inspection=None, payslip=None, assignment__isnull=False, entry=None, missing__gte=1)
                | Q(inspection=None, payslip=None, assignment=None, entry__isnull=False, missing=0),
                name="dispute_names_one_thing",
            ),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(state="open"), name="one_open_dispute_per_inspection"
            ),
            models.UniqueConstraint(fields=["payslip"], condition=Q(state="open"), name="one_open_dispute_per_payslip"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="open"), name="one_open_dispute_per_assignment"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open", payslip=None), name="one_open_dispute_per_deduction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.state}"

    @property
    def standing_inspection(self) -> "Inspection | None":
        """Return the inspection that stands of the report she contests: that one or its correction.

        Returns None while her pieces wait, and when she contests something else.
        """
        return self.inspection and self.inspection.report.inspections.standing().first()

    @property
    def is_late(self) -> bool:
        """Return whether it is open and the day of the answer has passed."""
        return self.state == self.State.OPEN and self.answer_by_on < timezone.localdate()
