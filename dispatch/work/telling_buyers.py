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
    enquiry = Enquiry.objects.filter(order=shipment.order).first()
    with override(_language(shipment.order, enquiry)):
        facts = {"number": shipment.order.number, "carrier": shipment.carrier_label, "waybill": shipment.waybill}
        words = _("Order %(number)s: %(pieces)d pcs sent by %(carrier)s, number %(waybill)s.")
        subject, words = _("Order %(number)s is on its way") % facts, words % {**facts, "pieces": shipment.pieces}
        _send(f"shipment-sent:{shipment.pk}", subject, words, shipment.order, enquiry)


def tell_corrected(shipment: Shipment, entry: int) -> None:
    """Tell the buyer the right number of the carrier. `entry`: of the journal, so that each correction is told once."""
    enquiry = Enquiry.objects.filter(order=shipment.order).first()
    with override(_language(shipment.order, enquiry)):
        facts = {"number": shipment.order.number, "carrier": shipment.carrier_label, "waybill": shipment.waybill}
        words = _("Order %(number)s: the right number is %(waybill)s, by %(carrier)s. Please use this one.") % facts
        subject = _("Order %(number)s: another carrier's number") % facts
        _send(f"shipment-corrected:{entry}", subject, words, shipment.order, enquiry)


def tell_taken_back(shipment: Shipment) -> None:
    """Tell the buyer that the carrier did not get it after all."""
    enquiry = Enquiry.objects.filter(order=shipment.order).first()
    with override(_language(shipment.order, enquiry)):
        facts = {"number": shipment.order.number, "waybill": shipment.waybill}
        words = _("Order %(number)s: %(waybill)s has not left after all. We tell you when it does.") % facts
        subject = _("Order %(number)s has not left yet") % facts
        _send(f"shipment-taken-back:{shipment.pk}", subject, words, shipment.order, enquiry)


def _language(order: Any, enquiry: Enquiry | None) -> str:
    language: str = enquiry.language if enquiry else order.user.language if order.user else settings.LANGUAGE_CODE
    return language


def _send(event: str, subject: str, words: str, order: Any, enquiry: Enquiry | None) -> None:
    """Send where the buyer asked from, else where the order goes."""
    address = order.shipping_address
    phone = (enquiry and enquiry.phone) or (address and address.phone_number)
    notices.send(
        event, subject, words, user=order.user, email=order.email or "", phone=phone.as_e164 if phone else "",
        link=reverse("orders:order-open", args=[order.verification_hash()]),
    )  # fmt: skip
