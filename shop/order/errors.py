"""Why an order was not placed, in words for the buyer."""

from django.utils.translation import gettext_lazy as _


class NotPlaced(Exception):
    """No order was placed; the message says why."""


class BasketChanged(NotPlaced):
    """The basket is empty, or was merged or reopened meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Your basket has changed. Please look at it again."))


class SoldOut(NotPlaced):
    """Fewer pieces are left than wanted. `product`: which."""

    def __init__(self, product: object, left: int) -> None:
        self.product, self.left = product, left
        words = _("Only %(left)d left of %(title)s. Please change the quantity.")
        super().__init__(words % {"left": left, "title": getattr(product, "label", product)})
