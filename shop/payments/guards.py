"""Refuse in the database itself, whoever asks, an order's status that does not follow from money and shipments."""

import pgtrigger
from django.conf import settings

STATUSES = ", ".join(f"'{status}'" for status in settings.OSCAR_ORDER_STATUS_PIPELINE)
REFUSED = "USING ERRCODE = 'check_violation'"
SENT = """
    SELECT part.quantity FROM order_shippingeventquantity part
    JOIN order_shippingevent event ON event.id = part.event_id
    JOIN order_shippingeventtype kind ON kind.id = event.event_type_id AND kind.code = 'shipped'
    WHERE part.line_id = line.id
"""
GIVEN_UP = """
    SELECT part.pieces AS quantity FROM payments_refundline part
    JOIN payments_refundrequest asked ON asked.id = part.request_id
    WHERE part.line_id = line.id AND asked.reason = 'not_sent' AND asked.state = 'released'
"""

KNOWN_STATUS = pgtrigger.Trigger(
    name="order_known_status", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
    func=f"""
    IF NEW.status NOT IN ({STATUSES}) THEN
        RAISE EXCEPTION 'an order is never %', NEW.status {REFUSED};
    END IF;
    RETURN NEW;
    """,
)  # fmt: skip

# An order without instalments costs nothing. Only the balance may still be due while it is made and sent.
STATUS_FOLLOWS_FACTS = pgtrigger.Trigger(
    name="order_status_follows", when=pgtrigger.Before, operation=pgtrigger.UpdateOf("status"),
    condition=pgtrigger.AnyChange("status"),
    declare=[("unpaid", "integer"), ("not_begun", "boolean"), ("nothing_left", "boolean")],
    func=f"""
    IF OLD.status = 'cancelled' OR NEW.status = 'placed' THEN
        RAISE EXCEPTION 'order % goes not from % to %', NEW.number, OLD.status, NEW.status {REFUSED};
    END IF;
    IF NEW.status = 'cancelled' THEN
        RETURN NEW;
    END IF;
    SELECT count(*) FILTER (WHERE paid < amount), bool_or(kind <> 'balance' AND paid < amount),
           sum(paid) > 0 AND sum(refunded) >= sum(paid)
    INTO unpaid, not_begun, nothing_left FROM payments_instalment WHERE order_id = NEW.id;
    IF not_begun OR NEW.status = 'completed' AND unpaid > 0 THEN
        RAISE EXCEPTION 'order % is not paid, so not %', NEW.number, NEW.status {REFUSED};
    END IF;
    IF NEW.status IN ('part_shipped', 'shipped') AND nothing_left THEN
        RAISE EXCEPTION 'all money of order % was given back, so it is not sent', NEW.number {REFUSED};
    END IF;
    IF NEW.status = 'part_shipped'
       AND NOT EXISTS (SELECT FROM order_line line WHERE order_id = NEW.id AND EXISTS ({SENT})) THEN
        RAISE EXCEPTION 'nothing of order % was sent', NEW.number {REFUSED};
    END IF;
    IF NEW.status IN ('shipped', 'completed')
       AND EXISTS (SELECT FROM order_line line WHERE order_id = NEW.id
                   AND quantity > (SELECT coalesce(sum(quantity), 0) FROM ({SENT} UNION ALL {GIVEN_UP}) ended)) THEN
        RAISE EXCEPTION 'not all of order % was sent', NEW.number {REFUSED};
    END IF;
    RETURN NEW;
    """,  # noqa: S608 the statement is a constant
)  # fmt: skip

# An order is agreed once its instalments are planned, which is the last thing that placing does.
NO_LINE_LATER = pgtrigger.Trigger(
    name="line_no_later", when=pgtrigger.Before, operation=pgtrigger.Insert,
    func=f"""
    IF EXISTS (SELECT FROM payments_instalment WHERE order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'order % is agreed: no line is added', NEW.order_id {REFUSED};
    END IF;
    RETURN NEW;
    """,
)  # fmt: skip
