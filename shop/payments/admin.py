"""Let an operator see payments, confirm a bank transfer, give money back."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.pages.record_admin import RecordAdmin
from shop.payments import refunding, transferring
from shop.payments.errors import NotPaid
from shop.payments.models import Instalment, Payment, Refund


@admin.register(Payment)
class PaymentAdmin(RecordAdmin):
    """Payments, found by order. Selected ones can be confirmed or refunded."""

    list_display = ("created_at", "order_number", "method", "amount", "state", "is_test", "by")
    list_filter = ("state", "method", "is_test")
    search_fields = ("instalment__order__number", "intent")
    list_select_related = ("instalment__order", "by")
    actions = ("confirm_transfers", "give_back")

    @admin.display(description=_("order"))
    def order_number(self, payment: Payment) -> str:
        return str(payment.instalment.order.number)

    @admin.action(description=_("The transferred money has come"), permissions=["confirm"])
    def confirm_transfers(self, request: HttpRequest, chosen: QuerySet[Payment]) -> None:
        for payment in chosen.filter(method=Payment.Method.TRANSFER):
            transferring.confirm(payment, reference="", by=_acting(request))

    @admin.action(description=_("Give the whole payment back"), permissions=["confirm"])
    def give_back(self, request: HttpRequest, chosen: QuerySet[Payment]) -> None:
        for payment in chosen:
            try:
                refunding.refund(payment, amount=payment.amount, reason="by the shop", by=_acting(request))
            except NotPaid as error:
                messages.error(request, f"{payment}: {error}")

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Return whether this member of staff may confirm or refund payments."""
        return request.user.has_perm("payments.change_payment")


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
    actions = ("confirm_transfers",)

    @admin.action(description=_("The money was transferred back"), permissions=["confirm"])
    def confirm_transfers(self, request: HttpRequest, chosen: QuerySet[Refund]) -> None:  # noqa: ARG002
        for refund in chosen.filter(payment__method=Payment.Method.TRANSFER):
            transferring.confirm_refund(refund, reference="")

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Return whether this member of staff may confirm or refund payments."""
        return request.user.has_perm("payments.change_payment")


def _acting(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 the admin is for signed-in people
    return request.user
