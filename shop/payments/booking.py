"""Book payments and refunds as Oscar's own records, where the dashboard shows them."""

from decimal import Decimal
from typing import Any

from django.db.models import F
from oscar.core.loading import get_model

from shop.payments.models import Payment, Refund

Source: Any = get_model("payment", "Source")
SourceType: Any = get_model("payment", "SourceType")
Transaction: Any = get_model("payment", "Transaction")


def debit(payment: Payment) -> None:
    """Book money that came in, one source per payment. Call it with the order locked."""
    kind, _new = SourceType.objects.get_or_create(code=payment.method, defaults={"name": payment.get_method_display()})
    source = Source.objects.create(
        order=payment.instalment.order,
        source_type=kind,
        reference=str(payment.key),
        currency="CNY",
        amount_allocated=payment.amount,
        amount_debited=payment.amount,
    )
    Transaction.objects.create(
        source=source, txn_type=Transaction.DEBIT, amount=payment.amount, reference=payment.intent or "", status="paid"
    )


def credit(refund: Refund) -> None:
    """Book money that went back."""
    _book(refund, refund.amount, "paid")


def take_back_credit(refund: Refund) -> None:
    """Book that money which went back has come again, because its refund failed later."""
    _book(refund, -refund.amount, "failed")


def _book(refund: Refund, amount: Decimal, status: str) -> None:
    source = Source.objects.get(reference=str(refund.payment.key))
    Source.objects.filter(pk=source.pk).update(amount_refunded=F("amount_refunded") + amount)
    Transaction.objects.create(
        source=source, txn_type=Transaction.REFUND, amount=amount, reference=refund.reference or "", status=status
    )
