"""Refuse in the database itself, whoever asks, what breaks rules over several rows or tables.

The triggers on earnings look once at all rows of a statement, so that a batch of 100,000 pays for them once. A look-up
within them is a lateral subquery with a limit: it stays an index look-up, whatever the plan was first made for.
"""

import pgtrigger

from dispatch.models.kinds import EntryKind

SIDES = ", ".join(f"('{kind}', '{debit}', '{credit}')" for kind in EntryKind for debit, credit in kind.row.sides)


def _after_insert(name: str, func: str, declare: tuple[tuple[str, str], ...]) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, level=pgtrigger.Statement, when=pgtrigger.After, operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="posted"), declare=list(declare), func=func,
    )  # fmt: skip


# FOR SHARE waits for a closing that is under way, and keeps the period open until the entries are committed.
OPEN_PERIOD_ONLY = _after_insert(
    "open_period_only",
    """
    FOR held IN
        SELECT id, state FROM dispatch_period WHERE id IN (SELECT period_id FROM posted) ORDER BY id FOR SHARE
    LOOP
        IF held.state <> 'open' THEN
            RAISE EXCEPTION 'period % is closed', held.id USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
    """,
    (("held", "record"),),
)

# Only wages accounts have a base, and it must be the period's. A reversal has the sides of what it reverses, turned
# round, which the next trigger holds it to.
RIGHT_SIDES = _after_insert(
    "right_sides",
    f"""
    SELECT posted.id INTO wrong
    FROM posted
    CROSS JOIN LATERAL (SELECT kind, base_id FROM dispatch_account WHERE id = posted.debit_id LIMIT 1) debit
    CROSS JOIN LATERAL (SELECT kind, base_id FROM dispatch_account WHERE id = posted.credit_id LIMIT 1) credit
    CROSS JOIN LATERAL (SELECT base_id FROM dispatch_period WHERE id = posted.period_id LIMIT 1) period
    WHERE coalesce(debit.base_id, period.base_id) <> period.base_id
       OR coalesce(credit.base_id, period.base_id) <> period.base_id
       OR posted.kind <> 'reversal' AND (posted.kind, debit.kind, credit.kind) NOT IN ({SIDES})
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'earning % has the wrong sides', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,  # noqa: S608 the statement is a constant
    (("wrong", "bigint"),),
)

# So that an entry and its reversal add up to nothing, on the payslips of one base. A reversal is never reversed.
REVERSAL_IS_THE_OPPOSITE = _after_insert(
    "reversal_is_the_opposite",
    """
    SELECT posted.id INTO wrong
    FROM posted
    CROSS JOIN LATERAL (SELECT * FROM dispatch_earning WHERE id = posted.reverses_id LIMIT 1) original
    CROSS JOIN LATERAL (SELECT base_id FROM dispatch_period WHERE id = posted.period_id LIMIT 1) here
    CROSS JOIN LATERAL (SELECT base_id FROM dispatch_period WHERE id = original.period_id LIMIT 1) there
    WHERE posted.kind = 'reversal'
      AND (original.kind = 'reversal' OR here.base_id <> there.base_id
           OR (posted.debit_id, posted.credit_id, posted.amount, posted.pieces)
              <> (original.credit_id, original.debit_id, original.amount, original.pieces))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'earning % is not the opposite of what it reverses', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,
    (("wrong", "bigint"),),
)

