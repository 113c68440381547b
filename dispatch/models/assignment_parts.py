"""Store the parts by which a household shares what an assignment earns."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AssignmentPart(models.Model):
    """The number of parts of an assignment's earnings that a worker gets, kept as it was when it was handed out."""

    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, related_name="parts")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="+")
    parts = models.PositiveSmallIntegerField(_("parts"))

    class Meta:
        verbose_name = _("part of an assignment")
        verbose_name_plural = _("parts of assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "worker"], name="one_part_per_assignment_and_worker"),
            models.CheckConstraint(condition=Q(parts__gte=1), name="assignment_part_is_positive"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.worker_id}: {self.parts}"
