"""Store workers, their households and skills, pay accounts, and posts that people hold."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from media.fields import PictureField
from workshops.models import guards
from workshops.models.places import Place
from workshops.sealed import SealedTextField, masked


class Household(models.Model):
    """A household in the register, with a file of its own."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    station = models.ForeignKey("workshops.Station", models.PROTECT, related_name="households")
    head = models.CharField(_("head of household"), max_length=64)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return f"{self.head} {self.code}"


class HouseholdPart(models.Model):
    """The number of parts of a shared card's earnings that a member gets, from the next hand-out on."""

    worker = models.OneToOneField("workshops.Worker", models.PROTECT, related_name="household_part")
    parts = models.PositiveSmallIntegerField(_("parts"))

    class Meta:
        db_table = "dispatch_householdpart"  # households lived in dispatch once
        verbose_name = _("part within a household")
        verbose_name_plural = _("parts within households")
        constraints = [models.CheckConstraint(condition=Q(parts__gte=1), name="household_part_is_positive")]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.parts}"


class Worker(models.Model):
    """A woman who makes pieces at the station or at home. She may have no phone and need not sign in."""

    number = models.CharField(_("worker number"), max_length=20, unique=True)
    key = models.UUIDField(null=True, unique=True, editable=False)  # idempotency key of her registration
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="worker", verbose_name=_("user")
    )
    station = models.ForeignKey("workshops.Station", models.PROTECT, related_name="workers", verbose_name=_("station"))
    household = models.ForeignKey("workshops.Household", models.PROTECT, null=True, blank=True, related_name="members")
    name = models.CharField(_("name"), max_length=64)
    phone = PhoneNumberField(_("phone"), null=True, blank=True, unique=True)
    portrait = PictureField(_("portrait"), upload_to="workers/", blank=True)
    minutes_per_day = models.PositiveSmallIntegerField(_("minutes a day"), help_text=_("By her own choice."))
    joined_on = models.DateField(_("joined"))
    is_active = models.BooleanField(_("active"), default=True)
    works_at_home = models.BooleanField(_("works at home"), default=True)
    is_carer = models.BooleanField(_("cares for someone"), default=False)
    identity_number = SealedTextField(_("identity number"), blank=True)
    disability = SealedTextField(_("disability"), blank=True)
    card_token = models.UUIDField(_("card"), default=uuid.uuid4, unique=True, editable=False)
    card_pin = models.CharField(_("card digits, hashed"), max_length=128, blank=True, editable=False)
    crafts: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "workshops.Craft", through="workshops.Skill", related_name="workers"
    )

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_per_day__lte=720),
                name="worker_day_has_at_most_12_hours",
                violation_error_message=_("A day of work has at most 720 minutes (12 hours)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def signs_in(self) -> bool:
        """Return whether she has a sign-in of her own, so that nobody writes in her name without her."""
        return self.user is not None and self.user.is_active


class VoidedCard(models.Model):
    """A card that was lost. Its code opens nothing any more."""

    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="voided_cards")
    token = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("voided card")
        verbose_name_plural = _("voided cards")
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete | pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.at:%Y-%m-%d}"


class PayAccount(models.Model):
    """The bank account or wallet to which a worker's money goes. Without one she is paid in cash.

    It changes only by a `PayAccountChange` that took effect. `changed_by`: who entered that change.
    """

    class Kind(models.TextChoices):
        BANK = "bank", _("bank account")
        WECHAT = "wechat", _("WeChat")
        ALIPAY = "alipay", _("Alipay")

    worker = models.OneToOneField("workshops.Worker", models.CASCADE, related_name="pay_account")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    bank = models.CharField(_("bank"), max_length=64, blank=True)
    holder = models.CharField(_("account holder"), max_length=64)
    number = SealedTextField(_("account number"))
    change = models.OneToOneField(
        "workshops.PayAccountChange", models.PROTECT, null=True, related_name="account", verbose_name=_("change")
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("pay account")
        verbose_name_plural = _("pay accounts")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="bank", bank=""), name="bank_account_names_its_bank"),
        ]
        triggers = [guards.ACCOUNT_CHANGES_BY_A_CHANGE]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind}"

    @property
    def masked(self) -> str:
        """The number as pages show it: its last four characters."""
        return masked(self.number)


class FormerPhone(models.Model):
    """A number that was a worker's until lately, so that it is told of what happens to her account."""

    worker = models.ForeignKey("workshops.Worker", models.CASCADE, related_name="former_phones")
    phone = PhoneNumberField(_("phone"))
    until = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("former phone")
        verbose_name_plural = _("former phones")
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.until}"


class Skill(models.Model):
    """A craft that a worker can do, and her pace against the standard (1.00)."""

    worker = models.ForeignKey("workshops.Worker", models.CASCADE, related_name="skills")
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="skills")
    pace = models.DecimalField(_("pace"), max_digits=4, decimal_places=2, default=1)
    since_on = models.DateField(_("since"))

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [
            models.UniqueConstraint(fields=["worker", "craft"], name="one_skill_per_worker_and_craft"),
            models.CheckConstraint(
                condition=Q(pace__gt=0),
                name="pace_positive",
                violation_error_message=_("A pace is more than nothing: 1 is the standard."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.craft_id}"


class Post(models.Model):
    """A duty that a person holds. Everything she may see and do follows from her posts alone."""

    class Role(models.TextChoices):
        ASSOCIATION_OFFICER = "association_officer", _("association officer")
        COUNTY_OFFICER = "county_officer", _("county officer")
        TOWN_OFFICER = "town_officer", _("town officer")
        BASE_MANAGER = "base_manager", _("base manager")
        STATION_LEAD = "station_lead", _("station lead")
        BROKER = "broker", _("broker")

    LEVELS: ClassVar = {  # of the places at which an officer may be; the database holds to the same
        Role.ASSOCIATION_OFFICER: (Place.Level.PROVINCE, Place.Level.PREFECTURE),
        Role.COUNTY_OFFICER: (Place.Level.COUNTY,),
        Role.TOWN_OFFICER: (Place.Level.TOWN,),
    }

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    place = models.ForeignKey("workshops.Place", models.CASCADE, null=True, blank=True, related_name="posts")
    base = models.ForeignKey("workshops.Base", models.CASCADE, null=True, blank=True, related_name="posts")
    station = models.ForeignKey("workshops.Station", models.CASCADE, null=True, blank=True, related_name="posts")
    from_on = models.DateField(_("from"), auto_now_add=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="post_names_its_place",
                condition=Q(
                    role__in=["association_officer", "county_officer", "town_officer"],
                    place__isnull=False,
                    base=None,
                    station=None,
                )
                | Q(role="base_manager", base__isnull=False, place=None, station=None)
                | Q(role__in=["station_lead", "broker"], station__isnull=False, base=None, place=None),
                violation_error_message=_(
                    "An officer has a place, a manager a base, a lead or broker a station, and nothing else."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "base", "station"], name="one_post_each", nulls_distinct=False
            ),
        ]
        triggers = [guards.OFFICER_AT_HER_LEVEL]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
