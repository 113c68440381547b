"""A form that does one deed: what the deed refuses is said beside its field, and a second press does nothing twice."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms

from shop.refusing import Refused


class DeedForm(forms.Form):
    """Carries the key of its deed, made when the form is shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def does(self, deed: Callable[[dict[str, Any]], object]) -> bool:
        """Do the deed with the cleaned fields; False when a field is wrong or the deed refuses, which it then says."""
        if not self.is_valid():
            return False
        try:
            deed(self.cleaned_data)
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return False
        return True


class WordsForm(DeedForm):
    """Why, in words."""

    words = forms.CharField(max_length=255, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].label, self.fields["words"].help_text = label, help_text
