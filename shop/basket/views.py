"""Keep what is typed into the basket also when the buyer goes straight on to the checkout."""

from django.urls import reverse
from oscar.apps.basket import views


class BasketView(views.BasketView):
    """Saves the quantities, then shows the basket again or goes on to the checkout."""

    def get_success_url(self) -> str:
        if "checkout" in self.request.POST:
            return reverse("checkout:index")
        address: str = super().get_success_url()
        return address
