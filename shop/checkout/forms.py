"""Ask where to send an order, and how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class, get_model

from shop.accounts.models import User
from shop.pages.deeds import DeedMixin
from shop.shipping.address_form import KEPT, AddressForm, ShippingAddress
from shop.shipping.provinces import province_of
from shop.words import phone_number

UserAddress: Any = get_model("address", "UserAddress")
Repository: Any = get_class("shipping.repository", "Repository")


class CheckoutForm(DeedMixin, AddressForm):
    """An address, and the delivery to it.

    `basket`: with its strategy. `user`: None for a guest, who may leave an e-mail address.
    """

    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For the receipt."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    shipping = forms.ChoiceField(label=_("Delivery"), widget=forms.RadioSelect)

    class Meta(AddressForm.Meta):
        fields = (*KEPT, "notes")
        widgets = {"notes": forms.TextInput()}

    field_order = (*AddressForm.field_order, "notes", "email", "shipping")

    def __init__(self, *args: Any, basket: Any, user: User | None, **kwargs: Any) -> None:
        kwargs["initial"] = initial_for(user)
        super().__init__(*args, **kwargs)
        self.basket, self.user = basket, user
        self.fields["notes"].label, self.fields["notes"].help_text = _("Note to the shop"), ""
        if user:
            del self.fields["email"]
        self._set_methods(self.chosen_country())

    def province(self) -> str:
        """Return the code of the province that the order goes to, "" while it is not known."""
        return province_of(ShippingAddress(country_id=self.chosen_country(), state=self["state"].value() or ""))

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
        return {"last_name": user.get_full_name(), "phone_number": phone_number(user.phone)}
    kept = {name: getattr(known, name) for name in KEPT if name != "country"}
    return kept | {"country": known.country_id, "phone_number": phone_number(known.phone_number)}


def remember(user: User, address: Any) -> None:
    """Save an address in the buyer's address book, once."""
    kept = UserAddress(user=user)
    address.populate_alternative_model(kept)
    kept.hash = kept.generate_hash()
    if not UserAddress.objects.filter(user=user, hash=kept.hash).exists():
        kept.save()
