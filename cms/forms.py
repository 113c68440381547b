"""Check pictures that editors add to the library."""

from typing import Any

from wagtail.images.forms import BaseImageForm

from media.intake import take_in


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture. Uploads go through our intake."""

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        return take_in(sent) if "file" in self.changed_data and sent else sent
