"""Tell the rooms above that money of an order came in or went back."""

from django.dispatch import Signal

money_moved = Signal()  # with `order`, whose row is locked
