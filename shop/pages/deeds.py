"""Do the deed behind a form or a button, and show the visitor what it refuses."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from shop.refusing import Refused


class DeedMixin(forms.BaseForm):
    """Let a form do a deed, keep its `result`, and show a refusal beside the field."""

    result: Any = None

    def does(self, deed: Callable[[dict[str, Any]], object]) -> bool:
        """Do the deed with the cleaned fields. Return False when a field is wrong or the deed refuses."""
        if not self.is_valid():
            return False
        with self.refusals_beside_fields():
            self.result = deed(self.cleaned_data)
            return True
        return False

    def refusals_beside_fields(self) -> "RefusalShown":
        """Show a refusal of the block beside the field that was wrong, or above the form."""
        return RefusalShown(lambda refusal: self.refuse([refusal]))

    def refuse(self, refusals: Iterable[Refused]) -> None:
        """Show each of several refusals beside its field, all at once."""
        for refusal in refusals:
            self.add_error(self._field_of(refusal), str(refusal))

    def _field_of(self, refusal: Refused) -> str | None:
        return refusal.field if refusal.field in self.fields else None


class DeedForm(DeedMixin, forms.Form):
    """Carry the idempotency key of a deed, made when the form is shown, so that a second press does nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class WordsForm(DeedForm):
    """Ask for a reason in words."""

    words = forms.CharField(max_length=255, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].label, self.fields["words"].help_text = label, help_text


def do(request: HttpRequest, deed: Callable[[], object], words: str, *to: Any) -> HttpResponse:
    """Do the deed behind a button and say so in `words`, or say why not, then go to the page `to`."""
    with refusals_above_page(request):
        deed()
        messages.success(request, words)
    return redirect(*to)


def refusals_above_page(request: HttpRequest) -> "RefusalShown":
    """Show a refusal of the block above the next page."""
    return RefusalShown(lambda refusal: messages.error(request, str(refusal)))


class RefusalShown(AbstractContextManager["RefusalShown", bool]):
    """End a block at the first refusal of a deed and show it, instead of raising it."""

    def __init__(self, show: Callable[[Refused], object]) -> None:
        self.show = show

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, Refused):
            self.show(error)
        return isinstance(error, Refused)
