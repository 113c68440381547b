"""Define the forms of bulk buying. A deed's refusal is shown beside its field."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import to_python

from catalog.models import Product
from shop import limits
from shop.accounts.forms import PhoneField
from shop.enquiries import asking, quoting
from shop.enquiries.files import ENDINGS
from shop.enquiries.models import Enquiry
from shop.pages.deeds import DeedForm, DeedMixin
from shop.pages.versions import VersionMixin
from shop.shipping.provinces import province_choices

Order = get_model("order", "Order")
WISH = ("pieces", "wish_on", "province", "with_sample")
Day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class WishForm(DeedMixin, forms.Form):
    """Asks how many pieces, by when and where, and whether a sample is wanted first."""

    pieces = forms.IntegerField(
        label=pgettext_lazy("goods", "How many?"), widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    wish_on = forms.DateField(label=_("Needed by"), widget=Day)
    province = forms.ChoiceField(
        label=_("Delivered to"), required=False, help_text=_("Without a province the farthest one counts."),
        choices=lambda: [("", _("not known yet")), *province_choices()],
    )  # fmt: skip
    with_sample = forms.BooleanField(label=_("Show me a sample first"), required=False)

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = product.bulk_from
        self.fields["pieces"].widget.attrs |= {"min": self.least, "max": asking.MOST_PIECES}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.refuse(asking.refusals(cleaned.get("pieces"), cleaned.get("wish_on"), least=self.least))
        return cleaned


class AskForm(WishForm, DeedForm):
    """A wish with the person behind it."""

    contact = forms.CharField(label=_("your name"), max_length=64, widget=forms.TextInput({"autocomplete": "name"}))
    phone = PhoneNumberField(label=_("phone"), required=False, region=settings.PHONENUMBER_DEFAULT_REGION)
    email = forms.EmailField(label=_("e-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email"}))
    company = forms.CharField(
        label=_("company"), max_length=128, required=False, widget=forms.TextInput({"autocomplete": "organization"})
    )
    words = forms.CharField(
        label=_("What should the base know?"),
        help_text=_("Colour, size, packing, labels, delivery place."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    file = forms.FileField(
        label=_("drawing or photo"),
        help_text=_("Picture, PDF, Word or Excel, at most 10 MB."),
        required=False,
        widget=forms.ClearableFileInput({"accept": ENDINGS}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WISH:
            self.fields[name].widget = forms.HiddenInput()
        self.fields["phone"].widget.attrs |= {"type": "tel", "autocomplete": "tel"}

    @property
    def wish(self) -> dict[str, Any]:
        """Return the wish and who asks, from the cleaned fields."""
        given = self.cleaned_data
        contact = asking.Contact(given["contact"], given["company"], given["phone"] or "", given["email"])
        return {name: given[name] for name in (*WISH, "words", "file", "key")} | {"contact": contact}


class LookUpForm(DeedMixin, forms.Form):
    """Lets a guest find what is hers by its number and what she left with it, not too often."""

    number = forms.CharField(max_length=32)
    contact: forms.Field
    unknown: Any  # the words when nothing fits

    def found(self, request: HttpRequest) -> Any:
        """Return the thing to open. None, and the reason beside the form, when none fits or too many were tried."""
        with self.refusals_beside_fields():
            limits.look(request, "miss")
            if self.is_valid():
                return self.find()
            limits.count(request, "miss")
        return None

    def find(self) -> Any:
        """Return the guest's thing that both answers name, or None when they do not fit together."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.keys() >= {"number", "contact"} and self.find() is None:
            self.add_error("number", self.unknown)
        return cleaned

    def clean_number(self) -> str:
        """Return the number as it is printed: half-width capitals without spaces."""
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["number"])).upper()


class ReopenForm(LookUpForm):
    """Lets a guest find her enquiry again by facts that only she and the base know."""

    number = forms.CharField(label=_("enquiry number"), max_length=32, help_text=_("As XJ-7K3MD-9QX2H, in our e-mail."))
    contact = forms.CharField(label=_("phone or e-mail you left"), max_length=254)
    unknown = _("No guest's enquiry has this number and this phone or e-mail.")

    def find(self) -> Enquiry | None:
        contact = self.cleaned_data["contact"].strip()
        enquiry = Enquiry.objects.filter(number=self.cleaned_data["number"], buyer=None).first()
        if enquiry is None:
            return None
        phone = to_python(contact, region=settings.PHONENUMBER_DEFAULT_REGION)
        is_hers = (phone and phone == enquiry.phone) or (enquiry.email and contact.lower() == enquiry.email.lower())
        return enquiry if is_hers else None


class FindOrderForm(LookUpForm):
    """Lets a guest find her order by its number and the phone that she left, the receiver's or that of her enquiry."""

    number = forms.CharField(label=_("Order number"), max_length=32, help_text=_("As QS-7K3MD-9QX2H, in our message."))
    contact = PhoneField(label=_("Phone of the order"))
    unknown = _(
        "No guest's order has this number and this phone. If you have an account, sign in: your orders are there."
    )

    def find(self) -> Any:
        phone = self.cleaned_data["contact"]
        hers = Q(shipping_address__phone_number=phone) | Q(enquiry__phone=phone)
        return Order.objects.filter(hers, number=self.cleaned_data["number"], user=None).first()


class MessageForm(DeedForm):
    """Words or a file, or both."""

    words = forms.CharField(label=_("message"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    file = forms.FileField(
        label=_("file"),
        help_text=_("Picture, PDF, Word or Excel, at most 10 MB."),
        required=False,
        widget=forms.ClearableFileInput({"accept": ENDINGS}),
    )


class QuoteForm(VersionMixin, DeedForm):
    """The terms of an offer, with the deposit in percent."""

    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=asking.MOST_PIECES)
    unit_price = forms.DecimalField(label=_("price per piece"), max_digits=12, decimal_places=2)
    freight = forms.DecimalField(label=_("freight"), max_digits=12, decimal_places=2, initial=0)
    deposit_share = forms.DecimalField(
        label=_("deposit, percent"), max_digits=4, decimal_places=1, initial=30, help_text=_("Paid before work begins.")
    )
    promise_on = forms.DateField(label=_("promised date"), widget=Day, help_text=_("All pieces with the buyer."))
    valid_until_on = forms.DateField(label=_("valid until"), widget=Day)
    below_cost_because = forms.CharField(
        label=_("why below cost"),
        required=False,
        max_length=255,
        help_text=_("Only where the price is below the cost. The buyer does not see it."),
    )
    words = forms.CharField(
        label=pgettext_lazy("of a quote", "remarks"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.refuse(quoting.refusals(self._given()))
        return cleaned

    def terms(self) -> quoting.Terms:
        """Return the terms of a valid form."""
        return quoting.Terms(**self._given())

    def _given(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in quoting.Terms._fields if name in self.cleaned_data}
        if "deposit_share" in given:
            given["deposit_share"] /= Decimal(100)
        return given


class DeclineForm(DeedForm):
    """Asks why the base cannot make it."""

    words = forms.CharField(label=_("Why not?"), max_length=4000, widget=forms.Textarea({"rows": 3}))
