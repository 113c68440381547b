"""Who did what, when: one row per deed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """A deed that was done. `verb` is the deed's dotted name, such as `issuing.accept`; `thing` what it was done to."""

    verb = models.CharField(_("deed"), max_length=64)
    thing = models.CharField(_("thing"), max_length=32)
    thing_id = models.BigIntegerField()
    base = models.ForeignKey("workshops.Base", models.PROTECT, null=True, related_name="journal")
    station = models.ForeignKey("workshops.Station", models.PROTECT, null=True, related_name="journal")
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["thing", "thing_id"], name="journal_thing")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing} {self.thing_id}"
