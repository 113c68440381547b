"""Share the till, the state that all parts of the stand-in use while it runs."""

import secrets
import threading
import time
from dataclasses import dataclass, field

from shop.payments.standin.errors import missing
from shop.payments.standin.faults import Faults
from shop.payments.standin.store import Obj, Store


@dataclass
class Till:
    """The store, the faults asked for, the address buyers see, the key callers need, and whether events go out."""

    store: Store
    address: str
    key: str
    hooked: bool
    faults: Faults = field(default_factory=Faults)
    wake: threading.Event = field(default_factory=threading.Event)

    def start(self, prefix: str, kind: str) -> Obj:
        """Return the fields that every new object opens with."""
        return {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": int(time.time()),
            "livemode": False,
        }

    def require(self, kind: str, identifier: str, *, param: str = "id") -> Obj:
        """Return an object of this kind. Raises ApiError 404 when there is none."""
        found = self.store.get(identifier)
        if found is None or found["object"] != kind:
            raise missing(kind, identifier, param)
        return found
