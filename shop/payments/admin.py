"""Let an operator see payments and what became of them. What is done with them is done in the dashboard."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.pages.record_admin import RecordAdmin
from shop.payments.models import Cancellation, Chargeback, Instalment, Payment, ProviderEvent, Refund, RefundRequest


@admin.register(Payment)
class PaymentAdmin(RecordAdmin):
    """Payments, found by order."""

    list_display = ("created_at", "order_number", "method", "amount", "state", "is_test", "by")
    list_filter = ("state", "method", "is_test")
    search_fields = ("instalment__order__number", "intent")
    list_select_related = ("instalment__order", "by")

    @admin.display(description=_("order"))
    def order_number(self, payment: Payment) -> str:
        return str(payment.instalment.order.number)


@admin.register(Instalment)
class InstalmentAdmin(RecordAdmin):
    """Amounts due and paid."""

    list_display = ("order", "kind", "amount", "paid", "refunded", "due_on")
    list_filter = ("kind",)
    search_fields = ("order__number",)
    list_select_related = ("order",)


@admin.register(Refund)
class RefundAdmin(RecordAdmin):
    """Money given back."""

    list_display = ("created_at", "payment", "amount", "reason", "state", "by")
    list_filter = ("state",)
    list_select_related = ("payment", "by")


@admin.register(RefundRequest)
class RefundRequestAdmin(RecordAdmin):
    """Refunds that the shop asked for, and who decided on them."""

    list_display = ("created_at", "order", "amount", "reason", "state", "by", "decided_by")
    list_filter = ("state", "reason")
    search_fields = ("order__number",)
    list_select_related = ("order", "by", "decided_by")


@admin.register(Cancellation)
class CancellationAdmin(RecordAdmin):
    """Orders that ended before they were sent."""

    list_display = ("at", "order", "reason", "back", "kept", "by")
    list_filter = ("reason",)
    search_fields = ("order__number",)
    list_select_related = ("order", "by")


@admin.register(Chargeback)
class ChargebackAdmin(RecordAdmin):
    """Payments that buyers contest at their banks."""

    list_display = ("created_at", "payment", "amount", "reason", "state", "answer_by")
    list_filter = ("state",)
    list_select_related = ("payment",)


@admin.register(ProviderEvent)
class ProviderEventAdmin(RecordAdmin):
    """News of the payment provider, also those that are about nothing of ours."""

    list_display = ("received_at", "kind", "about", "outcome")
    list_filter = ("outcome", "kind")
    search_fields = ("event_id", "about")
