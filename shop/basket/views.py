"""Keep what is typed on the way to the checkout, hand many pieces to an enquiry, let nobody guess at vouchers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.basket import views
from oscar.core.loading import get_model

from shop import limits
from shop.basket.forms import AddToBasketForm
from shop.basket.handing_over import ask_address
from shop.pages.deeds import refusals_above_page

Voucher: Any = get_model("voucher", "Voucher")


class BasketView(views.BasketView):
    """Saves the quantities, then shows the basket again or goes on to the checkout."""

    def get_success_url(self) -> str:
        if "checkout" in self.request.POST:
            return reverse("checkout:index")
        address: str = super().get_success_url()
        return address


class BasketAddView(views.BasketAddView):
    """Puts pieces into the basket.

    Goes on to an enquiry with the number filled in when they are too many for one, and otherwise back to the product,
    whose page shows beside its field what was refused.
    """

    def form_invalid(self, form: AddToBasketForm) -> HttpResponse:
        if form.too_many:
            words = _("So many are not bought from the basket. Ask the base here: the number is filled in.")
            messages.info(self.request, words)
            return redirect(ask_address(form.product, form.too_many, form.wishes()))
        self.request.session[f"refused_by_basket_{self.product.pk}"] = self.request.POST.urlencode()
        return redirect(self.product)


class VoucherAddView(views.VoucherAddView):
    """Takes a voucher's code. Those that nobody can use are counted, so that codes are not found by trying."""

    def form_valid(self, form: Any) -> HttpResponse:
        with refusals_above_page(self.request):
            limits.look(self.request, "voucher")
            found = Voucher.objects.filter(code=form.cleaned_data["code"]).first()
            if found is None or not found.is_active():
                limits.count(self.request, "voucher")
            answer: HttpResponse = super().form_valid(form)
            return answer
        return redirect("basket:summary")
