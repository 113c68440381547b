"""Inject faults on request, so that tests see what the shop does when the network or Stripe misbehaves."""

import threading
from dataclasses import dataclass, field, fields
from typing import Any

from shop.payments.standin.errors import ApiError, InvalidParam

REFUSALS = {
    409: ("idempotency_error", "idempotency_key_in_use", "Another request with this idempotency key is in progress."),
    429: ("invalid_request_error", "rate_limit", "Too many requests hit the API too quickly."),
    500: ("api_error", None, "An unknown error occurred."),
}


@dataclass
class Faults:
    """The faults that happen next. Each is used up as it happens.

    answers: HTTP statuses (409, 429, 500) given to the next API calls, which then do nothing.
    lose_replies: how many of the next POSTs are carried out, but their reply is never sent.
    repeat_events: how many of the next events are delivered twice.
    reverse_events: how many of the next events are held until all are there, then delivered last first.
    """

    answers: list[int] = field(default_factory=list)
    lose_replies: int = 0
    repeat_events: int = 0
    reverse_events: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask(self, wanted: dict[str, Any]) -> None:
        """Set the faults named in `wanted`. Raises InvalidParam for anything that is not a fault."""
        names = {each.name for each in fields(self)} - {"_lock"}
        for name, value in wanted.items():
            good = name in names and (
                isinstance(value, list) and set(value) <= set(REFUSALS) if name == "answers" else isinstance(value, int)
            )
            if not good:
                raise InvalidParam(f"Not a fault: {name} = {value}", param=name)
        with self._lock:
            for name, value in wanted.items():
                setattr(self, name, value)

    def shown(self) -> dict[str, Any]:
        """Return the faults that have not happened yet."""
        return {name: value for name, value in self.__dict__.items() if name != "_lock"}

    def refusal(self) -> ApiError | None:
        """Return the error that the present API call must get instead of being carried out."""
        with self._lock:
            if not self.answers:
                return None
            status = self.answers.pop(0)
        kind, code, message = REFUSALS[status]
        return ApiError(message, status=status, kind=kind, code=code)

    def use(self, name: str) -> int:
        """Use up one of a counted fault and return how many were left before, 0 when none was asked for."""
        with self._lock:
            left: int = getattr(self, name)
            setattr(self, name, max(left - 1, 0))
        return left
