"""Store shipments: the carrier and number under which pieces of an order went to the buyer."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.models import Base


class Carrier(models.TextChoices):
    """A usual carrier of goods in China and abroad."""

    SF = "sf", _("SF Express")
    JD = "jd", _("JD Logistics")
    EMS = "ems", _("EMS")
    POST = "post", _("China Post")
    ZTO = "zto", _("ZTO Express")
    YTO = "yto", _("YTO Express")
    STO = "sto", _("STO Express")
    YUNDA = "yunda", _("Yunda Express")
    JT = "jt", _("J&T Express")
    DEPPON = "deppon", _("Deppon Freight")
    DHL = "dhl", _("DHL")
    OWN = "own", _("own vehicle")
    OTHER = "other", pgettext_lazy("carrier", "another carrier")


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def standing(self) -> Self:
        """Return shipments that were not taken back."""
        return self.filter(taken_back_at=None)

    def sent_by(self, base: Base | None) -> Self:
        """Return the shipments of one base, or all where none is named."""
        return self if base is None else self.filter(base=base)

    def with_contents(self) -> Any:
        """Fetch with each shipment what a page says of it: the order, its address and the pieces."""
        contents = "event__line_quantities__line__product"
        return self.select_related("order__shipping_address", "order__user", "base", "by").prefetch_related(contents)


class Shipment(models.Model):
    """Pieces of one order that left together. Until `collected_at` the carrier has not got them.

    `event`: Oscar's record of the pieces. `base`: who sent them, None for the shop's staff. `waybill`: the carrier's
    number, which changes by a correction alone. `unpaid_reason`: why it went although something was still to be paid,
    "" when all was paid.
    """

    Carrier = Carrier

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="shipments")
    position = models.PositiveSmallIntegerField(_("part"))
    event = models.OneToOneField("order.ShippingEvent", models.PROTECT, related_name="shipment")
    base = models.ForeignKey("workshops.Base", models.PROTECT, null=True, related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=8, choices=Carrier)
    carrier_name = models.CharField(_("name of the carrier"), max_length=64, blank=True)
    waybill = models.CharField(_("carrier's number"), max_length=40)
    unpaid_reason = models.CharField(_("why before it is paid"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)
    collected_at = models.DateTimeField(_("collected by the carrier"))
    corrected_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_shipment_of_an_order_per_position"),
            models.CheckConstraint(condition=~Q(waybill=""), name="shipment_has_a_waybill"),
            models.CheckConstraint(
                condition=~Q(carrier=Carrier.OTHER.value, carrier_name=""), name="other_carrier_is_named"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__lt=F("collected_at")),
                name="nothing_is_taken_back_from_the_carrier",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "order", "position", "event", "base", "unpaid_reason", "by", "at", "key"
                ),
            ),
            pgtrigger.Protect(
                name="carrier_changes_by_a_correction",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.carrier, OLD.carrier_name, OLD.waybill)"
                    " IS DISTINCT FROM (NEW.carrier, NEW.carrier_name, NEW.waybill)"
                    " AND OLD.corrected_at IS NOT DISTINCT FROM NEW.corrected_at)"
                ),
            ),
            pgtrigger.Protect(
                name="taken_back_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__taken_back_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number that stands on its papers: the order's, and which part of it this is."""
        return f"{self.order.number}-{self.position}"

    @property
    def carrier_label(self) -> str:
        """Return the carrier's name in the reader's language."""
        return self.carrier_name or str(self.get_carrier_display())

    @property
    def is_waiting(self) -> bool:
        """Return whether it can still be taken back: the carrier has not collected it."""
        return self.taken_back_at is None and timezone.now() < self.collected_at

    @property
    def pieces(self) -> int:
        """Return its pieces of all lines."""
        return sum(part.quantity for part in self.event.line_quantities.all())
