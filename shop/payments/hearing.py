"""Handle the provider's webhook events. Each is a hint to look again, acted on once."""

from typing import Any

from django.db import transaction

from shop.payments import paying, refunding
from shop.payments.models import Payment, ProviderEvent, Refund


def hear(event: Any) -> None:
    """Act on an event whose signature was verified. Its content is not trusted: the object is fetched again.

    The event's id is kept in the transaction of its effect, so a repeated one does nothing. Raises ProviderSilent.
    """
    if ProviderEvent.objects.filter(event_id=event.id).exists():
        return
    about = event.data.object.to_dict().get("metadata") or {}
    payment = Payment.objects.filter(key=about["payment"]).first() if "payment" in about else None
    refund = Refund.objects.filter(key=about["refund"]).first() if "refund" in about else None
    seen = paying.look(payment) if payment else None
    with transaction.atomic():
        _event, is_new = ProviderEvent.objects.get_or_create(event_id=event.id, defaults={"kind": event.type[:64]})
        if is_new and payment and seen:
            paying.record(payment, seen)
        elif is_new and refund:
            refunding.carry_out(refund)
