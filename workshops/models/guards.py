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

# Else a mistaken line of code could show an officer what is not hers, for who sees what follows from the tree.
PLACES = [
    pgtrigger.Trigger(
        name="stand_in_order",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("above", "workshops_place%ROWTYPE")],
        func="""
        IF TG_OP = 'UPDATE' AND NEW.level <> OLD.level THEN
            RAISE EXCEPTION 'place % keeps its level', NEW.code USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.parent_id IS NOT NULL THEN
            SELECT * INTO above FROM workshops_place WHERE id = NEW.parent_id FOR SHARE;
        END IF;
        IF (CASE NEW.level
            WHEN 1 THEN NEW.parent_id IS NULL
            WHEN 2 THEN NEW.parent_id IS NULL OR above.level = 1
            WHEN 3 THEN above.level IN (1, 2)
            WHEN 4 THEN above.level = 3
            WHEN 5 THEN above.level IN (3, 4)
        END) IS NOT TRUE THEN
            RAISE EXCEPTION 'place % of level % lies in no place of level %', NEW.code, NEW.level, above.level
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.path = coalesce(above.path, '{}') || NEW.id;
        NEW.county_id = CASE NEW.level WHEN 3 THEN NEW.id ELSE above.county_id END;
        RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="move_with_what_lies_above",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.path IS DISTINCT FROM NEW.path"),
        func="UPDATE workshops_place SET parent_id = parent_id WHERE parent_id = NEW.id; RETURN NULL;",
    ),
]

STANDS_IN_A_COUNTY = pgtrigger.Trigger(
    name="stands_in_a_county",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("place_id"),
    func="""
    IF (SELECT county_id FROM workshops_place WHERE id = NEW.place_id) IS NULL THEN
        RAISE EXCEPTION 'place % lies in no county', NEW.place_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

OFFICER_AT_HER_LEVEL = pgtrigger.Trigger(
    name="officer_at_her_level",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("role", "place_id"),
    condition=pgtrigger.Condition("NEW.place_id IS NOT NULL"),
    func="""
    IF NOT (SELECT CASE NEW.role
        WHEN 'association_officer' THEN level IN (1, 2)
        WHEN 'county_officer' THEN level = 3
        WHEN 'town_officer' THEN level = 4
    END FROM workshops_place WHERE id = NEW.place_id) IS TRUE THEN
        RAISE EXCEPTION 'a post of % is not at place %', NEW.role, NEW.place_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

# An application begins as a draft, and where it stands decides which officer sees it.
APPLICATION = [
    pgtrigger.Trigger(
        name="begins_as_a_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.state <> 'draft'"),
        func="RAISE EXCEPTION 'an application begins as a draft' USING ERRCODE = 'check_violation';",
    ),
    pgtrigger.Trigger(
        name="stands_in_a_county",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("place_id"),
        condition=pgtrigger.Condition("NEW.place_id IS NOT NULL"),
        func=STANDS_IN_A_COUNTY.func,
    ),
]
