"""Let an operator look up the records of dispatch, which only deeds write."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dispatch import models
from shop.pages.record_admin import RecordAdmin, RecordInline


class OperationsOfSheet(RecordInline):
    model = models.Operation


class OperationsOfLot(RecordInline):
    model = models.LotOperation


@admin.register(models.WorkOrder)
class WorkOrderAdmin(RecordAdmin):
    list_display = ("number", "base", "line", "pieces", "unplaced", "received", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("base", "line")
    search_fields = ("number", "base__name", "line__title", "line__order__number")
    date_hierarchy = "due_on"


@admin.register(models.DispatchPlan)
class PlanAdmin(RecordAdmin):
    list_display = ("pk", "base", "state", "starts_on", "objective", "bound", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("base", "created_by")
    search_fields = ("base__name",)


@admin.register(models.Lot)
class LotAdmin(RecordAdmin):
    list_display = ("number", "work_order", "station", "pieces", "received", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("work_order", "station")
    search_fields = ("number", "work_order__number", "station__name", "station__code")
    inlines = (OperationsOfLot,)


@admin.register(models.Assignment)
class AssignmentAdmin(RecordAdmin):
    list_display = ("pk", "worker", "lot_operation", "pieces", "reported", "accepted", "rejected", "handed_at")
    list_select_related = ("worker", "lot_operation")
    search_fields = ("worker__name", "worker__number", "lot_operation__lot__number")


@admin.register(models.WorkReport)
class WorkReportAdmin(RecordAdmin):
    list_display = ("pk", "assignment", "pieces", "done_on", "by", "at")
    list_select_related = ("assignment", "by")
    search_fields = ("assignment__worker__name", "assignment__worker__number", "assignment__lot_operation__lot__number")


@admin.register(models.Inspection)
class InspectionAdmin(RecordAdmin):
    list_display = ("pk", "report", "accepted", "rework", "rejected", "reason", "by", "at", "withdrawn_at")
    list_filter = ("reason",)
    list_select_related = ("report", "by")
    search_fields = ("report__assignment__worker__name", "report__assignment__lot_operation__lot__number")


@admin.register(models.Earning)
class EarningAdmin(RecordAdmin):
    list_display = ("pk", "at", "kind", "debit", "credit", "pieces", "rate", "amount", "period", "reverses")
    list_filter = ("kind",)
    list_select_related = (
        *("debit__base", "debit__worker", "debit__station", "credit__base", "credit__worker", "credit__station"),
        *("period", "reverses"),
    )
    search_fields = ("credit__worker__name", "credit__worker__number", "debit__worker__name", "note")


@admin.register(models.Period)
class PeriodAdmin(RecordAdmin):
    list_display = ("pk", "base", "begins_on", "ends_on", "state", "closed_by", "closed_at")
    list_filter = ("state",)
    list_select_related = ("base", "closed_by")
    search_fields = ("base__name",)


@admin.register(models.Payslip)
class PayslipAdmin(RecordAdmin):
    list_display = ("pk", "period", "worker", "pieces", "exact", "net", "carried_out", "state")
    list_filter = ("state",)
    list_select_related = ("period", "worker")
    search_fields = ("worker__name", "worker__number")


@admin.register(models.Payout)
class PayoutAdmin(RecordAdmin):
    exclude = ("account",)
    readonly_fields = ("end_of_account",)
    list_display = ("pk", "payslip", "batch", "amount", "state", "confirmed_at")
    list_filter = ("state", "batch__way")
    list_select_related = ("payslip", "batch")
    search_fields = ("payslip__worker__name", "payslip__worker__number")

    @admin.display(description=_("account number"))
    def end_of_account(self, payout: models.Payout) -> str:
        return payout.masked


@admin.register(models.Dispute)
class DisputeAdmin(RecordAdmin):
    list_display = ("pk", "worker", "base", "state", "answer_by_on", "opened_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("worker", "base")
    search_fields = ("worker__name", "worker__number", "words")


@admin.register(models.Deduction)
class DeductionAdmin(RecordAdmin):
    list_display = ("pk", "worker", "base", "why", "amount", "proposed_by", "approved_by", "declined_by")
    list_filter = ("why",)
    list_select_related = ("worker", "base", "proposed_by", "approved_by", "declined_by")
    search_fields = ("worker__name", "worker__number", "words")


@admin.register(models.TimeStudy)
class TimeStudyAdmin(RecordAdmin):
    list_display = ("operation", "worker", "median", "studied_on", "by")
    list_select_related = ("operation", "worker", "by")
    search_fields = ("operation__name", "worker__name")


@admin.register(models.TechSheet)
class TechSheetAdmin(RecordAdmin):
    list_display = ("product", "version", "state", "base", "min_lot")
    list_filter = ("state",)
    list_select_related = ("product", "base")
    search_fields = ("product__title", "base__name")
    inlines = (OperationsOfSheet,)


@admin.register(models.RateCard)
class RateCardAdmin(RecordAdmin):
    list_display = ("operation", "version", "rate", "standard_minutes", "from_on", "proposed_by", "approved_by")
    list_select_related = ("operation", "proposed_by", "approved_by")
    search_fields = ("operation__name", "operation__sheet__product__title")


@admin.register(models.MaterialMove)
class MaterialMoveAdmin(RecordAdmin):
    list_display = ("at", "line", "kind", "quantity", "by")
    list_filter = ("kind",)
    list_select_related = ("line", "by")
    search_fields = ("line__lot__number", "line__material__name")
