"""Cache in Valkey, and in the memory of each process while Valkey does not answer."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.retry import Retry

PAUSE = 5  # seconds until a Valkey that did not answer is asked again, so that pages do not wait for it one by one
PATIENCE: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 1}  # seconds
MOST = 10_000  # entries in the memory of one process
READS = ("get", "get_many", "has_key")
WRITES = ("add", "set", "set_many", "touch", "delete", "delete_many", "incr", "clear")
log = logging.getLogger(__name__)


@dataclass
class Outage:
    """The state of one server as this process sees it: whether it is away, and the keys that are out of date there."""

    is_now: bool = False
    until: float = 0.0
    stale: set[str] = field(default_factory=set)

    def begin(self, error: RedisError) -> None:
        """Leave the server alone for a while, and log the first time."""
        if not self.is_now:
            log.error("Valkey does not answer, this process caches for itself: %s", error)
        self.is_now, self.until = True, monotonic() + PAUSE

    def end(self) -> None:
        """Ask the server again from now on."""
        self.is_now, self.until = False, 0.0
        log.warning("Valkey answers again")


_outages: dict[str, Outage] = defaultdict(Outage)


class ValkeyCache(RedisCache):
    """A cache that never fails a page.

    While Valkey is away each process reads, writes and counts in its own memory. Limits so still hold, for each process
    by itself. What was written meanwhile is deleted in Valkey once it answers, because it is out of date there.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._options: dict[str, Any] = {"retry": Retry(NoBackoff(), 1, (NotConnected,)), **PATIENCE, **self._options}
        self._spare = LocMemCache(server, {**params, "OPTIONS": {"MAX_ENTRIES": MOST}})
        self._outage = _outages[server]

    def answers(self) -> bool:
        """Return whether Valkey answers now."""
        try:
            return bool(self._cache.get_client().ping())
        except RedisError as error:
            self._outage.begin(error)
            return False

    def either(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Do what the method `name` does, in Valkey or in the memory of this process."""
        if not self._outage.is_now or monotonic() > self._outage.until:
            try:
                self._catch_up()
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                self._outage.begin(error)
        if name in WRITES and args:
            keys: Iterable[str] = [args[0]] if isinstance(args[0], str) else args[0]
            self._outage.stale.update(self.make_key(key, kwargs.get("version")) for key in keys)
        if name == "incr":
            self._spare.add(args[0], 0, version=kwargs.get("version"))  # what was counted in Valkey is out of reach
        return getattr(self._spare, name)(*args, **kwargs)

    def _catch_up(self) -> None:
        if self._outage.is_now:
            if stale := list(self._outage.stale):
                self._cache.delete_many(stale)
            self._outage.stale.difference_update(stale)
            self._spare.clear()
            self._cache.get_client().ping()
            self._outage.end()


def _either(name: str) -> Callable[..., Any]:
    def method(self: ValkeyCache, *args: Any, **kwargs: Any) -> Any:
        return self.either(name, *args, **kwargs)

    return method


for each in (*READS, *WRITES):
    setattr(ValkeyCache, each, _either(each))
