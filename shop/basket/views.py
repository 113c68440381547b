"""Keep what is typed into the basket also on the way to the checkout, and hand many pieces over to an enquiry."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.basket import views

from shop.basket.forms import AddToBasketForm
from shop.basket.handing_over import ask_address


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
