"""Let the database itself add each move of material to what it is about, and refuse any other change of it."""

import pgtrigger

COUNTED = ("issued", "lost", "booked_in", "used", "returned", "scrapped", "arrived", "lost_back")
SUMS = ", ".join(
    f"{name} = {name} + CASE NEW.kind WHEN '{name}' THEN NEW.quantity"
    + (" WHEN 'not_sent' THEN -NEW.quantity" if name == "issued" else "")
    + " ELSE 0 END"
    for name in COUNTED
)

# A check of the line then refuses what would come from nothing.
MOVE_COUNTS = pgtrigger.Trigger(
    name="counts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=f"""
    UPDATE dispatch_lotmaterial SET {SUMS} WHERE id = NEW.line_id;
    IF NEW.kind IN ('issued', 'not_sent', 'arrived') THEN
        UPDATE dispatch_material material
        SET stock = stock + CASE WHEN NEW.kind = 'issued' THEN -NEW.quantity ELSE NEW.quantity END
        FROM dispatch_lotmaterial line WHERE line.id = NEW.line_id AND material.id = line.material_id;
    END IF;
    RETURN NULL;
    """,  # noqa: S608 the parts are constants
)

STOCK_MOVE_COUNTS = pgtrigger.Trigger(
    name="counts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
    UPDATE dispatch_material SET stock = stock + NEW.quantity WHERE id = NEW.material_id;
    RETURN NULL;
    """,
)

# Purchased goods come as moves of the stock that name their line.
RECEIPT_COUNTS = pgtrigger.Trigger(
    name="counts_as_received",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__purchase_line__isnull=False),
    func="""
    UPDATE dispatch_purchaseline SET received = received + NEW.quantity WHERE id = NEW.purchase_line_id;
    RETURN NULL;
    """,
)


def _only_moves(name: str, *fields: str) -> pgtrigger.Trigger:
    """Refuse a row that begins with a quantity, and a change of one that no trigger of a move makes."""
    new = " OR ".join(f"NEW.{field} <> 0" for field in fields)
    changed = " OR ".join(f"NEW.{field} <> OLD.{field}" for field in fields)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF TG_OP = 'INSERT' AND ({new}) OR TG_OP = 'UPDATE' AND pg_trigger_depth() < 2 AND ({changed}) THEN
            RAISE EXCEPTION 'quantities of % % change by moves only', TG_TABLE_NAME, NEW.id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
        """,
    )


ONLY_MOVES_CHANGE_A_LINE = _only_moves("only_moves_change_it", *COUNTED)
ONLY_MOVES_CHANGE_STOCK = _only_moves("only_moves_change_it", "stock")
ONLY_RECEIPTS_CHANGE_A_PURCHASE = _only_moves("only_receipts_change_it", "received")
