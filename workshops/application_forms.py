"""Ask those who want to join who they are, and those who review them what is to be corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from media.fields import PicturesInput
from shop.accounts.forms import PhoneField
from shop.pages.deeds import DeedMixin
from workshops import applying
from workshops.models import Application, ApplicationPicture, Base, Craft, Place

CHOOSE = pgettext_lazy("choose one", "please choose")


class ApplicationForm(DeedMixin, forms.ModelForm[Application]):
    """Asks all that an application says. What it still lacks is said when it is submitted, not while it is kept."""

    pictures = PicturesInput(
        label=_("Pictures"),
        required=False,
        help_text=_("Of what you make and where: one to six, from a phone is fine."),
    )
    without = forms.ModelMultipleChoiceField(
        ApplicationPicture.objects.none(), label=_("Remove these pictures"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Application
        fields = (
            "form", "name", "name_en", "place", "person", "licence_number", "licence", "exemption", "crafts", "makes",
            "women", "introduction", "introduction_en",
        )  # fmt: skip
        widgets = {
            "crafts": forms.CheckboxSelectMultiple,
            "introduction": forms.Textarea(attrs={"rows": 5}),
            "introduction_en": forms.Textarea(attrs={"rows": 4}),
            "licence": forms.ClearableFileInput(attrs={"accept": "image/*"}),
        }
        help_texts = {
            "name": _("As on the licence or, without one, as buyers are to know you."),
            "person": _("Her full name. The county calls her if something is unclear."),
            "licence_number": _("18 digits and letters. Not for individuals who need no registration."),
            "licence": _("Only the officers who look at your application see it."),
            "exemption": _("Only for individuals: article 10 of the E-Commerce Law."),
            "makes": _("In a few words, as in: straw baskets and hats."),
            "introduction": _("Who you are and how you work. Buyers read it on your page."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["form"].choices = [("", CHOOSE), *Base.Form.choices]
        fields["exemption"].choices = [("", CHOOSE), *Application.Exemption.choices]
        fields["place"].queryset = Place.objects.filter(county__isnull=False, level__lte=Place.Level.TOWN).order_by(
            "path"
        )
        fields["place"].empty_label = CHOOSE
        fields["place"].label_from_instance = _place_name
        fields["crafts"].queryset = Craft.objects.order_by("code")
        fields["crafts"].label_from_instance = lambda craft: craft.label
        fields["crafts"].required = False
        kept = self.instance.pictures.all()
        fields["without"].queryset = kept
        if not kept:
            del fields["without"]
        for name, words in self.instance.remarks.items():
            if name in fields:
                fields[name].remark = words

    def clean_licence_number(self) -> str:
        number: str = self.cleaned_data["licence_number"]
        return number.replace(" ", "").upper()

    def keep(self, said: dict[str, Any], by: Any) -> Application:
        """Keep what was written."""
        own = {name: said[name] for name in self.Meta.fields if name != "crafts"}
        return applying.keep(
            self.instance, own, crafts=said["crafts"], pictures=said["pictures"], without=said.get("without", ()), by=by
        )

    def mark_needed(self) -> None:
        """Show as needed what is needed in the end, though a draft is kept without it. Called after validation."""
        for name in ("form", "name", "place", "person", "crafts", "makes", "women", "introduction", "pictures"):
            self.fields[name].required = True

    def say_what_lacks(self) -> None:
        """Say beside each field what the kept application still lacks."""
        for name, words in applying.lacking(self.instance).items():
            self.add_error(name, str(words))


class InviteForm(DeedMixin, forms.Form):
    """Asks for the phone or the e-mail of the person who is to manage the base as well."""

    phone = PhoneField(required=False, help_text=_("She signs in with this number to accept."))
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Only if you do not know her phone."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Write her phone or her e-mail."))
        return cleaned


def _place_name(place: Any) -> str:
    return place.label if place.level == Place.Level.COUNTY else f"{place.county.label} · {place.label}"
