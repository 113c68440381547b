"""Send orders for the tests: all that is ready, by a carrier whose number nobody else has."""

from itertools import count
from typing import Any
from uuid import uuid4

from dispatch.models import Shipment
from dispatch.models.shipments import Carrier
from dispatch.work import shipping
from shop.accounts.models import User
from workshops.models import Base

numbers = count(1)


def by_post(**more: Any) -> shipping.Consignment:
    """Return a consignment that China Post has at once, unless said otherwise."""
    return shipping.Consignment(**{"carrier": Carrier.POST, "waybill": f"KA{next(numbers):09}CN", **more})


def send_ready(order: Any, *, by: User, base: Base | None = None, **more: Any) -> Shipment:
    """Send all that is ready of an order."""
    pieces = {line.pk: ready for line, ready in shipping.ready_to_ship(order, base).items()}
    return shipping.ship(order, pieces=pieces, consignment=by_post(**more), by=by, key=uuid4(), base=base)
