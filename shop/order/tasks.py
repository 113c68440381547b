"""Compare orders with money, shipments and work in the background."""

import logging

from celery import shared_task

from shop.order.comparing import compare_and_tell

log = logging.getLogger(__name__)


@shared_task
def compare_orders() -> None:
    """Compare, log what differs and tell the shop's staff."""
    for each in compare_and_tell():
        log.error("order %s: %s", each.number, each.words)
