"""Adapt Oscar's order app."""

from typing import Any

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "shop.order"

    def ready(self) -> None:
        """Let an order follow its money from now on."""
        super().ready()
        from shop.order import standing
        from shop.payments.signals import money_moved

        def follow(order: Any, **_more: Any) -> None:
            standing.follow(order)

        money_moved.connect(follow, weak=False, dispatch_uid="orders_follow_money")
