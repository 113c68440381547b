"""Deeds on pay, from what a piece earns to the payout."""
