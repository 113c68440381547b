"""Carry an order's lots and pieces from the payment to the shipment."""
