"""Tell a buyer what left for her, by which carrier, and what was taken back before it left."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dispatch.models import Shipment
from shop.accounts import notices
from shop.enquiries.models import Enquiry


def tell_sent(shipment: Shipment) -> None:
    """Tell the buyer the carrier and its number."""
    with override(_language(shipment.order)):
        facts = _facts(shipment)
        words = (
            _("[Qiaoshou] Order %(number)s: %(pieces)d pcs sent by %(carrier)s, number %(waybill)s. %(link)s") % facts
        )
        _send(shipment, _("Order %(number)s is on its way") % facts, words)


def tell_taken_back(shipment: Shipment) -> None:
    """Tell the buyer that the carrier did not get it after all."""
    with override(_language(shipment.order)):
        facts = _facts(shipment)
        words = _("[Qiaoshou] Order %(number)s: %(waybill)s has not left after all. We tell you when it does. %(link)s")
        _send(shipment, _("Order %(number)s has not left yet") % facts, words % facts)


def _facts(shipment: Shipment) -> dict[str, Any]:
    link = settings.PUBLIC_ADDRESS + reverse("orders:order-open", args=[shipment.order.verification_hash()])
    facts = {"number": shipment.order.number, "carrier": shipment.carrier_label, "waybill": shipment.waybill}
    return {**facts, "pieces": shipment.pieces, "link": link}


def _language(order: Any) -> str:
    enquiry = Enquiry.objects.filter(order=order).first()
    language: str = enquiry.language if enquiry else order.user.language if order.user else settings.LANGUAGE_CODE
    return language


def _send(shipment: Shipment, subject: str, words: str) -> None:
    """Send to the buyer: where she wrote from, else where the order goes."""
    order = shipment.order
    enquiry = Enquiry.objects.filter(order=order).first()
    phone = (enquiry and enquiry.phone) or (order.shipping_address and order.shipping_address.phone_number)
    notices.send(subject, words, email=order.email or "", phone=phone.as_e164 if phone else "")
