"""Lay out the file that a bank takes, by the headings of its own template.

Banks change their templates and have several at once, so columns are found by their headings: a base copies the row of
headings of the template that its bank gives it, in that order. A heading that stands for nothing we know is left empty.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dispatch.models import Payout, PayoutBatch
from dispatch.pay.errors import HeadingMissing
from shop.accounts.models import User
from shop.pages.spreadsheets import Digits
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage

PLAIN, OWN = "plain", "own"
# As these banks' templates for paying wages commonly begin. docs/pay.md says to compare them with the bank's own.
COMMON = {
    "icbc": (
        "中国工商银行",
        "币种,日期,明细标志,顺序号,付款账号开户行,付款账号,付款账号名称,收款账号开户行,收款账号省份,收款账号地市,"
        "收款账号地区码,收款账号,收款账号名称,金额,汇款用途,备注信息",
    ),
    "abc": ("中国农业银行", "编号,收款方账号,收款方户名,金额,备注"),
    "ccb": ("中国建设银行", "序号,账号,户名,金额,跨行标识,行名,联行行号,摘要"),
    "psbc": ("中国邮政储蓄银行", "序号,账号,户名,金额,摘要"),
}


@dataclass(frozen=True)
class Line:
    """One payout on its way into a file: the `number` of its line, and the `purpose` that the payee reads."""

    number: int
    payout: Payout
    purpose: str


# The first pattern that fits a heading decides. What the payer's side asks for is the base's to fill in.
KNOWN: list[tuple[str, Callable[[Line], Any] | None]] = [
    (r"付款", None),
    (r"金额", lambda line: line.payout.amount),
    (r"币种", lambda _line: "RMB"),
    (r"户名|姓名|(账号|账户|收款人|收款方)名称", lambda line: line.payout.holder),
    (r"开户行|开户银行|^行名|银行名称|收款行", lambda line: line.payout.bank),
    (r"省|市|地区|联行|行号|标识|标志", None),
    (r"账号|卡号|账户", lambda line: Digits(line.payout.account)),
    (r"流水号|业务编号|业务参考", lambda line: line.payout.key.hex),
    (r"工号|人员编号", lambda line: line.payout.payslip.worker.number),
    (r"序号|编号|顺序号", lambda line: line.number),
    (r"用途|摘要|备注|附言", lambda line: line.purpose),
    (r"日期", lambda line: line.payout.batch.released_at.strftime("%Y%m%d") if line.payout.batch.released_at else ""),
]
NEEDED = {"收款账号": r"账号|卡号|账户", "户名": r"户名|姓名|名称", "金额": r"金额"}


def templates(base: Base) -> list[tuple[str, str]]:
    """Return the templates that a base can choose from, its own first, as (name, words)."""
    own = [(OWN, _("our bank's template"))] if base.bank_headings else []
    return [*own, (PLAIN, _("plain")), *((name, bank) for name, (bank, _headings) in COMMON.items())]


def table(batch: PayoutBatch, payouts: Sequence[Payout], template: str) -> tuple[list[str], list[list[Any]]]:
    """Return the headings and rows of a batch's file in one of its base's templates, in plain form by default."""
    month = batch.period.begins_on.strftime("%Y-%m")
    purpose = _("Piece pay %(month)s") % {"month": month}
    lines = [Line(number, payout, purpose) for number, payout in enumerate(payouts, start=1)]
    if template in COMMON or (template == OWN and batch.period.base.bank_headings):
        headings = split(COMMON[template][1] if template in COMMON else batch.period.base.bank_headings)
        return headings, [[value_of(heading, line) for heading in headings] for line in lines]
    headings = [_("Reference"), _("Number"), _("Account holder"), _("Bank"), _("Account number")]
    headings += [_("Amount, CNY"), _("Purpose")]
    rows = [
        [each.payout.key.hex, each.payout.payslip.worker.number, each.payout.holder, each.payout.bank,
         Digits(each.payout.account), each.payout.amount, each.purpose] for each in lines
    ]  # fmt: skip
    return headings, rows


def value_of(heading: str, line: Line) -> Any:
    """Return what stands under a heading, "" where we know nothing for it."""
    for pattern, value in KNOWN:
        if re.search(pattern, re.sub(r"\s", "", heading)):
            return value(line) if value else ""
    return ""


def split(headings: str) -> list[str]:
    """Return the headings of a template, which people copy with tabs, commas or line breaks between them."""
    return [each.strip() for each in re.split(r"[\t\n\r,，;；|]+", headings) if each.strip()]


@transaction.atomic
def set_headings(base: Base, *, headings: str, by: User) -> Base:
    """Set the headings of the template of a base's bank, or "" for none.

    Raises NotYours, HeadingMissing (the account, its holder or the amount has no column).
    """
    must_manage(base.pk, by)
    names = split(headings)
    known = [re.sub(r"\s", "", name) for name in names if not name.startswith("付款")]
    for needed, pattern in NEEDED.items():
        if names and not any(re.search(pattern, name) for name in known):
            raise HeadingMissing(heading=needed)
    held = Base.objects.select_for_update(no_key=True).get(pk=base.pk)
    held.bank_headings = ",".join(names)
    held.save(update_fields=["bank_headings"])
    record(Verb.SET_BANK_HEADINGS, held, by=by, base=held, headings=held.bank_headings)
    return held
