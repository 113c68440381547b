"""Who makes it, and where."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    label = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        """Tell the catalogue who makes what."""
        from workshops import makers

        makers.answer()
