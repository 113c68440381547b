"""Define picture fields for models and forms. Uploads go through `media.intake`."""

from typing import Any

from django import forms
from django.core.files.storage import Storage, storages
from django.db import models

from media.intake import take_in


class PictureInput(forms.ImageField):
    """A file input for one picture."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return take_in(upload) if upload else None


class PictureField(models.ImageField):
    """An ImageField whose uploads are checked and cleaned. Migrations see an ordinary ImageField."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs


def private_pictures() -> Storage:
    """Return the storage of pictures that are served only by a view that checks access."""
    return storages["private"]


class PrivatePictureField(models.FileField):
    """A picture without a public address: kept apart, never cut to size for pages. Its uploads are cleaned as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"storage": private_pictures, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs
