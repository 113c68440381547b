"""The earnings ledger: one-row transfers that balance by construction, appended and never edited.

This is all that the rest of the house sees of it, and the only way in: nobody else writes earnings.
"""

from dispatch.ledger.accounts import account_of, broker_of, margin_of, wages_of
from dispatch.ledger.periods import close_period, due, end_of_month, open_period
from dispatch.ledger.posting import Transfer, post, post_batch, reverse
from dispatch.ledger.reading import balance, statement
from dispatch.ledger.reconciling import reconcile
from dispatch.ledger.sealing import seal

__all__ = [
    "Transfer",
    "account_of",
    "balance",
    "broker_of",
    "close_period",
    "due",
    "end_of_month",
    "margin_of",
    "open_period",
    "post",
    "post_batch",
    "reconcile",
    "reverse",
    "seal",
    "statement",
    "wages_of",
]
