"""Store which days are worked: the calendar of holidays and harvest, and the lead times of bases."""

from datetime import time
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.words import in_readers_language


class CalendarEntry(models.Model):
    """Days on which less is worked than usual, in a place and all below it or, without one, everywhere.

    `share`: of a usual day's work in the villages. On a holiday bases and carriers rest too. A working weekend makes up
    for a holiday at the bases and changes nothing in the villages.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("holiday")
        WORKDAY = "workday", _("working weekend")
        LESS = "less", _("less work in the villages")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    place = models.ForeignKey(
        "workshops.Place", models.CASCADE, null=True, blank=True, related_name="calendar", verbose_name=_("place")
    )
    from_on = models.DateField(pgettext_lazy("first day", "from"))
    until_on = models.DateField(_("until and with"))
    share = models.DecimalField(_("share of work left"), max_digits=3, decimal_places=2, default=0)
    source = models.CharField(_("source"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="calendar_entry_ends_after_it_begins",
                violation_error_message=_("It ends on the day it begins or later."),
            ),
            models.CheckConstraint(
                condition=Q(kind="holiday", share=0)
                | Q(kind="workday", share=1)
                | Q(kind="less", share__gte=0, share__lt=1),
                name="share_fits_the_kind_of_day",
                violation_error_message=_("A holiday has a share of 0, a working day of 1, another day less than 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")


class LeadTimes(models.Model):
    """The days that a base needs beside the making, in its working days. The defaults hold for a base without a row."""

    class Week(models.IntegerChoices):
        FIVE = 5, _("Monday to Friday")
        SIX = 6, _("Monday to Saturday")
        SEVEN = 7, _("every day")

    base = models.OneToOneField("workshops.Base", models.CASCADE, related_name="lead_times")
    week = models.PositiveSmallIntegerField(_("working week"), choices=Week, default=Week.FIVE)
    closes_at = models.TimeField(
        _("closing hour"),
        default=time(17),
        help_text=_("What is asked or paid later counts from the next working day."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("answer and payment"),
        validators=[MaxValueValidator(30)],
        default=3,
        help_text=_("From an enquiry until the offer is accepted and paid for."),
    )
    sample_days = models.PositiveSmallIntegerField(
        _("sample"),
        validators=[MaxValueValidator(60)],
        default=7,
        help_text=_("Made, sent and approved, where the buyer asks for one."),
    )
    material_days = models.PositiveSmallIntegerField(
        _("material"),
        validators=[MaxValueValidator(30)],
        default=2,
        help_text=_("From the deposit until the material leaves for the stations."),
    )
    checking_days = models.PositiveSmallIntegerField(
        _("receipt and checking"),
        validators=[MaxValueValidator(30)],
        default=2,
        help_text=_("From the last lot's arrival until all is checked."),
    )
    packing_days = models.PositiveSmallIntegerField(
        _("packing"), validators=[MaxValueValidator(30)], default=1, help_text=_("Until the carrier collects it.")
    )
    pieces_a_day = models.PositiveIntegerField(
        _("pieces checked and packed a day"),
        default=1000,
        validators=[MinValueValidator(1)],
        help_text=_("Large orders take longer to check and pack."),
    )
    order_share = models.DecimalField(
        _("most of the free hours for one order"), max_digits=3, decimal_places=2, default=Decimal("0.60"),
        help_text=_("So that one large order leaves room for others."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("lead times")
        verbose_name_plural = _("lead times")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__lte=30, sample_days__lte=60, material_days__lte=30)
                & Q(checking_days__lte=30, packing_days__lte=30),
                name="lead_times_within_bounds",
                violation_error_message=_("A sample takes at most 60 days, every other step at most 30."),
            ),
            models.CheckConstraint(
                condition=Q(pieces_a_day__gte=1),
                name="pieces_a_day_positive",
                violation_error_message=_("At least one piece is checked in a day."),
            ),
            models.CheckConstraint(
                condition=Q(order_share__gte=Decimal("0.1"), order_share__lte=1),
                name="order_share_from_a_tenth_to_all",
                violation_error_message=_("The share is from a tenth to all."),
            ),
            models.CheckConstraint(
                condition=Q(week__gte=5, week__lte=7),
                name="week_of_five_to_seven_days",
                violation_error_message=_("A week has five to seven days of work."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_id}"
