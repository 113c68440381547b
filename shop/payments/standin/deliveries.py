"""Deliver events to the shop's webhook: signed as Stripe signs, retried with growing pauses."""

import hashlib
import hmac
import http.client
import json
import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from shop.payments.standin.store import Delivery
from shop.payments.standin.till import Till

log = logging.getLogger(__name__)
ATTEMPTS = 12
LONGEST_PAUSE = 3600.0  # seconds
PATIENCE = 10.0  # seconds that the webhook may take to answer


def signature(payload: bytes, secret: str, *, at: int) -> str:
    """Return the Stripe-Signature header: the time and the v1 HMAC-SHA256 of `time.payload`."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


@dataclass(frozen=True)
class Courier:
    """Delivers queued events to one webhook address. `backoff` is the first pause in seconds, doubled each time."""

    till: Till
    url: str
    secret: str
    backoff: float = 1.0

    def deliver_due(self) -> float:
        """Deliver all that is due and return the seconds until the next delivery, at most one."""
        while True:
            waiting = [each for each in self.till.store.deliveries() if each.due is not None]
            if not waiting or waiting[0].due is None:
                return 1.0
            pause = waiting[0].due - time.time()
            if pause > 0:
                return min(pause, 1.0)
            self._deliver(waiting[0])

    def _deliver(self, delivery: Delivery) -> None:
        event = self.till.require("event", delivery.event)
        arrived = self._post(json.dumps(event).encode())
        attempts = delivery.attempts + 1
        with self.till.store.atomic():
            if arrived or attempts >= ATTEMPTS:
                self.till.store.drop(delivery)
                self.till.store.put(event | {"pending_webhooks": 0 if arrived else event["pending_webhooks"]})
            else:
                pause = min(self.backoff * 2 ** (attempts - 1), LONGEST_PAUSE)
                self.till.store.postpone(delivery, due=time.time() + pause, attempts=attempts)
        log.info("%s %s %s, attempt %d", event["type"], event["id"], "arrived" if arrived else "refused", attempts)

    def _post(self, payload: bytes) -> bool:
        """Post the event. Anything but a 2xx answer, a redirect too, counts as not delivered."""
        place = urlsplit(self.url)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = kind(place.netloc, timeout=PATIENCE)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(payload, self.secret, at=int(time.time())),
        }
        try:
            connection.request("POST", f"{place.path or '/'}{'?' * bool(place.query)}{place.query}", payload, headers)
            return 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
