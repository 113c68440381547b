"""Contest an inspection, a payslip, a deduction or missing pieces, answer in time, and make an error good."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from dispatch.locking import lock_assignment
from dispatch.models import Assignment, Deduction, Dispute, Earning, Inspection, Payslip
from dispatch.pay import claims, ledger, telling
from dispatch.pay.errors import CorrectedSince, SumNeeded, SumTooHigh, TooLate, WrongAmount
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded, TooMany, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.models import Worker
from workshops.witness import must_be_her, must_speak_for

ANSWER_WITHIN = timedelta(days=7)
CONTEST_WITHIN = timedelta(days=60)
SUM = ("sum_proposed", "sum_words", "sum_seen", "sum_by")
Level, State = Dispute.Level, Dispute.State
ABOVE = {Level.STATION: Level.COUNTY, Level.COUNTY: Level.ASSOCIATION}


def contest_inspection(
    inspection: Inspection, *, words: str = "", reason: str = "", by: User | None, digits: str = ""
) -> Dispute:
    """Contest an inspection by a `reason` of `Dispute.OF_INSPECTION`, or by `words`: what is wrong.

    `by` is None on the page of her opened card. Raises what `witness.must_speak_for` raises, ReasonMissing, TooLate (60
    days), AlreadyDone (one is open).
    """
    assignment = inspection.report.assignment
    dispute = Dispute(
        worker=assignment.worker, base=assignment.lot_operation.lot.work_order.base, inspection=inspection,
        reason=reason, words=words.strip(),
    )  # fmt: skip
    return _open(dispute, inspection.at, by=by, digits=digits)


def contest_missing(
    assignment: Assignment, *, pieces: int, words: str = "", reason: str = "", by: User | None, digits: str = ""
) -> Dispute:
    """Contest that a number of pieces were handed in and nobody recorded them. `reason`: one of `Dispute.OF_MISSING`.

    Raises as `contest_inspection`, and WrongCount for none, TooMany for more than she was handed and nobody has judged.
    """
    if pieces < 1:
        raise WrongCount
    if pieces > (most := assignment.out + assignment.returned):
        raise TooMany(most=most)
    dispute = Dispute(
        worker=assignment.worker, base=assignment.lot_operation.lot.work_order.base, assignment=assignment,
        missing=pieces, reason=reason, words=words.strip(),
    )  # fmt: skip
    return _open(dispute, assignment.handed_at, by=by, digits=digits)


@transaction.atomic
def contest_payslip(
    payslip: Payslip, *, words: str, by: User | None, digits: str = "", entry: Earning | None = None
) -> Dispute:
    """Contest a payslip, or one `entry` of it. It is then not paid until the answer. Raises as `contest_inspection`."""
    held = Payslip.objects.select_for_update(of=["self"]).select_related("worker", "period__base").get(pk=payslip.pk)
    if entry and entry.pk not in ledger.statement(held.worker, period=held.period).values_list("pk", flat=True):
        raise NotYours
    dispute = Dispute(worker=held.worker, base=held.period.base, payslip=held, entry=entry, words=words.strip())
    opened = _open(dispute, held.period.closed_at or timezone.now(), by=by, digits=digits)
    held.state = Payslip.State.DISPUTED
    held.save(update_fields=["state"])
    return opened


def contest_deduction(deduction: Deduction, *, words: str, by: User | None, digits: str = "") -> Dispute:
    """Contest a deduction before it stands on a payslip.

    Raises as `contest_inspection`, and WrongState (nothing is kept back, or no longer).
    """
    entry = deduction.entry
    if entry is None or Earning.objects.filter(reverses=entry).exists():
        raise WrongState(state=pgettext("deduction", "not kept back"))
    dispute = Dispute(worker=deduction.worker, base=deduction.base, entry=entry, words=words.strip())
    return _open(dispute, entry.at, by=by, digits=digits)


@transaction.atomic
def withdraw(dispute: Dispute, *, by: User | None) -> Dispute:
    """Take a dispute back as the worker, while nobody has answered it, whoever wrote it in her name.

    `by` is None on the page of her opened card. Raises NotYours, AlreadyDone.
    """
    held = _lock(dispute)
    must_be_her(held.worker, by)
    if held.state != State.OPEN:
        raise AlreadyDone
    _close(held, State.WITHDRAWN)
    record(Verb.WITHDRAW_DISPUTE, held, by=by, base=held.base, station=held.worker.station)
    return held


@transaction.atomic
def answer(dispute: Dispute, *, is_right: bool, by: User, words: str = "", seen: int | None = None) -> Dispute:
    """Answer a dispute: she is right and gets what she claims, or she is not, and `words` say why.

    A contested deduction is reversed, everything else is paid by an entry in the open period. Nothing that was written
    is edited. Where the inspection was corrected meanwhile, nothing may be left to pay. `seen`: primary key of the
    inspection that stood when the answer was thought out, 0 for none.

    Raises NotYours (it is not her turn), AlreadyDone, CorrectedSince (another stands now), ReasonMissing, SumNeeded.
    """
    held = _lock_to_answer(dispute, by, seen)
    if not is_right and not words.strip():
        raise ReasonMissing
    _forget_sum(held)
    owed = claims.worth(held) if is_right else Decimal(0)
    if is_right and not owed and not (held.inspection and held.inspection.withdrawn_at):
        raise SumNeeded
    with override(settings.LANGUAGE_CODE):  # it stands on her payslip
        note = words.strip()[:255] or gettext("You were right.")
    if owed and claims.can_take_off(held) and held.entry:
        held.outcome = ledger.reverse(held.entry, by=by, key=_key(held), note=note)
    elif owed:
        held.outcome = _make_good(held, owed, note, by)
    return _answer(held, State.UPHELD if is_right else State.REFUSED, words, by)


@transaction.atomic
def propose_sum(dispute: Dispute, *, amount: Decimal, words: str, by: User, seen: int | None = None) -> Dispute:
    """Propose to pay another sum (CNY) than the claimed one, and say why. It is paid once a second person agrees.

    The claimed sum needs nobody else, and is paid at once. Raises as `answer`, and WrongAmount, SumTooHigh.
    """
    held = _lock_to_answer(dispute, by, seen)
    if amount <= 0:
        raise WrongAmount
    if amount > (most := claims.at_stake(held)):
        raise SumTooHigh(most=f"{most:.2f}")
    if not words.strip():
        raise ReasonMissing
    if amount == claims.worth(held):
        return answer(held, is_right=True, words=words, by=by, seen=seen)
    standing = held.standing_inspection
    held.sum_proposed, held.sum_words, held.sum_by = amount, words.strip()[:255], by
    held.sum_seen = standing.pk if standing else 0
    held.save(update_fields=SUM)
    record(Verb.PROPOSE_SUM, held, by=by, base=held.base, amount=amount, claimed=claims.worth(held), why=words)
    return held


@transaction.atomic
def answer_by_sum(dispute: Dispute, *, by: User) -> Dispute:
    """Agree as second person to the sum that was proposed for a dispute, and pay it.

    Raises NotYours, AlreadyDone, WrongState (none is proposed), SecondPersonNeeded, CorrectedSince.
    """
    held = _lock_proposed(dispute, by)
    if held.sum_by_id == by.pk:
        raise SecondPersonNeeded
    if not claims.to_agree(by).filter(pk=held.pk).exists():
        raise NotYours
    _must_stand_still(held, held.sum_seen)
    assert held.sum_proposed  # noqa: S101 the lock has looked
    held.outcome = _make_good(held, held.sum_proposed, held.sum_words, by)
    return _answer(held, State.UPHELD, held.sum_words, by)


@transaction.atomic
def decline_sum(dispute: Dispute, *, because: str, by: User) -> Dispute:
    """Decline the sum that was proposed for a dispute, or withdraw it as the one who proposed it. It stays open.

    Raises NotYours, AlreadyDone, WrongState (none is proposed), ReasonMissing.
    """
    held = _lock_proposed(dispute, by)
    if held.sum_by_id != by.pk and not claims.to_agree(by).filter(pk=held.pk).exists():
        raise NotYours
    if not because.strip():
        raise ReasonMissing
    record(Verb.DECLINE_SUM, held, by=by, base=held.base, amount=held.sum_proposed, because=because)
    _forget_sum(held)
    held.save(update_fields=SUM)
    return held


@transaction.atomic
def escalate() -> int:
    """Send every open dispute whose day has passed one level up, with a new day to answer by, and return how many.

    A retry on the same day does nothing more.
    """
    today = timezone.localdate()
    late = Dispute.objects.select_for_update(of=["self"], skip_locked=True).select_related("base", "worker__station")
    late = late.open().filter(answer_by_on__lt=today, level__in=ABOVE).order_by("pk")
    risen = 0
    for risen, dispute in enumerate(late, start=1):  # noqa: B007 the last number is the count
        dispute.level = ABOVE[Level(dispute.level)]
        dispute.answer_by_on = today + ANSWER_WITHIN
        _forget_sum(dispute)
        dispute.save(update_fields=["level", "answer_by_on", *SUM])
        record(
            Verb.ESCALATE_DISPUTE, dispute, by=None, base=dispute.base, station=dispute.worker.station,
            level=dispute.level,
        )  # fmt: skip
        telling.tell_whose_turn_it_is(dispute)
    return risen


@transaction.atomic
def _open(dispute: Dispute, since: datetime, *, by: User | None, digits: str) -> Dispute:
    worker = dispute.worker
    dispute.opened_by, dispute.opened_by_card = by, must_speak_for(worker, by=by, digits=digits)
    if not (dispute.words or dispute.reason):
        raise ReasonMissing
    last_day = timezone.localdate(since + CONTEST_WITHIN)
    if timezone.localdate() > last_day:
        raise TooLate(day=last_day)
    Worker.objects.select_for_update().get(pk=worker.pk)  # one at a time
    same: dict[str, object] = {
        "inspection": dispute.inspection,
        "payslip": dispute.payslip,
        "assignment": dispute.assignment,
    }
    if dispute.payslip is None:  # of a payslip one at a time, whatever line it is about
        same["entry"] = dispute.entry
    if Dispute.objects.open().filter(**same).exists():
        raise AlreadyDone
    dispute.answer_by_on = timezone.localdate() + ANSWER_WITHIN
    dispute.save()
    record(Verb.CONTEST, dispute, by=by, base=dispute.base, station=worker.station, by_card=dispute.opened_by_card)
    telling.tell_whose_turn_it_is(dispute)
    if dispute.is_for_her:
        telling.tell_contested(dispute)
    return dispute


def _lock(dispute: Dispute) -> Dispute:
    rows = Dispute.objects.select_for_update(of=["self"])
    return rows.select_related("worker__station", "worker__user", "base", "payslip", "entry").get(pk=dispute.pk)


def _lock_to_answer(dispute: Dispute, by: User, seen: int | None) -> Dispute:
    held = _lock(dispute)
    if not claims.to_answer(by).filter(pk=held.pk).exists():
        raise NotYours
    if held.state != State.OPEN:
        raise AlreadyDone
    _must_stand_still(held, seen)
    return held


def _lock_proposed(dispute: Dispute, by: User) -> Dispute:
    held = _lock(dispute)
    if not (claims.to_answer(by) | claims.to_agree(by)).filter(pk=held.pk).exists():
        raise NotYours
    if held.state != State.OPEN:
        raise AlreadyDone
    if held.sum_proposed is None:
        raise WrongState(state=pgettext("sum", "not proposed"))
    return held


def _must_stand_still(dispute: Dispute, seen: int | None) -> None:
    """Refuse an answer if another inspection stands than the one `seen`, and lock what stands until the answer."""
    if dispute.inspection:
        lock_assignment(dispute.inspection.report.assignment_id)
    standing = dispute.standing_inspection
    if seen is not None and seen != (standing.pk if standing else 0):
        raise CorrectedSince


def _answer(held: Dispute, state: Dispute.State, words: str, by: User) -> Dispute:
    held.answer, held.answered_by, held.answered_at = words.strip(), by, timezone.now()
    _close(held, state)
    amount = held.outcome.amount if held.outcome else 0
    record(
        Verb.ANSWER_DISPUTE, held, by=by, base=held.base, state=held.state, amount=amount, proposed_by=held.sum_by_id
    )
    telling.tell_answer(held)
    return held


def _close(held: Dispute, state: Dispute.State) -> None:
    held.state = state
    held.save(update_fields=["state", "answer", "answered_by", "answered_at", "outcome", *SUM])
    if held.payslip:
        Payslip.objects.filter(pk=held.payslip.pk).update(state=Payslip.State.SEEN)


def _forget_sum(dispute: Dispute) -> None:
    dispute.sum_proposed, dispute.sum_words, dispute.sum_seen, dispute.sum_by = None, "", None, None


def _make_good(dispute: Dispute, amount: Decimal, note: str, by: User) -> Earning:
    transfer = ledger.Transfer(
        kind=Earning.Kind.ADJUSTMENT, debit=ledger.wages_of(dispute.base), credit=ledger.account_of(dispute.worker),
        amount=amount, key=_key(dispute), inspection=dispute.standing_inspection, note=note,
    )  # fmt: skip
    return ledger.post([transfer], base=dispute.base, by=by)[0]


def _key(dispute: Dispute) -> UUID:
    # A dispute has no key of its own: derived from its primary key, its answer posts one entry at most
    return uuid5(NAMESPACE_OID, f"dispute {dispute.pk}")
