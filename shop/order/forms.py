"""Ask why an order ends, and what becomes of the money that could be kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.money import money
from shop.order.cancelling import Terms
from shop.pages.deeds import DeedForm


class CancelForm(DeedForm):
    """Asks for the reason and a message. `is_seller`: the base or the shop cancels and may give everything back."""

    words = forms.CharField(label=_("Why?"), max_length=255, required=False)
    message = forms.CharField(
        label=_("Message to the buyer"), max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    all_back = forms.ChoiceField(label=_("What happens to the money?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, terms: Terms, is_seller: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].required = is_seller
        if not is_seller:
            del self.fields["message"]
        if not is_seller or not terms.kept:
            del self.fields["all_back"]
            return
        amounts = {"back": money(terms.back), "kept": money(terms.kept), "made": f"{terms.made:,}"}
        all_back: Any = self.fields["all_back"]
        all_back.initial = ""
        all_back.choices = [
            ("", _("By the contract: %(back)s back, %(kept)s kept for %(made)s pieces made") % amounts),
            ("all", _("Everything back: %(paid)s") % {"paid": money(terms.paid)}),
        ]

    def said(self) -> dict[str, Any]:
        """Return the arguments of the deed."""
        cleaned = self.cleaned_data
        return {
            "words": cleaned["words"],
            "message": cleaned.get("message", ""),
            "all_back": cleaned.get("all_back") == "all",
        }
