"""Checking that the ledger tells the truth; now part of the ledger itself."""

from dispatch.ledger.reconciling import Difference, reconcile

__all__ = ["Difference", "reconcile"]
