"""Ask what of an order goes out, by which carrier and from when."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.models import Shipment
from dispatch.models.shipments import Carrier
from dispatch.work import shipping
from dispatch.work.errors import NotPaidYet
from shop.accounts.models import User
from shop.pages.deeds import DeedForm
from shop.pages.versions import VersionMixin
from shop.words import counted
from workshops.models import Base

CLOSING_HOUR = 18  # by then most carriers have been to collect
MINUTES = "%Y-%m-%dT%H:%M"
FIELDS = ("carrier", "carrier_name", "waybill", "collected_at", "unpaid_reason")


class CarrierForm(DeedForm):
    """Asks for a carrier and its number."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=[("", _("Please choose")), *Carrier.choices])
    carrier_name = forms.CharField(
        label=_("Name of the carrier"), max_length=64, required=False, help_text=_("Only for another carrier.")
    )
    waybill = forms.CharField(
        label=_("Carrier's number"), max_length=60, help_text=_("As on the label. For an own vehicle its number plate.")
    )


class CorrectionForm(VersionMixin, CarrierForm):
    """Asks for the right carrier and number of what was sent."""


class ShippingForm(CarrierForm):
    """One number of pieces for each line, then the carrier. Refused at once as the deed would refuse it.

    `base` limits the lines to what it sells.
    """

    collected_at = forms.DateTimeField(
        label=_("Collected at"), input_formats=[MINUTES],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        help_text=_("Until then it can be taken back."),
    )  # fmt: skip
    unpaid_reason = forms.CharField(label=_("Why it goes before it is paid"), max_length=255)

    def __init__(self, *args: Any, order: Any, base: Base | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order, self.base = order, base
        lines = shipping.lines_of(type(order).objects.filter(pk=order.pk), base).select_related("product", "partner")
        self.lines = list(lines)
        for line in self.lines:
            self.fields[name_of(line)] = PiecesField(line)
        self.fields["collected_at"].initial = next_collection
        if unpaid := shipping.unpaid(order):
            self.fields["unpaid_reason"].error_messages["required"] = str(NotPaidYet(left=f"{unpaid:,.2f}"))
        else:
            del self.fields["unpaid_reason"]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each line with its field, and once the form is valid what goes now and what stays."""
        given = self.pieces if self.is_bound and self.is_valid() else {}
        return [
            {
                "line": line,
                "field": self[name_of(line)],
                "now": (now := given.get(line.pk, 0)),
                "after": line.left - now,
            }
            for line in self.lines
        ]

    @property
    def particulars(self) -> list[forms.BoundField]:
        """Return the fields below the lines."""
        return [self[name] for name in FIELDS if name in self.fields]

    @property
    def pieces(self) -> dict[int, int]:
        """Return the pieces by line of the cleaned form."""
        return {line.pk: self.cleaned_data.get(name_of(line)) or 0 for line in self.lines}

    @property
    def consignment(self) -> shipping.Consignment:
        """Return the carrier of the cleaned form."""
        return shipping.Consignment(**{name: self.cleaned_data[name] for name in FIELDS if name in self.fields})

    @property
    def carrier_label(self) -> str:
        """Return the chosen carrier's name in the reader's language."""
        sent = self.consignment
        return sent.carrier_name if sent.carrier == Carrier.OTHER else str(Carrier(sent.carrier).label)

    @property
    def is_last(self) -> bool:
        """Return whether nothing is left to send after this."""
        return all(row["after"] == 0 for row in self.rows)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            with self.refusals_beside_fields():
                shipping.look(self.order, pieces=self.pieces, consignment=self.consignment, base=self.base)
        return said

    def send(self, said: dict[str, Any], *, by: User) -> Shipment:
        """Send what the form says."""
        return shipping.ship(
            self.order, pieces=self.pieces, consignment=self.consignment, by=by, key=said["key"], base=self.base
        )


class PiecesField(forms.IntegerField):
    """Asks how many pieces of one line go, at most what is ready."""

    def __init__(self, line: Any) -> None:
        words = {"max_value": _("Only %(limit_value)s are ready.")}
        super().__init__(
            label=line.product.label if line.product else line.title, min_value=0, max_value=line.ready,
            initial=line.ready, required=False, error_messages=words, help_text=counted(line.ready),
        )  # fmt: skip


def name_of(line: Any) -> str:
    """Return the name of a line's field."""
    return f"pieces_{line.pk}"


def next_collection() -> datetime:
    """Return when a carrier usually collects: this evening, or in two hours when that is later."""
    now = timezone.localtime()
    return max(now.replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0), now + timedelta(hours=2))
