"""Store what a worker contests, who must answer by when, and the outcome."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models.reach import ReachQuerySet

if TYPE_CHECKING:
    from dispatch.models.orders import LotOperation
    from dispatch.models.work import Inspection


class DisputeQuerySet(ReachQuerySet["Dispute"]):
    to_worker = "worker"
    to_base = "base"

    def open(self) -> "DisputeQuerySet":
        """Return those that wait for an answer."""
        return self.filter(state=Dispute.State.OPEN)

    def for_leads(self) -> "DisputeQuerySet":
        """Return those that her lead may read: what is about the lead herself is not among them."""
        return self.exclude(reason__in=Dispute.ABOUT_LEAD)

    def for_officers(self) -> "DisputeQuerySet":
        """Return those that officers may read: what has come up to them, and what is about a lead."""
        return self.filter(~Q(level=Dispute.Level.STATION) | Q(reason__in=Dispute.ABOUT_LEAD))


class Dispute(models.Model):
    """A worker contests an inspection, a payslip (or one line of it), a deduction, or misses pieces she handed in.

    A clock runs for the base's answer. When it has run out the dispute goes up by itself: from the base to the county,
    from there to the association. Only the level where it is answers it. A sum other than the claimed one is proposed
    by one person (`sum_...`) and agreed to by a second.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "open")
        UPHELD = "upheld", _("upheld")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "taken back")

    class Reason(models.TextChoices):
        """A thing that is wrong, to be touched instead of written."""

        GOOD = "good", _("My pieces are good")
        MISCOUNTED = "miscounted", _("The pieces were counted wrong")
        NOT_MINE = "not_mine", _("These are not my pieces")
        UNFAIR = "unfair", _("My lead did not judge fairly")
        UNWRITTEN = "unwritten", _("I handed them in and nobody wrote them down")
        TOO_FEW = "too_few", _("Fewer were written down than I handed in")
        ANOTHERS = "anothers", _("They were written down for somebody else")
        KEPT = "kept", _("My lead has them and does not write them down")

    class Level(models.TextChoices):
        STATION = "station", pgettext_lazy("dispute", "with the base and the station")
        COUNTY = "county", pgettext_lazy("dispute", "with the county")
        ASSOCIATION = "association", pgettext_lazy("dispute", "with the association")

    OF_INSPECTION = (Reason.GOOD, Reason.MISCOUNTED, Reason.NOT_MINE, Reason.UNFAIR)
    OF_MISSING = (Reason.UNWRITTEN, Reason.TOO_FEW, Reason.ANOTHERS, Reason.KEPT)
    ABOUT_LEAD = (Reason.UNFAIR, Reason.KEPT)

    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="disputes")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="disputes")
    inspection = models.ForeignKey("dispatch.Inspection", models.PROTECT, null=True, related_name="disputes")
    payslip = models.ForeignKey("dispatch.Payslip", models.PROTECT, null=True, related_name="disputes")
    entry = models.ForeignKey("dispatch.Earning", models.PROTECT, null=True, related_name="contested_in")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, null=True, related_name="disputes")
    missing = models.PositiveIntegerField(_("missing pieces"), default=0)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    words = models.TextField(_("what is wrong"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    level = models.CharField(_("where it is"), max_length=12, choices=Level, default=Level.STATION)
    answer_by_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.OneToOneField("dispatch.Earning", models.PROTECT, null=True, related_name="dispute")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_by_card = models.BooleanField(_("opened with her four digits"), default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    sum_proposed = models.DecimalField(_("another sum, CNY"), max_digits=12, decimal_places=4, null=True)
    sum_words = models.CharField(_("why another sum"), max_length=255, blank=True)
    sum_seen = models.PositiveBigIntegerField(null=True)
    sum_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

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
            models.CheckConstraint(condition=~Q(reason="", words=""), name="dispute_says_what_is_wrong"),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=False) | Q(opened_by_card=True),
                name="dispute_names_who_opened_it",
            ),
            models.CheckConstraint(
                condition=Q(sum_proposed=None, sum_by=None)
                | Q(sum_proposed__gt=0, sum_by__isnull=False) & ~Q(sum_words=""),
                name="another_sum_names_its_person",
            ),
            models.CheckConstraint(
                condition=Q(sum_by=None) | Q(answered_by=None) | ~Q(sum_by=F("answered_by")),
                name="another_sum_agreed_by_a_second_person",
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
    def said(self) -> str:
        """Return what she says is wrong: the reason that she touched and her words."""
        return " · ".join(part for part in (str(self.get_reason_display()), self.words) if part)

    @property
    def lot_operation(self) -> "LotOperation | None":
        """Return the operation of a lot that it is about, where it is about one."""
        held = self.inspection.report.assignment if self.inspection else self.assignment or self.entry
        return held.lot_operation if held else None

    @property
    def is_about_lead(self) -> bool:
        """Return whether it is about her lead, who then does not read it."""
        return self.reason in self.ABOUT_LEAD

    @property
    def is_for_her(self) -> bool:
        """Return whether somebody else wrote it in her name."""
        return self.opened_by_id is not None and self.opened_by_id != self.worker.user_id

    @property
    def days_left(self) -> int:
        """Return the days until the answer is due, 0 for today and below when it is late."""
        return (self.answer_by_on - timezone.localdate()).days

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
