"""Extend Oscar's partner models by a stock record that cannot be oversold."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from oscar.apps.partner.abstract_models import AbstractStockRecord
from oscar.apps.partner.exceptions import InvalidStockAdjustment


class OutOfStock(InvalidStockAdjustment):
    """Somebody else has bought the last pieces."""


class StockRecord(AbstractStockRecord):
    """A base's stock of one product, and its price."""

    def allocate(self, quantity: int) -> None:
        """Allocate `quantity` pieces to an order. Two buyers of the last piece cannot both get it.

        Does nothing for products made to order. Raises OutOfStock when fewer are left, and changes nothing then.
        """
        if not self.can_track_allocations:
            return
        promised = Coalesce(F("num_allocated"), 0) + quantity
        self.pre_save_signal()
        if not StockRecord.objects.filter(pk=self.pk, num_in_stock__gte=promised).update(num_allocated=promised):
            raise OutOfStock(_("There are no longer %(pieces)d pieces in stock.") % {"pieces": quantity})
        self.refresh_from_db(fields=["num_allocated"])
        self.post_save_signal()


from oscar.apps.partner.models import *  # noqa: E402, F403 Oscar's own way to fork
