"""Define what a wallet must be able to do to pay a worker at once, and find those that the settings switch on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Payout, PayoutBatch


@dataclass(frozen=True)
class Payment:
    """A payment asked of a wallet: `amount` CNY to an `account` in the `name` of its holder, once per `key`."""

    key: UUID
    account: str
    name: str
    amount: Decimal
    words: str

    @classmethod
    def of(cls, payout: Payout) -> "Payment":
        """Return the payment of a payout, to the account that was released."""
        words = _("Piece pay %(month)s") % {"month": payout.batch.period.begins_on.strftime("%Y-%m")}
        return cls(payout.key, payout.account, payout.holder, payout.amount, words)

    @property
    def number(self) -> str:
        """Return its key as wallets take it: 32 letters and digits, the same at every attempt to send or ask."""
        return self.key.hex


@dataclass(frozen=True)
class Outcome:
    """The answer of a wallet: paid, not paid (why: `words`), or nothing yet (None)."""

    is_paid: bool | None
    reference: str
    words: str = ""


class Wallet(Protocol):
    """A wallet that pays by key, so that the same key twice pays once.

    Both methods raise OSError when no answer came, which leaves the outcome unknown.
    """

    def send(self, payment: Payment) -> Outcome:
        """Pay, once for each key."""

    def ask(self, payment: Payment) -> Outcome:
        """Return the outcome of a payment that may have been sent."""


def wallet_of(method: str) -> Wallet | None:
    """Return the wallet of a payment method.

    Returns None for bank files and cash, or when the settings name no account of ours.
    """
    if method == PayoutBatch.Way.WECHAT and settings.WECHAT_TRANSFER:
        from dispatch.pay.wallets.wechat import WeChat

        return WeChat(**dict(settings.WECHAT_TRANSFER))
    if method == PayoutBatch.Way.ALIPAY and settings.ALIPAY_TRANSFER:
        from dispatch.pay.wallets.alipay import Alipay

        return Alipay(**dict(settings.ALIPAY_TRANSFER))
    return None


def payment_methods() -> list[tuple[str, str]]:
    """Return the payment methods that can be chosen here, with their names."""
    wallets = (PayoutBatch.Way.WECHAT, PayoutBatch.Way.ALIPAY)
    return [(each.value, str(each.label)) for each in PayoutBatch.Way if each not in wallets or wallet_of(each)]
