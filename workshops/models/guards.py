"""Refuse in the database itself, whoever asks, what breaks rules over two tables."""

import pgtrigger

# Else a mistaken line of code could send her money elsewhere without the proofs that a change needs. The number is
# sealed anew each time it is written, so it cannot be compared.
ACCOUNT_CHANGES_BY_A_CHANGE = pgtrigger.Trigger(
    name="changes_by_a_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("kind", "bank", "holder", "number", "worker_id", "change_id"),
    func="""
    IF TG_OP = 'INSERT' AND NEW.change_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.change_id IS NOT DISTINCT FROM OLD.change_id THEN
        RAISE EXCEPTION 'pay account % changes without a change', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    PERFORM FROM workshops_payaccountchange change
    WHERE change.id = NEW.change_id AND change.took_effect_at IS NOT NULL AND change.worker_id = NEW.worker_id
      AND (change.kind, change.bank, change.holder) = (NEW.kind, NEW.bank, NEW.holder);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'pay account % is not that of change %', NEW.id, NEW.change_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)
