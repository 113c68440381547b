"""Administer places, people and crafts as an operator. Sealed facts about a person are not shown here."""

from typing import Any

from django.contrib import admin

from shop.pages.record_admin import RecordAdmin
from workshops import models


@admin.register(models.County)
class CountyAdmin(admin.ModelAdmin[models.County]):
    list_display = ("code", "name", "name_en", "area_class")
    search_fields = ("code", "name", "name_en")


@admin.register(models.MinimumWage)
class MinimumWageAdmin(RecordAdmin):
    list_display = ("area_class", "hourly", "from_on", "source")
    search_fields = ("source",)


@admin.register(models.Craft)
class CraftAdmin(admin.ModelAdmin[models.Craft]):
    list_display = ("code", "name", "name_en", "parent")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_en")


class LinksOfBase(admin.TabularInline[Any, Any]):
    """The stations that a base works with."""

    model = models.Link
    extra = 0
    autocomplete_fields = ("station",)
    readonly_fields = ("broker", "broker_rate")  # on pay: the base's managers choose them, which is recorded


@admin.register(models.Base)
class BaseAdmin(admin.ModelAdmin[models.Base]):
    list_display = ("name", "county", "form", "honour")
    list_filter = ("form", "honour", "county")
    list_select_related = ("county",)
    search_fields = ("name", "name_en", "slug")
    autocomplete_fields = ("partner", "county", "crafts")
    readonly_fields = ("settles", "tolerance")  # on pay: its managers set them, which is recorded
    inlines = (LinksOfBase,)


class CertificationsOfStation(admin.TabularInline[Any, Any]):
    """The crafts that a station may make."""

    model = models.Certification
    extra = 0
    autocomplete_fields = ("craft",)


@admin.register(models.Station)
class StationAdmin(admin.ModelAdmin[models.Station]):
    list_display = ("code", "name", "level", "county", "town", "village", "is_active")
    list_filter = ("level", "is_active", "county")
    list_select_related = ("county",)
    search_fields = ("code", "name", "name_en", "town", "village")
    autocomplete_fields = ("county", "parent")
    inlines = (CertificationsOfStation,)


class SkillsOfWorker(admin.TabularInline[Any, Any]):
    """The crafts of a worker."""

    model = models.Skill
    extra = 0
    autocomplete_fields = ("craft",)


@admin.register(models.Worker)
class WorkerAdmin(admin.ModelAdmin[models.Worker]):
    list_display = ("number", "name", "station", "minutes_per_day", "joined_on", "is_active")
    list_filter = ("is_active", "works_at_home")
    list_select_related = ("station",)
    search_fields = ("number", "name", "station__name")
    autocomplete_fields = ("station",)
    # Her lead takes her into a household, for a shared card depends on it. Who signs in as her may take her money.
    readonly_fields = ("household", "user", "phone")
    exclude = ("identity_number", "disability", "crafts")
    inlines = (SkillsOfWorker,)


@admin.register(models.Household)
class HouseholdAdmin(RecordAdmin):
    list_display = ("code", "head", "station")
    list_select_related = ("station",)
    search_fields = ("code", "head")
    autocomplete_fields = ("station",)


@admin.register(models.Post)
class PostAdmin(admin.ModelAdmin[models.Post]):
    list_display = ("user", "role", "county", "base", "station", "from_on")
    list_filter = ("role",)
    list_select_related = ("user", "county", "base", "station")
    search_fields = ("user__last_name", "user__first_name", "user__phone", "base__name", "station__name")
    autocomplete_fields = ("user", "county", "base", "station")


@admin.register(models.TrainingClass)
class TrainingClassAdmin(admin.ModelAdmin[models.TrainingClass]):
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
