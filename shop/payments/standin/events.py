"""Tell the shop what happened. Every event is kept, and queued for the webhook."""

import time

import stripe

from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till


def public(obj: Obj) -> Obj:
    """Return an object as callers may see it.

    The stand-in's own notes, whose names begin with an underscore, are left out.
    """
    return {name: value for name, value in obj.items() if not name.startswith("_")}


def tell(till: Till, kind: str, subject: Obj) -> None:
    """Keep an event of this kind with the subject as it is now, and queue its delivery."""
    event = till.start("evt", "event") | {
        "type": kind,
        "api_version": stripe.api_version,
        "data": {"object": public(subject)},
        "pending_webhooks": int(till.hooked),
        "request": {"id": None, "idempotency_key": None},
    }
    till.store.put(event)
    if till.hooked:
        _queue(till, event["id"])


def _queue(till: Till, event: str) -> None:
    """Queue an event for delivery, with the repetition or reversal that a test asked for."""
    now = time.time()
    reversing = till.faults.use("reverse_events")
    for _ in range(2 if till.faults.use("repeat_events") else 1):
        till.store.queue(event, due=None if reversing else now)
    if reversing == 1:
        held = [each for each in till.store.deliveries() if each.due is None]
        for place, delivery in enumerate(reversed(held)):
            till.store.postpone(delivery, due=now + place / 1000, attempts=0)
    till.wake.set()
