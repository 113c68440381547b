"""Pictures: taken in, cut to size, shown."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    label = "media"
