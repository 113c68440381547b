"""Deeds on lots and pieces, from the paid order to the shipment."""
