"""Store what a base shows of itself, its honours and patents, and the days on which the home page showed it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from media.fields import PictureField, PrivatePictureField
from shop.words import in_readers_language


class BasePicture(models.Model):
    """A further picture on a base's page."""

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="pictures")
    picture = PictureField(_("picture"), upload_to="bases/")

    class Meta:
        verbose_name = _("picture of a base")
        verbose_name_plural = _("pictures of bases")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.base_id} {self.pk}"


class HonourQuerySet(models.QuerySet["Honour"]):
    def shown(self) -> "HonourQuerySet":
        """Return those that an officer has checked and that have not expired."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state=Honour.State.CHECKED)


class Honour(models.Model):
    """An honour or a patent of a base, with the paper that proves it. The public sees it once an officer has."""

    class Kind(models.TextChoices):
        HONOUR = "honour", _("honour")
        PATENT = "patent", _("patent")

    class Level(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("honour", "national")
        PROVINCIAL = "provincial", pgettext_lazy("honour", "provincial")
        CITY = "city", pgettext_lazy("honour", "city")
        COUNTY = "county", pgettext_lazy("honour", "county")

    class State(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("honour", "waits for an officer")
        CHECKED = "checked", pgettext_lazy("honour", "checked")
        DECLINED = "declined", pgettext_lazy("honour", "declined")

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="honours")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.HONOUR)
    title = models.CharField(_("title"), max_length=128)
    title_en = models.CharField(_("title in English"), max_length=128, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    year = models.PositiveSmallIntegerField(_("year"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    document = PrivatePictureField(_("picture of the document"), upload_to="honours/")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = _("honour or patent")
        verbose_name_plural = _("honours and patents")
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="entered", checked_by=None)
                | (~Q(state="entered") & Q(checked_by__isnull=False) & ~Q(checked_by=F("entered_by"))),
                name="honour_checked_by_another",
                violation_error_message=_("Somebody else checks an honour than who entered it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="declined_honour_says_why",
                violation_error_message=_("Say why the honour is declined."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("base", "kind", "title", "level", "year", "expires_on", "document"),
            ),
            pgtrigger.FSM(name="moves", field="state", transitions=[("entered", "checked"), ("entered", "declined")]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return in_readers_language(self, "title")


class Choice(models.Model):
    """A base that officers or editors chose to be shown on the home page from one day to another."""

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="choices")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("choice for the home page")
        verbose_name_plural = _("choices for the home page")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="choice_ends_after_it_begins",
                violation_error_message=_("The last day is the first one or later."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.base_id} {self.from_on}"


class Showing(models.Model):
    """A day on which the home page shows a base, because it was chosen or because it was its turn."""

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="showings")
    day = models.DateField(_("day"))
    is_chosen = models.BooleanField(_("chosen"), default=False)

    class Meta:
        verbose_name = _("day on the home page")
        verbose_name_plural = _("days on the home page")
        ordering = ["-day", "pk"]
        constraints = [models.UniqueConstraint(fields=["base", "day"], name="one_showing_per_base_and_day")]

    def __str__(self) -> str:
        return f"{self.base_id} {self.day}"
