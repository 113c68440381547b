"""Keep what is typed into the basket on the way to the checkout, and let nobody guess at vouchers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from oscar.apps.basket import views
from oscar.core.loading import get_model

from shop import limits
from shop.pages.deeds import refusals_above_page

Voucher: Any = get_model("voucher", "Voucher")


class BasketView(views.BasketView):
    """Saves the quantities, then shows the basket again or goes on to the checkout."""

    def get_success_url(self) -> str:
        if "checkout" in self.request.POST:
            return reverse("checkout:index")
        address: str = super().get_success_url()
        return address


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
