"""Picture fields of models and forms: what is sent goes through `media.intake`."""

from typing import Any

from django import forms
from django.db import models

from media.intake import take_in


class PictureInput(forms.ImageField):
    """A file input for one picture."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return take_in(upload) if upload else None


class PictureField(models.ImageField):
    """An ImageField whose uploads are checked and cleaned; the database sees no difference."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs
