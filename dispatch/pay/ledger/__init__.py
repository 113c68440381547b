"""Keep the earnings ledger: one-row transfers that balance by construction, appended and never edited.

These names are all that the rest of the project sees of it. Nobody else writes earnings.
"""

from dispatch.pay.ledger.accounts import account_of, broker_of, margin_of, wages_of
from dispatch.pay.ledger.periods import close_period, due, end_of_month, open_period
from dispatch.pay.ledger.posting import Transfer, post, post_batch, reverse
from dispatch.pay.ledger.reading import balance, statement
from dispatch.pay.ledger.reconciling import reconcile
from dispatch.pay.ledger.sealing import seal

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
