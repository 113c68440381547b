"""Ask how much money to give back and why, and what has come by bank transfer."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.money import money
from shop.pages.deeds import DeedForm
from shop.payments import giving_back
from shop.payments.errors import PiecesNotNamed, TooManyGivenBack
from shop.payments.models import RefundRequest

WHOLE, PART, LINES = "whole", "part", "lines"
REASONS = [choice for choice in RefundRequest.Reason.choices if choice[0] != RefundRequest.Reason.CANCELLED]


class RefundForm(DeedForm):
    """Asks for all, an amount or pieces by line, with a reason, words and a message to the buyer."""

    what = forms.ChoiceField(label=_("How much?"), widget=forms.RadioSelect, initial=WHOLE)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    words = forms.CharField(label=_("What happened (for us)"), max_length=255)
    message = forms.CharField(
        label=_("Message to the buyer"), max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order_lines = list(order.lines.all())
        what: Any = self.fields["what"]
        left = {"amount": money(giving_back.left_of(order))}
        what.choices = [
            (WHOLE, _("All of it: %(amount)s") % left),
            (PART, _("An amount")),
            (LINES, _("Pieces by line")),
        ]
        for line in self.order_lines:
            label = _("Pieces of %(title)s, at most %(most)d") % {
                "title": line.title,
                "most": giving_back.pieces_left(line),
            }
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=giving_back.pieces_left(line), required=False
            )
        self.order_fields(["what", "amount", *(f"line_{line.pk}" for line in self.order_lines)])

    def clean(self) -> dict[str, Any]:
        """Ask for what the choice needs."""
        said = super().clean() or self.cleaned_data
        if said.get("what") == PART and "amount" not in self.errors and not said.get("amount"):
            self.add_error("amount", _("Write how much to give back."))
        if said.get("what") == LINES and not self.pieces():
            self.add_error("what", _("Write of which line how many pieces."))
        elif said.get("reason") == RefundRequest.Reason.NOT_SENT:
            self._look_at_unsent()
        return said

    def _look_at_unsent(self) -> None:
        """Ask for the lines of pieces that cannot be sent, and for no more of them than were not sent."""
        if self.cleaned_data.get("what") != LINES:
            self.add_error("what", str(PiecesNotNamed()))
        for line, pieces in self.pieces().items():
            if pieces > (most := giving_back.pieces_unsent(line)):
                self.add_error(f"line_{line.pk}", str(TooManyGivenBack(title=line.title, most=most)))

    def pieces(self) -> dict[Any, int]:
        """Return the pieces by line."""
        named = {line: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.order_lines}
        return {line: pieces for line, pieces in named.items() if pieces}

    def wish(self, left: Decimal) -> dict[str, Any]:
        """Return the arguments of the deed. `left`: all that can be given back, CNY."""
        said = self.cleaned_data
        how_much: dict[str, Any] = {"amount": left if said["what"] == WHOLE else said["amount"]}
        if said["what"] == LINES:
            how_much = {"lines": self.pieces()}
        return how_much | {name: said[name] for name in ("reason", "words", "message", "key")}


class TransferForm(DeedForm):
    """Asks what has come by bank transfer, and the bank's reference."""

    amount = forms.DecimalField(label=_("What came"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    reference = forms.CharField(label=_("The bank's reference"), max_length=200)


class SentForm(DeedForm):
    """Asks for the reference of a bank transfer that was made."""

    reference = forms.CharField(label=_("The bank's reference"), max_length=200)
