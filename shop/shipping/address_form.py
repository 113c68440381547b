"""Ask for a delivery address, in China or abroad."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop.accounts.forms import PhoneField
from shop.shipping.home import HOME, home_country

ShippingAddress: Any = get_model("order", "ShippingAddress")
Country: Any = get_model("address", "Country")

LABELS = {
    "last_name": (_("Receiver"), "name"),
    "country": (_("Country"), "country"),
    "state": (_("Province"), "address-level1"),
    "line4": (_("City"), "address-level2"),
    "line2": (_("District"), "address-level3"),
    "line1": (_("Street, house number, or village"), "street-address"),
    "postcode": (_("Postcode"), "postal-code"),
}
KEPT = ("last_name", "phone_number", *(name for name in LABELS if name != "last_name"))
OPTIONAL = ("line2", "postcode")
OPTIONAL_ABROAD = ("line2", "state")


class AddressForm(forms.ModelForm[Any]):
    """A Chinese address as people write it, from the largest to the smallest. Abroad the same fields serve.

    Abroad the postcode is asked for where the country has one, and the province may be left out.
    """

    phone_number = PhoneField(label=_("Mobile number"))
    field_order = ("phone_number", *LABELS)

    class Meta:
        model = ShippingAddress
        fields = KEPT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, autocomplete) in LABELS.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self._set_countries()
        is_home = self.chosen_country() == HOME
        for name in LABELS:
            self.fields[name].required = name not in (OPTIONAL if is_home else OPTIONAL_ABROAD)
        has_postcodes = self.chosen_country() in ShippingAddress.POSTCODES_REGEX
        self.fields["postcode"].required = has_postcodes and not is_home
        self.fields["country"].required = False  # where it is not asked for it is home

    def _set_countries(self) -> None:
        home, countries = home_country(), Country.objects.filter(is_shipping_country=True)
        field: Any = self.fields["country"]
        field.queryset, field.initial, field.empty_label = countries, home, None
        if countries.count() == 1:
            field.widget = forms.HiddenInput()
        else:
            self.fields["phone_number"].help_text = _("Abroad with its country code, as +49 30 1234567.")

    def chosen_country(self) -> str:
        """Return the code of the country that is chosen, home where none is."""
        chosen = self.data.get("country") if self.is_bound else self.initial.get("country")
        return str(chosen or HOME)

    def clean_country(self) -> Any:
        return self.cleaned_data["country"] or home_country()
