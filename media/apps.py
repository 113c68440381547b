"""Take pictures in, cut them to size, show them."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    label = "media"

    def ready(self) -> None:
        """Cut every picture that is saved."""
        from media import ordering

        ordering.watch()
