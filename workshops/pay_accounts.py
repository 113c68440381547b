"""Change the account to which a worker's money goes. She or her lead may, and each change is recorded."""

from django.db import transaction

from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import PayAccount, Worker
from workshops.reach import must_be_or_lead

SHOWN = 4
SAID = ("kind", "bank", "holder", "number")


@transaction.atomic
def change(worker: Worker, *, kind: str, holder: str, number: str, by: User, bank: str = "") -> PayAccount:
    """Set a worker's pay account. The journal keeps only the last four characters of the one before.

    Payouts that are prepared already go where they were prepared for. The same account again changes nothing. Raises
    NotYours (neither the worker nor her lead).
    """
    must_be_or_lead(worker, by)
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    said = {"kind": kind, "bank": bank.strip(), "holder": holder.strip(), "number": number}
    before = PayAccount.objects.filter(worker=worker).first()
    if before and all(getattr(before, name) == said[name] for name in SAID):
        return before
    held = PayAccount.objects.update_or_create(worker=worker, defaults={**said, "changed_by": by})[0]
    record(
        Verb.CHANGE_PAY_ACCOUNT, held, by=by, station=worker.station, worker=worker.number, kind=kind, bank=held.bank,
        now=held.number[-SHOWN:], before=before.number[-SHOWN:] if before else "",
    )  # fmt: skip
    return held
