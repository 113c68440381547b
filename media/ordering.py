"""Order renditions for the pictures of all models: at once when one is saved, later for what is still missing."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import ImageField, Model
from django.db.models.signals import post_save

from media import renditions
from shop.queueing import queue_on_commit

MADE = "renditions/"  # where pictures lie that are made from others, and need none themselves


@cache
def picture_fields(model: type[Model]) -> tuple[str, ...]:
    """Return the names of a model's picture fields."""
    return tuple(field.name for field in model._meta.concrete_fields if isinstance(field, ImageField))


def order(sender: type[Model], instance: Any, raw: bool = False, **_about: Any) -> None:
    """Queue the renditions of a saved object's pictures, unless they exist."""
    for name in () if raw else picture_fields(sender):
        path = getattr(instance, name).name
        if path and not path.startswith(MADE) and renditions.manifest_of(path) is None:
            queue_on_commit("media.tasks.make_renditions", path)


def paths() -> Iterator[str]:
    """Yield the paths of all pictures of all models."""
    for model in apps.get_models():
        for name in picture_fields(model):
            kept = model._default_manager.exclude(**{f"{name}__isnull": True}).exclude(**{name: ""})
            found = kept.order_by().values_list(name, flat=True).distinct()
            yield from (path for path in found.iterator() if not path.startswith(MADE))


def lacking() -> Iterator[str]:
    """Yield the pictures of which a rendition is missing. One whose file is gone or is no picture is skipped."""
    for path in paths():
        manifest = renditions.manifest_of(path)
        if (manifest is None or manifest.lacks()) and default_storage.exists(path):
            yield path


def watch() -> None:
    """Order renditions from now on. Called when the app starts."""
    post_save.connect(order, dispatch_uid="media.ordering")
