"""Ask a station lead about her materials: what came, what is missing, what became of it, what is left."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.models import Lot, LotMaterial, MaterialMove, ShortDelivery
from dispatch.work.using import expected
from media.fields import PictureInput
from shop.pages.deeds import DeedForm
from shop.words import plain


class BookInForm(DeedForm):
    """Asks for the quantity of each material that arrived, filled in with all that has not arrived yet."""

    def __init__(self, *args: Any, lot: Lot, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = {f"line_{line.pk}": line for line in open_lines(lot)}
        for name, line in self.lines.items():
            self.fields[name] = forms.DecimalField(
                label=f"{line.material.label} · {line.material.unit}", min_value=Decimal(0), max_digits=12,
                decimal_places=4, initial=plain(line.coming or line.to_send),
            )  # fmt: skip

    @property
    def quantities(self) -> dict[int, Decimal]:
        """Return the quantities by primary key of the lot's material line."""
        return {line.pk: self.cleaned_data[name] for name, line in self.lines.items()}


def open_lines(lot: Lot) -> list[LotMaterial]:
    """List the material lines of a lot of which more may still come, but for what was reported as missing."""
    missing = dict(ShortDelivery.objects.open().filter(line__lot=lot).values_list("line", "quantity"))
    lines = lot.materials.select_related("material").order_by("pk")
    for line in lines:
        line.lot = lot
    return [line for line in lines if line.coming > missing.get(line.pk, 0) or line.to_send]


class ShortForm(DeedForm):
    """Asks which material did not come, how much of it, and what the lead saw."""

    line = forms.ModelChoiceField(label=_("Material"), queryset=LotMaterial.objects.none(), empty_label=None)
    quantity = forms.DecimalField(
        label=_("How much is missing"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4
    )
    picture = PictureInput(
        label=_("Picture"), required=False, help_text=_("Of the scales, the bag or the slip. The base sees it."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    words = forms.CharField(label=_("What you saw"), max_length=255, required=False)

    def __init__(self, *args: Any, lines: list[LotMaterial], **more: Any) -> None:
        super().__init__(*args, **more)
        line: Any = self.fields["line"]
        line.queryset = LotMaterial.objects.filter(pk__in=[each.pk for each in lines]).select_related("material")
        line.label_from_instance = lambda row: f"{row.material.label} · {plain(row.coming)} {row.material.unit}"
        if len(lines) == 1:
            self.initial.setdefault("line", lines[0].pk)
            self.initial.setdefault("quantity", plain(lines[0].coming))


class LeftForm(DeedForm):
    """Asks how much of each material is left, filled in with what accepted pieces should have left."""

    def __init__(self, *args: Any, lines: list[LotMaterial], made: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = {f"left_{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            unused = max(line.booked_in - expected(line, made) - line.returned - line.scrapped, Decimal(0))
            likely = min(unused, line.at_hand)
            self.fields[name] = forms.DecimalField(
                label=f"{line.material.label} · {line.material.unit}", min_value=Decimal(0), max_digits=12,
                decimal_places=4, initial=plain(likely),
            )  # fmt: skip

    @property
    def left(self) -> dict[int, Decimal]:
        """Return what is left by primary key of the lot's material line."""
        return {line.pk: self.cleaned_data[name] for name, line in self.lines.items()}


class MoveForm(DeedForm):
    """Asks for a movement of a material at the station: used, returned or scrapped."""

    KINDS = (MaterialMove.Kind.USED, MaterialMove.Kind.RETURNED, MaterialMove.Kind.SCRAPPED)

    line = forms.ModelChoiceField(label=_("Material"), queryset=LotMaterial.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("What became of it"), choices=[(kind.value, kind.label) for kind in KINDS], widget=forms.RadioSelect
    )
    quantity = forms.DecimalField(label=_("Quantity"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4)
    note = forms.CharField(label=_("Note"), max_length=255, required=False, help_text=_("Needed when it was spoiled."))

    def __init__(self, *args: Any, lot: Lot, **more: Any) -> None:
        super().__init__(*args, **more)
        line: Any = self.fields["line"]
        line.queryset = lot.materials.filter(booked_in__gt=0).select_related("material")
        line.label_from_instance = lambda row: row.material.label