# A constraint of the table holds amount = pieces x rate. This holds pieces, rate and worker to those of an inspection
# that was not withdrawn, which other tables know.
ACCEPTANCE_IS_WHAT_WAS_INSPECTED = _after_insert(
    "acceptance_is_what_was_inspected",
    """
    SELECT posted.id INTO wrong
    FROM posted
    LEFT JOIN LATERAL (
        SELECT inspection.accepted, operation.id AS operation_id, operation.rate, account.id AS account_id
        FROM dispatch_inspection inspection
        JOIN dispatch_workreport report ON report.id = inspection.report_id
        JOIN dispatch_assignment assignment ON assignment.id = report.assignment_id
        JOIN dispatch_lotoperation operation ON operation.id = assignment.lot_operation_id
        JOIN dispatch_account account ON account.worker_id = assignment.worker_id
        WHERE inspection.id = posted.inspection_id AND inspection.withdrawn_at IS NULL LIMIT 1
    ) found ON true
    WHERE posted.kind = 'acceptance'
      AND (posted.pieces, posted.lot_operation_id, posted.rate, posted.credit_id)
          IS DISTINCT FROM (found.accepted, found.operation_id, found.rate, found.account_id)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'earning % is not what was inspected', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,
    (("wrong", "bigint"),),
)

# Else a deduction that two people approved could point to an entry of another amount, worker or base.
ENTRY_IS_THE_DEDUCTION = pgtrigger.Trigger(
    name="entry_is_the_deduction",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("entry_id"),
    condition=pgtrigger.Q(new__entry__isnull=False),
    func="""
    PERFORM FROM dispatch_earning entry
    JOIN dispatch_account hers ON hers.id = entry.debit_id JOIN dispatch_account wages ON wages.id = entry.credit_id
    WHERE entry.id = NEW.entry_id AND entry.kind = 'deduction' AND entry.amount = NEW.amount
      AND hers.worker_id = NEW.worker_id AND wages.base_id = NEW.base_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % is not deduction %', NEW.entry_id, NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

# The same of an advance, which she owes, and of costs, which the base does.
ENTRY_IS_THE_OUTLAY = pgtrigger.Trigger(
    name="entry_is_the_outlay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("entry_id"),
    condition=pgtrigger.Q(new__entry__isnull=False),
    func="""
    PERFORM FROM dispatch_earning entry
    JOIN dispatch_account debit ON debit.id = entry.debit_id JOIN dispatch_account credit ON credit.id = entry.credit_id
    WHERE entry.id = NEW.entry_id AND entry.kind = NEW.kind AND entry.amount = NEW.amount
      AND coalesce(debit.worker_id, credit.worker_id) = NEW.worker_id
      AND coalesce(debit.base_id, credit.base_id) = NEW.base_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % is not outlay %', NEW.entry_id, NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

# Who entered an account could else send her money to it and say that she has it. She herself may do both.
PAYOUT_WITNESS_IS_NO_PARTY = pgtrigger.Trigger(
    name="witness_is_no_party",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("confirmed_by_id"),
    condition=pgtrigger.Q(new__confirmed_by=pgtrigger.F("new__account_changed_by")),
    func="""
    PERFORM FROM dispatch_payslip payslip JOIN workshops_worker worker ON worker.id = payslip.worker_id
    WHERE payslip.id = NEW.payslip_id AND worker.user_id = NEW.confirmed_by_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'payout %: its witness entered the account', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)
PAYSLIP_WITNESS_IS_NO_PARTY = pgtrigger.Trigger(
    name="witness_is_no_party",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("confirmed_by_id"),
    condition=pgtrigger.Q(new__confirmed_by__isnull=False),
    func="""
    PERFORM FROM workshops_payaccount account JOIN workshops_worker worker ON worker.id = account.worker_id
    WHERE worker.id = NEW.worker_id AND account.changed_by_id = NEW.confirmed_by_id
      AND worker.user_id IS DISTINCT FROM NEW.confirmed_by_id;
    IF FOUND THEN
        RAISE EXCEPTION 'payslip %: its witness entered the account', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

# One change of a closed period is let through: its seal is written once, after its payslips.
CLOSED_FOR_GOOD = pgtrigger.Trigger(
    name="closed_for_good",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state="closed"),
    func="""
    IF OLD.seal <> '' OR to_jsonb(NEW) - 'seal' <> to_jsonb(OLD) - 'seal' THEN
        RAISE EXCEPTION 'period % is closed', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

SEALED_ONCE = pgtrigger.Protect(
    name="sealed_once", operation=pgtrigger.UpdateOf("seal"), condition=pgtrigger.Q(old__seal__gt="")
)


def _counts(name: str, operation: pgtrigger.Operation, assignment: str) -> pgtrigger.Trigger:
    """Check at the end of a transaction that an assignment's counts are the sums of its reports and inspections.

    Deferred, because a deed writes the report or the inspection and the counts one after the other. Inspections that
    were withdrawn do not count.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[("held", "record"), ("counted", "record")],
        func=f"""
        SELECT id, reported, accepted, rejected INTO held FROM dispatch_assignment WHERE id = ({assignment});
        SELECT coalesce(sum(report.pieces) FILTER (WHERE inspection.id IS NULL), 0) AS reported,
               coalesce(sum(inspection.accepted), 0) AS accepted, coalesce(sum(inspection.rejected), 0) AS rejected
        INTO counted
        FROM dispatch_workreport report LEFT JOIN dispatch_inspection inspection
            ON inspection.report_id = report.id AND inspection.withdrawn_at IS NULL
        WHERE report.assignment_id = held.id AND report.withdrawn_at IS NULL;
        IF (held.reported, held.accepted, held.rejected) <> (counted.reported, counted.accepted, counted.rejected) THEN
            RAISE EXCEPTION 'assignment %: % reported, % accepted, % rejected are not what was reported and inspected',
                held.id, held.reported, held.accepted, held.rejected USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
        """,  # noqa: S608 the parts are constants
    )


ASSIGNMENT_COUNTS = _counts("counts_what_is_there", pgtrigger.Insert | pgtrigger.Update, "NEW.id")
REPORT_COUNTS = _counts("is_counted", pgtrigger.Insert | pgtrigger.UpdateOf("withdrawn_at"), "NEW.assignment_id")
INSPECTION_COUNTS = _counts(
    "is_counted",
    pgtrigger.Insert | pgtrigger.UpdateOf("withdrawn_at"),
    "SELECT assignment_id FROM dispatch_workreport WHERE id = NEW.report_id",
)


# A lot that is declined or recalled has none of its order's pieces, nor has a stopped one those that it leaves unmade.
def _adds_up(name: str, operation: pgtrigger.Operation, order: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[("held", "record"), ("placed", "bigint")],
        func=f"""
        SELECT id, pieces, unplaced, cancelled INTO held FROM dispatch_workorder WHERE id = {order};
        SELECT coalesce(sum(pieces - unmade), 0) INTO placed FROM dispatch_lot
        WHERE work_order_id = held.id AND state NOT IN ('declined', 'recalled');
        IF held.pieces <> held.unplaced + held.cancelled + placed THEN
            RAISE EXCEPTION 'work order %: % pieces are not % to be planned, % cancelled and % in lots',
                held.id, held.pieces, held.unplaced, held.cancelled, placed USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
        """,  # noqa: S608 the parts are constants
    )


ORDER_ADDS_UP = _adds_up("adds_up", pgtrigger.Insert | pgtrigger.UpdateOf("pieces", "unplaced", "cancelled"), "NEW.id")
LOT_ADDS_UP = _adds_up(
    "adds_up", pgtrigger.Insert | pgtrigger.UpdateOf("pieces", "unmade", "state", "work_order_id"), "NEW.work_order_id"
)

# By this version of the tech sheet its lots are made, also those that are issued after a newer one came into force.
ORDER_KEEPS_ITS_SHEET = pgtrigger.Protect(
    name="keeps_its_sheet", operation=pgtrigger.UpdateOf("sheet_id"), condition=pgtrigger.AnyChange("sheet")
)

# What was handed out of the first operation stays the lot's, whoever takes pieces back.
LOT_KEEPS_WHAT_IS_BEGUN = pgtrigger.Trigger(
    name="keeps_what_is_begun",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("pieces"),
    timing=pgtrigger.Deferred,
    declare=[("begun", "bigint")],
    func="""
    SELECT max(handed) - coalesce(sum(rejected), 0) INTO begun FROM (
        SELECT sum(each.pieces + each.surplus - each.returned) AS handed, sum(each.rejected) AS rejected
        FROM dispatch_assignment each JOIN dispatch_lotoperation step ON step.id = each.lot_operation_id
        WHERE step.lot_id = NEW.id GROUP BY step.id
    ) AS steps;
    IF begun > NEW.pieces + floor(NEW.pieces * NEW.tolerance) THEN
        RAISE EXCEPTION 'lot %: % pieces are begun, it has %', NEW.id, begun, NEW.pieces
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,
)

# The first operation may have the lot's pieces, the surplus that its tolerance allows, and one more for each piece
# rejected anywhere in the lot, since it is made again. Each later one may have what the one before it has accepted.
WITHIN_THE_LOT = pgtrigger.Trigger(
    name="within_the_lot",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("pieces", "surplus", "returned"),
    timing=pgtrigger.Deferred,
    declare=[("most", "bigint"), ("handed", "bigint")],
    func="""
    SELECT CASE WHEN before.id IS NULL
           THEN lot.pieces + floor(lot.pieces * lot.tolerance) + (
               SELECT coalesce(sum(each.rejected), 0) FROM dispatch_assignment each
               JOIN dispatch_lotoperation step ON step.id = each.lot_operation_id WHERE step.lot_id = lot.id)
           ELSE (SELECT coalesce(sum(each.accepted), 0) FROM dispatch_assignment each
                 WHERE each.lot_operation_id = before.id)
           END INTO most
    FROM dispatch_lotoperation here JOIN dispatch_lot lot ON lot.id = here.lot_id
    LEFT JOIN LATERAL (
        SELECT id FROM dispatch_lotoperation WHERE lot_id = lot.id AND position < here.position
        ORDER BY position DESC LIMIT 1
    ) before ON true
    WHERE here.id = NEW.lot_operation_id;
    SELECT sum(pieces + surplus - returned) INTO handed
    FROM dispatch_assignment WHERE lot_operation_id = NEW.lot_operation_id;
    IF handed > most THEN
        RAISE EXCEPTION 'operation % of a lot: % pieces handed out, there are %', NEW.lot_operation_id, handed, most
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,
)

# A confirmed payout is over, but for a week she takes back what was not confirmed by herself, signed in. It is then
# said to be paid again, and nothing else about it changes.
CONFIRMED_FOR_GOOD = pgtrigger.Trigger(
    name="confirmed_for_good",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state="confirmed"),
    declare=[
        ("herself", "bigint"),
        ("confirmation", "text[] := '{state,confirmed_by_id,confirmed_by_card,confirmed_at}'"),
    ],
    func="""
    SELECT worker.user_id INTO herself
    FROM dispatch_payslip payslip JOIN workshops_worker worker ON worker.id = payslip.worker_id
    WHERE payslip.id = OLD.payslip_id;
    IF NEW.state NOT IN ('released', 'accepted') OR OLD.confirmed_by_id = herself
        OR OLD.confirmed_at < now() - interval '7 days'
        OR to_jsonb(NEW) - confirmation <> to_jsonb(OLD) - confirmation
    THEN
        RAISE EXCEPTION 'payout % is confirmed for good', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

# What is in force is replaced one day, and changes in nothing else.
ONLY_A_DRAFT_CHANGES = pgtrigger.Trigger(
    name="only_a_draft_changes",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=~pgtrigger.Q(old__state="draft"),
    func="""
    IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state'
        OR NEW.state <> OLD.state AND (OLD.state, NEW.state) <> ('in_force', 'replaced')
    THEN
        RAISE EXCEPTION 'tech sheet % is no draft', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


def only_in_a_draft() -> list[pgtrigger.Trigger]:
    """Refuse to add, change or remove what belongs to a tech sheet that is in force or was, so that it stays as it was.

    One trigger per row that is there before or after, because a row that is deleted has no new one.
    """
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=operation,
            func=f"""
            PERFORM FROM dispatch_techsheet WHERE id = {row}.sheet_id AND state <> 'draft';
            IF FOUND THEN
                RAISE EXCEPTION 'tech sheet % is no draft', {row}.sheet_id USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
            """,
        )
        for name, operation, row in (
            ("enters_a_draft", pgtrigger.Insert | pgtrigger.Update, "NEW"),
            ("leaves_a_draft", pgtrigger.Update | pgtrigger.Delete, "OLD"),
        )
    ]
