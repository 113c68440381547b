"""Define fields of models and forms for pictures and documents. Uploads go through `media.intake` and `media.files`."""

from typing import Any

from django import forms
from django.core.files.storage import Storage, storages
from django.db import models

from media.files import take_document, take_video
from media.intake import take_in


class DocumentInput(forms.FileField):
    """A file input for one document."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return take_document(upload) if upload else None


class DocumentField(models.FileField):
    """A FileField whose uploads are checked. Migrations see an ordinary FileField."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": DocumentInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs


class VideoInput(forms.FileField):
    """A file input for one video."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return take_video(upload) if upload else None


class VideoField(models.FileField):
    """A FileField for a video, whose uploads are checked. Migrations see an ordinary FileField."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": VideoInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs


class PictureInput(forms.ImageField):
    """A file input for one picture."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return take_in(upload) if upload else None


class SeveralInput(forms.ClearableFileInput):
    """A control by which several files are chosen at once."""

    allow_multiple_selected = True


class PicturesInput(PictureInput):
    """A file input for several pictures. Cleans to a list of them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"widget": SeveralInput(attrs={"multiple": True}), **more})

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [forms.FileField.clean(self, each, initial) for each in sent]


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
