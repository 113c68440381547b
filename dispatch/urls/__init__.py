"""Addresses, one module per audience."""
