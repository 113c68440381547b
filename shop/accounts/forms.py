"""Ask for the phone, the code, and what a person says about herself."""

from typing import Any

import phonenumbers
from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    VerifyPhoneForm,
)
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.accounts.models import User
from shop.pages.deeds import DeedMixin

CODE_KEYS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8", "placeholder": ""}


class PhoneField(forms.CharField):
    """A phone as people write it. Without a country code it is Chinese. Cleans to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        keys = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        super().__init__(**{"label": _("Mobile number"), "widget": keys, **kwargs})

    def clean(self, value: Any) -> str:
        """Return the number as E.164, or "" when it may be left out. Raises ValidationError when it is none."""
        if not (text := super().clean(value)):
            return ""
        try:
            number = phonenumbers.parse(text, settings.PHONENUMBER_DEFAULT_REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(_("This is not a phone number. Write all 11 digits, as 138 0013 8000."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class SignInForm(DeedMixin, RequestLoginCodeForm):
    """Asks for the phone alone, because an e-mail needs a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        self.fields["phone"].required = True
        self.fields["phone"].widget.attrs["autofocus"] = True


def _plain_code(form: forms.Form) -> None:
    form.fields["code"].label = _("Code from the text")
    form.fields["code"].widget.attrs |= CODE_KEYS | {"autofocus": True}


class CodeForm(ConfirmLoginCodeForm):
    """Asks for the code that was texted for signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)


class NewPhoneCodeForm(VerifyPhoneForm):
    """Asks for the code that was texted to a new phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)


class StaffSignInForm(LoginForm):
    """Asks for e-mail and password, for staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        )
        self.fields["password"].widget.attrs["placeholder"] = ""


class ForgottenPasswordForm(ResetPasswordForm):
    """Resets passwords of those who have one, so that a buyer's unverified e-mail never becomes a way to sign in."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class AgainForm(forms.Form):
    """Asks for the code that was texted to verify who is at the device."""

    code = forms.CharField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)


class ProfileForm(forms.ModelForm[User]):
    """Changes what she may change without further proof."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ("language", "elder_mode")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.get_full_name()
        self.order_fields(["name"])

    def save(self, commit: bool = True) -> User:
        """Keep the whole name in one field, as people write it."""
        if "name" in self.changed_data:
            self.instance.last_name, self.instance.first_name = self.cleaned_data["name"], ""
        return super().save(commit)


class EmailForm(forms.ModelForm[User]):
    """Changes the address for receipts. It may be empty as long as there is a phone."""

    class Meta:
        model = User
        fields = ("email",)
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def clean_email(self) -> str | None:
        """Return the address in lower case, or None when empty.

        Raises ValidationError when the user could then not be found by anything.
        """
        email = (self.cleaned_data["email"] or "").strip().lower() or None
        if email is None and not self.instance.phone:
            raise forms.ValidationError(_("You sign in with this address: it cannot be empty."))
        return email
