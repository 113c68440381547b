"""Store bases and their terms with each station."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from media.fields import PictureField, VideoField
from shop.words import in_readers_language
from workshops.models import guards
from workshops.models.places import InCounty


class BaseQuerySet(models.QuerySet["Base"]):
    def selling(self) -> "BaseQuerySet":
        """Return those that are open for orders."""
        return self.filter(state=Base.State.OPEN)


class Base(InCounty, models.Model):
    """An enterprise or co-operative that sells and assigns work, one-to-one with Oscar's partner."""

    class Form(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        COOPERATIVE = "cooperative", _("co-operative")
        WORKSHOP = "workshop", _("workshop")
        INDIVIDUAL = "individual", _("individual, exempt from registration")

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("base", "being set up")
        OPEN = "open", pgettext_lazy("base", "open for orders")
        SUSPENDED = "suspended", pgettext_lazy("base", "suspended")
        LEFT = "left", pgettext_lazy("base", "has left")

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
    video = VideoField(_("video"), upload_to="bases/", blank=True)
    members = models.PositiveIntegerField(_("women who work with it"), null=True, blank=True)
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

    # Only an open base is shown in the shop and sells. The orders of any base go on.
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN, db_default=State.OPEN)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True, db_default="")
    opened_at = models.DateTimeField(_("opened for orders"), null=True, blank=True)
    steps_skipped = ArrayField(models.CharField(max_length=12), default=list, blank=True, db_default=[])
    tolerance = models.DecimalField(
        _("tolerance for surplus pieces"), max_digits=4, decimal_places=3, default=0,
        help_text=_("Share of a lot's pieces that are taken and paid beyond them; copied onto each lot at issue."),
    )  # fmt: skip

    objects = BaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("base")
        verbose_name_plural = _("bases")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tolerance__gte=0, tolerance__lte=0.5),
                name="base_tolerance_at_most_half",
                violation_error_message=_("At most half as many surplus pieces are taken as were handed out."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["suspended", "left"]) | ~models.Q(state_reason=""),
                name="base_stops_for_a_reason",
                violation_error_message=_("Say why the base stops."),
            ),
        ]
        triggers = [
            guards.STANDS_IN_A_COUNTY,
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[
                    ("preparing", "open"), ("preparing", "suspended"), ("preparing", "left"), ("open", "suspended"),
                    ("open", "left"), ("suspended", "open"), ("suspended", "preparing"), ("suspended", "left"),
                ],
            ),
        ]  # fmt: skip

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

    @property
    def sells(self) -> bool:
        """Return whether it is open for orders."""
        return self.state == self.State.OPEN


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
