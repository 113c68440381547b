"""Store training classes and their attendance."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrainingClass(models.Model):
    """A course in a craft, held at a station."""

    title = models.CharField(_("title"), max_length=128)
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="classes")
    station = models.ForeignKey("workshops.Station", models.PROTECT, related_name="classes")
    begins_on = models.DateField(_("begins"))
    days = models.PositiveSmallIntegerField(_("days"), default=1)
    seats = models.PositiveSmallIntegerField(_("seats"))

    class Meta:
        verbose_name = _("training class")
        verbose_name_plural = _("training classes")
        ordering = ["-begins_on"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A worker's seat in a class, with her attendance and result."""

    training_class = models.ForeignKey("workshops.TrainingClass", models.CASCADE, related_name="attendances")
    worker = models.ForeignKey("workshops.Worker", models.CASCADE, related_name="attendances")
    attended = models.BooleanField(_("attended"), default=False)
    passed = models.BooleanField(_("passed"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "worker"], name="one_seat_per_worker_and_class"),
            models.CheckConstraint(
                condition=models.Q(passed=False) | models.Q(attended=True), name="passed_needs_attended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.worker_id}"
