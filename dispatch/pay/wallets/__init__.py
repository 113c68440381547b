"""Wallets that pay a worker at once: what each must be able to do, and which of them the settings switch on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Payout, PayoutBatch


@dataclass(frozen=True)
class Payment:
    """What a wallet is asked to pay: `amount` CNY to an `account` in the `name` of its holder, once per `key`."""

    key: UUID
    account: str
    name: str
    amount: Decimal
    words: str

    @classmethod
    def of(cls, payout: Payout) -> "Payment":
        """The payment of a payout, to the account that was released."""
        words = _("Piece pay %(month)s") % {"month": payout.batch.period.begins_on.strftime("%Y-%m")}
        return cls(payout.key, payout.account, payout.holder, payout.amount, words)

    @property
    def number(self) -> str:
        """Its key as wallets take it: 32 letters and digits, the same at every attempt to send or ask."""
        return self.key.hex


@dataclass(frozen=True)
class Outcome:
    """What a wallet says: paid, not paid (why: `words`), or nothing yet (None)."""

    is_paid: bool | None
    reference: str
    words: str = ""


class Wallet(Protocol):
    """Pays by its key: the same key twice pays once. Both raise OSError when no answer came, which tells nothing."""

    def send(self, payment: Payment) -> Outcome:
        """Pay."""

    def ask(self, payment: Payment) -> Outcome:
        """What became of a payment that may have been sent."""


def wallet_of(way: str) -> Wallet | None:
    """The wallet of a way of paying; None for bank files and cash, or when the settings name no account of ours."""
    if way == PayoutBatch.Way.WECHAT and settings.WECHAT_TRANSFER:
        from dispatch.pay.wallets.wechat import WeChat

        return WeChat(**dict(settings.WECHAT_TRANSFER))
    if way == PayoutBatch.Way.ALIPAY and settings.ALIPAY_TRANSFER:
        from dispatch.pay.wallets.alipay import Alipay

        return Alipay(**dict(settings.ALIPAY_TRANSFER))
    return None


def ways() -> list[tuple[str, str]]:
    """The ways of paying that can be chosen here, with their names."""
    wallets = (PayoutBatch.Way.WECHAT, PayoutBatch.Way.ALIPAY)
    return [(way.value, str(way.label)) for way in PayoutBatch.Way if way not in wallets or wallet_of(way)]
