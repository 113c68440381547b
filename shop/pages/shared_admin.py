"""Let two members of staff change the same row without overwriting each other unseen."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.text import capfirst

from shop.pages.versions import Change, Shown


class SharedForm(forms.ModelForm[Any]):
    """Shows what somebody else has changed in the row since the form was opened, and is taken when it is sent again."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self._shown().version if self.shared().pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.pop("seen", "")
        if self.shared().pk and (changes := self._shown().changes(seen)):
            self.add_error(None, changes)
            data: Any = self.data
            self.data = data.copy()
            self.data[self.add_prefix("seen")] = self._shown().version()  # type: ignore[index]  # a copy can be changed
        return cleaned

    def shared(self) -> Model:
        """Return the row that others can change too, which is the form's own but for a form of two rows."""
        row: Model = self.instance
        return row

    def _shown(self) -> Shown:
        """Return the row as the database has it, whatever is typed into the instance already."""
        row = type(self.shared())._base_manager.get(pk=self.shared().pk)
        return Shown(row, self.facts, None, last_logged)

    def facts(self, row: Model) -> dict[str, str]:
        """Return what the form shows of a row, as words by their labels."""
        fields = [field for field in row._meta.fields if field.name in self.base_fields]
        return {str(capfirst(field.verbose_name)): _written(row, field) for field in fields}


class SharedAdmin(admin.ModelAdmin[Any]):
    """Lets two operators change the same row."""

    form = SharedForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the groups of fields, the version with them where they are named one by one."""
        groups = super().get_fieldsets(request, obj)
        if obj is None or "seen" in flatten_fieldsets(groups):
            return groups
        (title, first), *others = groups
        return [(title, first | {"fields": (*first["fields"], "seen")}), *others]


def share(former: type[admin.ModelAdmin[Any]]) -> type[admin.ModelAdmin[Any]]:
    """Return the administration of another app's model with a form that two operators can use."""
    form = SharedForm if former.form is forms.ModelForm else type(former.form.__name__, (SharedForm, former.form), {})
    return type(former.__name__, (SharedAdmin, former), {"form": form})


def last_logged(row: Model) -> Change | None:
    """Return the latest change of a row in the administration."""
    entries = LogEntry.objects.filter(content_type__app_label=row._meta.app_label, object_id=f"{row.pk}")
    entry = entries.filter(content_type__model=row._meta.model_name).select_related("user").first()
    return Change(entry.user, entry.action_time) if entry else None


def _written(row: Model, field: "Field[Any, Any]") -> str:
    shown = getattr(row, f"get_{field.name}_display", None)
    value = shown() if shown else getattr(row, field.name)
    return "" if value is None else str(value)
