"""Administer places, people and crafts as an operator. Sealed facts about a person are not shown here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.pages.record_admin import RecordAdmin
from shop.pages.shared_admin import SharedAdmin, SharedForm
from workshops import models, phones
from workshops.access import visitor


@admin.register(models.Place)
class PlaceAdmin(SharedAdmin):
    list_display = ("code", "name", "name_en", "level", "parent", "area_class", "main_craft")
    list_filter = ("level", "area_class")
    list_select_related = ("parent", "main_craft")
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("parent",)
    readonly_fields = ("main_craft",)  # officers set it, which is recorded
    ordering = ("path",)

    def get_readonly_fields(self, _request: HttpRequest, obj: models.Place | None = None) -> tuple[str, ...]:
        """Keep the level of a place that exists, as the database does."""
        return (*self.readonly_fields, "level") if obj else self.readonly_fields


@admin.register(models.MinimumWage)
class MinimumWageAdmin(RecordAdmin):
    list_display = ("area_class", "hourly", "from_on", "source")
    search_fields = ("source",)


@admin.register(models.Craft)
class CraftAdmin(SharedAdmin):
    list_display = ("code", "name", "name_en", "parent")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_en")


class LinksOfBase(admin.TabularInline[Any, Any]):
    """The stations that a base works with."""

    form = SharedForm
    model = models.Link
    extra = 0
    autocomplete_fields = ("station",)
    readonly_fields = ("broker", "broker_rate")  # on pay: the base's managers choose them, which is recorded


@admin.register(models.Base)
class BaseAdmin(SharedAdmin):
    list_display = ("name", "place", "form", "honour")
    list_filter = ("form", "honour", ("place__county", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("place",)
    search_fields = ("name", "name_en", "slug")
    autocomplete_fields = ("partner", "place", "crafts")
    readonly_fields = ("settles", "tolerance")  # on pay: its managers set them, which is recorded
    inlines = (LinksOfBase,)


class CertificationsOfStation(admin.TabularInline[Any, Any]):
    """The crafts that a station may make."""

    model = models.Certification
    extra = 0
    autocomplete_fields = ("craft",)


@admin.register(models.Station)
class StationAdmin(SharedAdmin):
    list_display = ("code", "name", "level", "place", "is_active")
    list_filter = ("level", "is_active", ("place__county", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("place",)
    search_fields = ("code", "name", "name_en", "place__name", "place__parent__name")
    autocomplete_fields = ("place", "parent")
    inlines = (CertificationsOfStation,)


class SkillsOfWorker(admin.TabularInline[Any, Any]):
    """The crafts of a worker."""

    model = models.Skill
    extra = 0
    autocomplete_fields = ("craft",)


@admin.register(models.Worker)
class WorkerAdmin(SharedAdmin):
    list_display = ("number", "name", "station", "minutes_per_day", "joined_on", "is_active")
    list_filter = ("is_active", "works_at_home")
    list_select_related = ("station",)
    search_fields = ("number", "name", "station__name")
    autocomplete_fields = ("station",)
    # Her lead takes her into a household, for a shared card depends on it. Who signs in as her may take her money.
    readonly_fields = ("household", "user", "phone")
    exclude = ("identity_number", "disability", "crafts")
    inlines = (SkillsOfWorker,)

    def save_model(self, request: HttpRequest, obj: models.Worker, form: Any, change: bool) -> None:
        """Save, and tell of a phone that an operator has changed."""
        before = phones.phone_of(models.Worker.objects.select_related("user").get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)
        if change:
            phones.remember_change(obj, before=before, by=visitor(request))


class AccountAdmin(RecordAdmin):
    """Accounts by the last four characters of their numbers."""

    exclude = ("number",)
    readonly_fields = ("end_of_number",)
    search_fields = ("worker__name", "worker__number", "holder")

    @admin.display(description=_("account number"))
    def end_of_number(self, account: models.PayAccount | models.PayAccountChange) -> str:
        return account.masked


@admin.register(models.PayAccountChange)
class PayAccountChangeAdmin(AccountAdmin):
    list_display = ("worker", "kind", "holder", "is_hers", "entered_by", "second", "took_effect_at", "stopped_at")
    list_filter = ("is_hers", "kind")
    list_select_related = ("worker", "entered_by", "second")


@admin.register(models.PayAccount)
class PayAccountAdmin(AccountAdmin):
    list_display = ("worker", "kind", "bank", "holder", "changed_by", "changed_at")
    list_filter = ("kind",)
    list_select_related = ("worker", "changed_by")


@admin.register(models.Household)
class HouseholdAdmin(RecordAdmin):
    list_display = ("code", "head", "station")
    list_select_related = ("station",)
    search_fields = ("code", "head")
    autocomplete_fields = ("station",)


@admin.register(models.Post)
class PostAdmin(SharedAdmin):
    list_display = ("user", "role", "place", "base", "station", "from_on")
    list_filter = ("role",)
    list_select_related = ("user", "place", "base", "station")
    search_fields = ("user__last_name", "user__first_name", "user__phone", "base__name", "station__name")
    autocomplete_fields = ("user", "place", "base", "station")


@admin.register(models.TrainingClass)
class TrainingClassAdmin(SharedAdmin):
    list_display = ("title", "craft", "station", "begins_on", "days", "seats")
    list_select_related = ("craft", "station")
    search_fields = ("title", "station__name")
    autocomplete_fields = ("craft", "station")


@admin.register(models.JournalEntry)
class JournalAdmin(RecordAdmin):
    list_display = ("at", "verb", "thing", "thing_id", "base", "station", "by")
    list_filter = ("thing", "verb")
    list_select_related = ("base", "station", "by")
    search_fields = ("verb", "=thing_id", "base__name", "station__name")
    date_hierarchy = "at"
