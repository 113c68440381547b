"""Define the forms that a station lead fills in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.models import Dispute, Inspection
from dispatch.work.inspecting import Verdict
from media.fields import PictureInput
from shop.accounts.forms import CODE_KEYS
from shop.pages.deeds import DeedForm, DeedMixin
from shop.pages.versions import VersionMixin
from workshops.accounts import is_card_number
from workshops.models import PayAccount, Worker

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
DIGITS = forms.PasswordInput(
    attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off", "class": "digits-input"}
)


class PiecesForm(DeedForm):
    """Asks for a number of pieces, by a button (`quick`) or typed."""

    quick = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, error_messages={"required": _("How many pieces?")})

    def __init__(self, *args: Any, most: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].widget.attrs["max"] = most

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if quick := cleaned.get("quick"):
            cleaned["pieces"] = quick
            self.errors.pop("pieces", None)
        return cleaned


class ReportForm(DeedForm):
    """Asks for the finished pieces of an assignment."""

    pieces = forms.IntegerField(label=_("Finished pieces"), min_value=1)
    done_on = forms.DateField(label=_("Finished on"), initial=timezone.localdate, widget=DAY)
    minutes = forms.IntegerField(label=_("Minutes worked"), min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, most: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].widget.attrs["max"] = most
        self.fields["done_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class ReasonForm(DeedForm):
    """Asks what is wrong: one of the `reasons` to touch, where there are any, or her own words."""

    reason = forms.ChoiceField(label=_("What is wrong?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The base must answer within 7 days. Until then you lose nothing."),
    )  # fmt: skip

    def __init__(self, *args: Any, reasons: Sequence[Dispute.Reason] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if reasons:
            self.fields["reason"].choices = [(each.value, each.label) for each in reasons]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]
            self.fields["words"].label, self.fields["words"].required = _("What is wrong?"), True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "reason" in self.fields and not (cleaned.get("reason") or cleaned.get("words") or self.errors):
            self.add_error("reason", _("Please choose what is wrong."))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """Return what the deed is told, from cleaned fields."""
        return {name: self.cleaned_data[name] for name in ("reason", "words") if name in self.fields}


class MissingForm(ReasonForm):
    """Asks for pieces that were handed in and not recorded: a number to touch, or typed."""

    quick = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    pieces = forms.IntegerField(label=_("Another number of pieces"), min_value=1, required=False)

    def __init__(self, *args: Any, most: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].widget.attrs["max"] = most

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["pieces"] = cleaned.get("pieces") or cleaned.get("quick")
        if not cleaned["pieces"] and "pieces" not in self.errors:
            self.add_error("pieces", _("How many pieces?"))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        return super().said | {"pieces": self.cleaned_data["pieces"]}


class VoidForm(forms.Form):
    """Names the card that was lost, so that a second press never voids the new one."""

    token = forms.UUIDField(widget=forms.HiddenInput)


class WitnessForm(DeedForm):
    """Asks for the four digits that she types herself, where she has a sign-in of her own."""

    digits = forms.CharField(label=_("Her four digits, typed by herself"), widget=DIGITS)

    def __init__(self, *args: Any, worker: Worker, **more: Any) -> None:
        super().__init__(*args, **more)
        if not worker.signs_in:
            del self.fields["digits"]


class ContestForHerForm(WitnessForm):
    """Asks a lead for a worker's own words of what is wrong."""

    words = forms.CharField(
        label=_("What is wrong?"), max_length=255, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In her own words. The base must answer within 7 days."),
    )  # fmt: skip

    field_order = ("words", "digits")


class AccountForm(VersionMixin, DeedForm):
    """Asks for the account that a worker is paid to."""

    kind = forms.ChoiceField(label=_("How she is paid"), choices=PayAccount.Kind.choices, widget=forms.RadioSelect)
    holder = forms.CharField(label=_("Account holder"), max_length=64)
    bank = forms.CharField(label=_("Bank"), max_length=64, required=False, help_text=_("For a bank account."))
    number = forms.CharField(
        label=_("Account number"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    why_another = forms.CharField(
        label=_("If it bears another name: whose account it is"), max_length=255, required=False,
        help_text=_("Such as her husband's. A second person then looks at it."),
    )  # fmt: skip

    def __init__(self, *args: Any, worker: Worker, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial = {"holder": worker.name, "kind": PayAccount.Kind.BANK}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["number"] = "".join(cleaned.get("number", "").split())
        if cleaned.get("kind") == PayAccount.Kind.BANK:
            if not cleaned.get("bank"):
                self.add_error("bank", _("Which bank?"))
            if cleaned["number"] and not is_card_number(cleaned["number"]):
                self.add_error("number", _("This is no number of a bank account: check each digit."))
        return cleaned


class CodeForm(DeedForm):
    """Asks for the code that was texted to the worker."""

    deed = forms.CharField(widget=forms.HiddenInput, initial="prove")  # which of the forms on its page it is
    code = forms.CharField(label=_("Code from the text"), widget=forms.TextInput(attrs=CODE_KEYS))


class InspectionForm(DeedForm):
    """Asks for the faults in a report's pieces.

    Pieces neither for rework nor rejected are accepted.
    """

    rework = forms.IntegerField(label=_("To be reworked"), min_value=0, initial=0)
    rejected = forms.IntegerField(label=_("Spoiled"), min_value=0, initial=0)
    reason = forms.ChoiceField(
        label=_("What is the fault?"), choices=Inspection.Reason.choices, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), max_length=255, required=False)
    picture = PictureInput(
        label=_("Picture of the fault"), required=False,
        help_text=_("She, you and the base see it, and officers if she contests it."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip

    def __init__(self, *args: Any, pieces: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pieces = pieces
        for name in ("rework", "rejected"):
            self.fields[name].widget.attrs["max"] = pieces

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refused = (cleaned.get("rework") or 0) + (cleaned.get("rejected") or 0)
        if refused > self.pieces:
            self.add_error("rejected", _("Only %(pieces)s pieces were reported.") % {"pieces": self.pieces})
        elif refused and not cleaned.get("reason"):
            self.add_error("reason", _("Please choose what is wrong."))
        return cleaned

    @property
    def verdict(self) -> Verdict:
        """Return the verdict from cleaned fields."""
        names = ("rework", "rejected", "reason", "note", "picture")
        said = {name: self.cleaned_data[name] for name in names}
        return Verdict(accepted=self.pieces - said["rework"] - said["rejected"], **said)


class CorrectionForm(InspectionForm):
    """Asks for the right verdict of a wrong inspection, and for what was wrong."""

    why = forms.CharField(
        label=_("What was wrong?"), max_length=255, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("She reads it beside the reversal on her statement."),
    )  # fmt: skip


class DigitsForm(DeedMixin, forms.Form):
    """Asks for the four digits that open a worker's card. She types them herself."""

    digits = forms.CharField(
        label=_("Four digits of her own choice"),
        validators=[RegexValidator(r"^\d{4}$", _("Exactly four digits."))],
        widget=DIGITS,
    )
