"""Check pictures and documents that editors add to the library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.fields import PictureInput
from media.files import take_document
from media.intake import take_in


class LibraryInput(WagtailImageField):
    """Wagtail's file input for a picture. Uploads go through our intake before Wagtail opens them."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return super().to_python(take_in(upload)) if upload else None


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture, with our input."""

    file = LibraryInput(label=_("file"), widget=BaseImageForm.Meta.widgets["file"])


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for a document. Uploads are known by their content."""

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        return take_document(sent) if "file" in self.changed_data and sent else sent


class AvatarForm(AvatarPreferencesForm):
    """Wagtail's form for an editor's own picture, with our input."""

    avatar = PictureInput(label=_("picture"), required=False)
