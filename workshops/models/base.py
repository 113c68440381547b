"""Store bases and their terms with each station."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from media.fields import PictureField
from shop.words import in_readers_language
from workshops.models import guards
from workshops.models.places import InCounty


class Base(InCounty, models.Model):
    """An enterprise or co-operative that sells and assigns work, one-to-one with Oscar's partner."""

    class Form(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        COOPERATIVE = "cooperative", _("co-operative")
        WORKSHOP = "workshop", _("workshop")

    class Settles(models.TextChoices):
        MONTHLY = "monthly", _("month by month")
        BY_LOT = "by_lot", _("lot by lot")

    class Honour(models.TextChoices):
        NATIONAL = "national", _("national model base")
        PROVINCIAL = "provincial", _("provincial model base")
        CITY = "city", _("city model base")

    partner = models.OneToOneField("partner.Partner", models.PROTECT, related_name="base")
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=128)
    name_en = models.CharField(_("name in English"), max_length=128, blank=True)
    form = models.CharField(_("legal form"), max_length=12, choices=Form)
    honour = models.CharField(_("honour"), max_length=12, choices=Honour, blank=True)
    place = models.ForeignKey("workshops.Place", models.PROTECT, related_name="bases", verbose_name=_("place"))
    crafts: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "workshops.Craft", related_name="bases"
    )
    introduction = models.TextField(_("introduction"), blank=True)
    introduction_en = models.TextField(_("introduction in English"), blank=True)
    picture = PictureField(_("picture"), upload_to="bases/", blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    margin = models.DecimalField(
        _("margin"), max_digits=4, decimal_places=3, default="0.250", help_text=_("Share of the bulk price.")
    )
    bank_headings = models.TextField(
        _("headings of the bank's template"), blank=True, help_text=_("Of the file by which the bank takes payments.")
    )
    settles = models.CharField(_("settles earnings"), max_length=8, choices=Settles, default=Settles.MONTHLY)

    tolerance = models.DecimalField(
        _("tolerance for surplus pieces"), max_digits=4, decimal_places=3, default=0,
        help_text=_("Share of a lot's pieces that are taken and paid beyond them; copied onto each lot at issue."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("base")
        verbose_name_plural = _("bases")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tolerance__gte=0, tolerance__lte=0.5),
                name="base_tolerance_at_most_half",
                violation_error_message=_("At most half as many surplus pieces are taken as were handed out."),
            )
        ]
        triggers = [guards.STANDS_IN_A_COUNTY]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")

    @property
    def words(self) -> str:
        """The introduction in the reader's language."""
        return in_readers_language(self, "introduction")


class LinkQuerySet(models.QuerySet["Link"]):
    def open(self, day: date) -> "LinkQuerySet":
        """Return the links by which a station that works may be given lots on a day."""
        ends_later = models.Q(ends_on=None) | models.Q(ends_on__gte=day)
        return self.filter(ends_later, paused_because="", station__is_active=True)


class Link(models.Model):
    """A base's terms of transport and brokerage with a station, as they are today.

    `paused_because`: why no lot is given for now. `ends_on`: the last day on which one is given.
    """

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="links")
    station = models.ForeignKey("workshops.Station", models.CASCADE, related_name="links")
    transport_days = models.PositiveSmallIntegerField(_("days of transport"), default=1)
    cost_per_piece = models.DecimalField(_("freight per piece, CNY"), max_digits=8, decimal_places=4)
    cost_per_lot = models.DecimalField(_("cost per lot, CNY"), max_digits=8, decimal_places=2)
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("broker")
    )
    broker_rate = models.DecimalField(_("broker's margin per piece, CNY"), max_digits=8, decimal_places=4, default=0)
    paused_because = models.CharField(_("paused because"), max_length=255, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(fields=["base", "station"], name="one_link_per_base_and_station"),
            models.CheckConstraint(
                condition=models.Q(cost_per_piece__gte=0, cost_per_lot__gte=0),
                name="link_costs_not_negative",
                violation_error_message=_("Freight and the cost per lot are nothing or more."),
            ),
            models.CheckConstraint(
                condition=models.Q(broker_rate=0) | models.Q(broker_rate__gt=0, broker__isnull=False),
                name="link_broker_rate_has_a_broker",
                violation_error_message=_("A margin is paid to a broker: name her, or write 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_id} {self.station_id}"


class LinkTerms(models.Model):
    """Terms of transport from a day on. Those written last for the latest day that has come are in force."""

    link = models.ForeignKey("workshops.Link", models.CASCADE, related_name="terms")
    from_on = models.DateField(_("from"))
    transport_days = models.PositiveSmallIntegerField(_("days of transport"))
    cost_per_piece = models.DecimalField(_("freight per piece, CNY"), max_digits=8, decimal_places=4)
    cost_per_lot = models.DecimalField(_("cost per lot, CNY"), max_digits=8, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("terms of a link")
        verbose_name_plural = _("terms of links")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_per_piece__gte=0, cost_per_lot__gte=0), name="link_terms_not_negative"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.link_id} {self.from_on}"
