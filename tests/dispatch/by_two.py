"""Money that two people move: advances and costs up to the ledger, and entries taken back. Mei begins, Hong agrees."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from dispatch.models import Earning, LotOperation, Outlay, TakingBack
from dispatch.pay import advancing, reimbursing, taking_back
from tests.personas import Prefecture


def advance(world: Prefecture, who: str, amount: str | Decimal, *, words: str = "housing") -> Outlay:
    """Mei gives a worker of Liuzhuang an advance, Hong approves it where she must, and Lan sees that it arrived."""
    base, worker = world.bases["straw"], world.workers[who]
    given = advancing.give(base, worker=worker, amount=Decimal(amount), words=words, by=world.mei, key=uuid4())
    if given.needs_second:
        given = advancing.approve(given, by=world.hong)
    return advancing.receive(given, by=worker.user or world.lan)


def costs(
    world: Prefecture,
    who: str,
    amount: str | Decimal,
    *,
    words: str = "thread",
    lot_operation: LotOperation | None = None,
) -> Earning:
    """Mei proposes costs and Hong approves them."""
    proposed = reimbursing.propose(
        world.bases["straw"], worker=world.workers[who], amount=Decimal(amount), words=words, by=world.mei, key=uuid4(),
        lot_operation=lot_operation,
    )  # fmt: skip
    return posted(reimbursing.approve(proposed, by=world.hong))


def take_back(world: Prefecture, what: Any, because: str = "wrong") -> TakingBack:
    """Mei asks to take an entry back, or that of a deduction or an outlay, and Hong agrees."""
    if not isinstance(what, Earning):
        what.refresh_from_db()
    entry = what if isinstance(what, Earning) else what.entry
    return taking_back.agree(taking_back.ask(entry, because=because, by=world.mei), by=world.hong)


def posted(outlay: Outlay) -> Earning:
    """Return the entry of an outlay that stands in the ledger."""
    assert outlay.entry
    return outlay.entry
