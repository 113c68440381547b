"""Ask where to send an order, and how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class, get_model

from shop.accounts.forms import PhoneField
from shop.accounts.models import User
from shop.pages.deeds import DeedMixin
from shop.shipping.home import HOME, home_country

ShippingAddress: Any = get_model("order", "ShippingAddress")
UserAddress: Any = get_model("address", "UserAddress")
Country: Any = get_model("address", "Country")
Repository: Any = get_class("shipping.repository", "Repository")

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


class CheckoutForm(DeedMixin, forms.ModelForm[Any]):
    """A Chinese address as people write it, from the largest to the smallest. Abroad the same fields serve.

    `basket`: with its strategy. `user`: None for a guest, who may leave an e-mail address.
    """

    phone_number = PhoneField(label=_("Mobile number"))
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For the receipt."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    shipping = forms.ChoiceField(label=_("Delivery"), widget=forms.RadioSelect)

    class Meta:
        model = ShippingAddress
        fields = (*KEPT, "notes")
        widgets = {"notes": forms.TextInput()}

    field_order = ("phone_number", *LABELS, "notes", "email", "shipping")

    def __init__(self, *args: Any, basket: Any, user: User | None, **kwargs: Any) -> None:
        kwargs["initial"] = initial_for(user)
        super().__init__(*args, **kwargs)
        self.basket, self.user = basket, user
        for name, (label, autocomplete) in LABELS.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
            self.fields[name].required = name not in ("line2", "postcode")
        self.fields["notes"].label, self.fields["notes"].help_text = _("Note to the shop"), ""
        self._set_countries()
        if user:
            del self.fields["email"]
        self._set_methods(self._country())

    def _set_countries(self) -> None:
        home = home_country()
        countries = Country.objects.filter(is_shipping_country=True)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["country"].initial = home
        self.fields["country"].empty_label = None  # type: ignore[attr-defined]
        if countries.count() == 1:
            self.fields["country"].widget = forms.HiddenInput()

    def _country(self) -> str:
        chosen = self.data.get("country") if self.is_bound else self.initial.get("country")
        return str(chosen or HOME)

    def _set_methods(self, country: str) -> None:
        to = ShippingAddress(country_id=country)
        self.methods = {m.code: m for m in Repository().get_shipping_methods(self.basket, shipping_addr=to)}
        self.charges = {code: method.calculate(self.basket) for code, method in self.methods.items()}
        field: Any = self.fields["shipping"]
        field.choices = [(code, method.name) for code, method in self.methods.items()]
        field.initial = next(iter(self.methods))
        field.error_messages["invalid_choice"] = _("Delivery to this country costs differently: please look again.")


def initial_for(user: User | None) -> dict[str, Any]:
    """Return the known facts about the buyer: the address she used last, else her name and phone."""
    if user is None:
        return {}
    known = user.addresses.order_by("-is_default_for_shipping", "-pk").first()  # type: ignore[attr-defined]
    if known is None:
        return {"last_name": user.get_full_name(), "phone_number": user.phone.as_national if user.phone else ""}
    kept = {name: getattr(known, name) for name in KEPT if name != "country"}
    return kept | {"country": known.country_id, "phone_number": known.phone_number.as_national}


def remember(user: User, address: Any) -> None:
    """Save an address in the buyer's address book, once."""
    kept = UserAddress(user=user)
    address.populate_alternative_model(kept)
    kept.hash = kept.generate_hash()
    if not UserAddress.objects.filter(user=user, hash=kept.hash).exists():
        kept.save()
