"""Share the form that names a broker between the desk and the federation."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.accounts.forms import PhoneField
from shop.accounts.models import User
from shop.pages.deeds import DeedForm


class PostForm(DeedForm):
    """Names a new broker by a mobile number with which she has already signed in."""

    phone = PhoneField(label=gettext_lazy("Her mobile number"))

    def clean_phone(self) -> User:
        phone = self.cleaned_data["phone"]
        person = User.objects.filter(phone=phone, is_active=True).exclude(phone_verified_at=None).first()
        if person is None:
            words = _("Nobody has signed in with this number yet. Ask her to do it once, then try again.")
            raise forms.ValidationError(words)
        return person
