"""Store applications of those who want to sell here as a base, from the first draft to the association's approval."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from media.fields import PrivatePictureField
from shop.words import in_readers_language
from workshops.models import guards
from workshops.models.base import Base
from workshops.models.places import InCounty


class ApplicationQuerySet(models.QuerySet["Application"]):
    def live(self) -> "ApplicationQuerySet":
        """Return those on which somebody still has to do something."""
        return self.filter(state__in=Application.LIVE)


class Application(InCounty, models.Model):
    """A request to become a base, by a person whose phone was proven by a code.

    `reason` and `remarks`, words by the name of a field, say why it was returned or rejected. `endorsed_by` approved it
    first, for the county, and `approved_by` after her, for the association.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("application", "draft")
        SUBMITTED = "submitted", pgettext_lazy("application", "with the county")
        RETURNED = "returned", pgettext_lazy("application", "returned for correction")
        ENDORSED = "endorsed", pgettext_lazy("application", "with the association")
        APPROVED = "approved", pgettext_lazy("application", "approved")
        REJECTED = "rejected", pgettext_lazy("application", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "taken back")

    class Exemption(models.TextChoices):
        """The grounds on which a person need not register, after article 10 of the E-Commerce Law."""

        HANDICRAFT = "handicraft", _("sells handicrafts made in her own household")
        FARM = "farm", _("sells farm products and by-products of her own")
        SKILL = "skill", _("offers services by her own skill that need no licence")
        SMALL = "small", _("sells small amounts now and then")

    LIVE: ClassVar = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.ENDORSED)
    WRITTEN: ClassVar = (State.DRAFT, State.RETURNED)  # the applicant may change it
    REVIEWED: ClassVar = (State.SUBMITTED, State.ENDORSED)  # it waits for an officer

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    form = models.CharField(_("legal form"), max_length=12, choices=Base.Form, blank=True)
    name = models.CharField(_("name of the base"), max_length=128, blank=True)
    name_en = models.CharField(_("name in English"), max_length=128, blank=True)
    place = models.ForeignKey(
        "workshops.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county or town")
    )
    crafts: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "workshops.Craft", related_name="+", blank=True, verbose_name=_("crafts")
    )
    person = models.CharField(_("person who answers for it"), max_length=64, blank=True)
    licence_number = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    licence = PrivatePictureField(_("picture of the licence"), upload_to="licences/", blank=True)
    exemption = models.CharField(_("why no registration is needed"), max_length=12, choices=Exemption, blank=True)
    makes = models.CharField(_("what it makes"), max_length=255, blank=True)
    women = models.PositiveIntegerField(
        _("women who work with it"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    introduction = models.TextField(_("introduction"), blank=True, max_length=2000)
    introduction_en = models.TextField(_("introduction in English"), blank=True, max_length=4000)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    remarks = models.JSONField(default=dict, blank=True)
    endorsed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    base = models.OneToOneField("workshops.Base", models.PROTECT, null=True, related_name="application")
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(state__in=["draft", "submitted", "returned", "endorsed"]),
                name="one_live_application_per_person",
                violation_error_message=_("You have an application under way already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned", "withdrawn"])
                | (Q(place__isnull=False, submitted_at__isnull=False) & ~Q(name="") & ~Q(form="") & ~Q(person="")),
                name="submitted_application_names_who_and_where",
                violation_error_message=_("Say what the base is called, where it is, and who answers for it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "rejected"]) | ~Q(reason=""),
                name="application_sent_back_says_why",
                violation_error_message=_("Say what has to be corrected."),
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by=None) | ~Q(endorsed_by=F("applicant")),
                name="nobody_endorses_her_own_application",
                violation_error_message=_("Nobody decides on her own application."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(endorsed_by__isnull=False) & ~Q(approved_by=F("endorsed_by")) & ~Q(approved_by=F("applicant"))),
                name="application_approved_by_a_second_person",
                violation_error_message=_("Another officer must approve it for the association."),
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, base__isnull=False)
                | (~Q(state="approved") & Q(approved_by=None, base=None)),
                name="approved_application_made_a_base",
                violation_error_message=_("An approved application has its base."),
            ),
        ]
        triggers = [
            *guards.APPLICATION,
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state NOT IN ('draft', 'returned') AND (OLD.applicant_id, OLD.form, OLD.name, OLD.name_en,"
                    " OLD.place_id, OLD.person, OLD.licence_number, OLD.licence, OLD.exemption, OLD.makes, OLD.women,"
                    " OLD.introduction, OLD.introduction_en) IS DISTINCT FROM (NEW.applicant_id, NEW.form, NEW.name,"
                    " NEW.name_en, NEW.place_id, NEW.person, NEW.licence_number, NEW.licence, NEW.exemption, NEW.makes,"
                    " NEW.women, NEW.introduction, NEW.introduction_en)"
                ),
            ),
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[
                    ("draft", "submitted"), ("draft", "withdrawn"),
                    ("submitted", "endorsed"), ("submitted", "returned"), ("submitted", "rejected"),
                    ("submitted", "withdrawn"),
                    ("returned", "submitted"), ("returned", "withdrawn"),
                    ("endorsed", "approved"), ("endorsed", "returned"), ("endorsed", "rejected"),
                    ("endorsed", "withdrawn"),
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
    def is_written(self) -> bool:
        """Return whether the applicant may still change it."""
        return self.state in self.WRITTEN

    @property
    def is_reviewed(self) -> bool:
        """Return whether it waits for an officer."""
        return self.state in self.REVIEWED


class ApplicationPicture(models.Model):
    """A picture of what an applicant makes, or of where. It is shown to nobody but her and officers."""

    application = models.ForeignKey("workshops.Application", models.CASCADE, related_name="pictures")
    picture = PrivatePictureField(_("picture"), upload_to="applications/")

    class Meta:
        verbose_name = _("picture of an application")
        verbose_name_plural = _("pictures of applications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"


class Invitation(models.Model):
    """An invitation to manage a base, sent to a phone or an e-mail. It stays open for a fortnight."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "waits for her")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "taken back")

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="invitations")
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    token = models.UUIDField(unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "phone", "email"], condition=Q(state="open"), name="one_open_invitation_per_address"
            ),
            models.CheckConstraint(
                condition=Q(phone="", email__gt="") | Q(phone__gt="", email=""),
                name="invitation_goes_to_a_phone_or_an_email",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[("open", "accepted"), ("open", "declined"), ("open", "withdrawn")],
            )
        ]

    def __str__(self) -> str:
        return self.phone or self.email
