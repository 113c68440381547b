"""Bulk buying before there is an order: asking, quoting, agreeing, promising."""
