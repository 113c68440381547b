"""Limit how often a stranger may do what costs others money, work or stock, and say when she may come back.

All numbers stand in `settings.LIMITS`, in the syntax that allauth's own limits have there too. A limit of the form
`5/h/phone` counts for one phone, `5/h/phone+address` for one phone asked for from one address.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from time import time
from types import MappingProxyType
from typing import Any

from allauth.core.internal.ratelimit import get_ip, parse_rates
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused

View = Callable[..., HttpResponse]
MINUTE = 60


class TooOften(Refused):
    """A limit is reached. `when`: the moment from which it can be done again, in the reader's language."""

    code = "too_often"
    words = _("This was done too often. Please come back after %(when)s.")
    when: str
    seconds: int


def too_often(until: datetime) -> TooOften:
    """Return the refusal of a limit that is open again at `until`, rounded up to a minute."""
    seconds = max(int((until - timezone.now()).total_seconds()), 1)
    moment = timezone.localtime(until + timedelta(seconds=MINUTE, microseconds=-1))
    is_today = moment.date() == timezone.localdate()
    when = date_format(moment, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")
    return TooOften(when=when, seconds=seconds)


@dataclass(frozen=True)
class Counter:
    """The count of one limit for one source. It begins with the first time, and ends `seconds` later."""

    key: str
    most: int
    seconds: float

    def add(self, amount: int) -> None:
        """Count, and raise TooOften when that is more than the limit allows."""
        count, begun = self._counted(amount)
        if count > self.most:
            raise self._refusal(begun)

    def look(self) -> None:
        """Raise TooOften when nothing is left, without counting."""
        count, begun = self._counted(0)
        if count >= self.most:
            raise self._refusal(begun)

    def _counted(self, amount: int) -> tuple[int, float]:
        """Count in the shared cache. While that is down, it counts for each process."""
        begun: Any = cache.get_or_set(f"{self.key}:begun", time, self.seconds)
        cache.add(f"{self.key}:{begun}", 0, self.seconds + MINUTE)  # outlives its beginning
        return cache.incr(f"{self.key}:{begun}", amount), begun

    def _refusal(self, begun: float) -> TooOften:
        return too_often(datetime.fromtimestamp(begun + self.seconds, timezone.get_current_timezone()))


def counters(request: HttpRequest, deed: str, keys: Mapping[str, str]) -> Iterator[Counter]:
    """Yield the counters of a deed. A source that is not known, such as the session of a first visit, has none."""
    keys = {"address": get_ip(request), "session": request.session.session_key or "", **keys}
    for rate in parse_rates(settings.LIMITS[deed]):
        source = [keys.get(part, "") for part in rate.per.split("+")]
        if all(source):
            digest = sha256("\n".join(source).encode()).hexdigest()
            yield Counter(f"limit:{deed.replace(' ', '-')}:{rate}:{digest}", rate.amount, rate.duration)


def count(request: HttpRequest, deed: str, keys: Mapping[str, str] = MappingProxyType({}), amount: int = 1) -> None:
    """Count a deed for its address, its session and each source in `keys`. Raises TooOften at the first limit."""
    for counter in counters(request, deed, keys):
        counter.add(amount)


def look(request: HttpRequest, deed: str) -> None:
    """Raise TooOften when this visitor has nothing left of a deed, without counting it."""
    for counter in counters(request, deed, {}):
        counter.look()


def limited(deed: str) -> Callable[[View], View]:
    """Count every request of a view, and answer 429 beyond the limit."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            count(request, deed)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def misses_limited(view: View) -> View:
    """Count the requests of a view that find nothing, so that nobody finds secret addresses by trying."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        look(request, "miss")
        try:
            return view(request, *args, **kwargs)
        except Http404:
            count(request, "miss")
            raise

    return guarded


def answer(request: HttpRequest, refused: TooOften | None = None) -> HttpResponse:
    """Return the page of a limit, with the seconds to wait in its header. allauth's limits give a minute."""
    page = render(request, "429.html", {"refused": refused}, status=429)
    page["Retry-After"] = str(refused.seconds if refused else MINUTE)
    return page


def answer_too_often(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 429 wherever no form shows the refusal of a limit."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, raised: Exception) -> HttpResponse | None:
        return answer(request, raised) if isinstance(raised, TooOften) else None

    respond.process_exception = process_exception  # type: ignore[attr-defined]
    return respond
