"""Admit a worker to what is hers: signed in, or on any phone by her opened card."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from shop.accounts.models import User
from shop.limits import misses_limited
from workshops.access import for_workers, visitor
from workshops.models import Worker
from workshops.reach import worker_of

OPEN_SECONDS = 600
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Her:
    """Hold a worker at her own page. `by`: her sign-in, None by her card. `card`: the token of that card."""

    worker: Worker
    by: User | None
    card: UUID | None = None

    @property
    def home(self) -> str:
        """Return the address of her first page."""
        return reverse("me:card", args=[self.card]) if self.card else reverse("me:home")

    def of_payslip(self, pk: int) -> str:
        """Return the address where she reads a payslip: the first page, on a card."""
        return self.home if self.card else reverse("me:payslip", args=[pk])


def myself(request: HttpRequest) -> Worker:
    """Return the worker who is signed in."""
    return cast("Worker", worker_of(visitor(request)))


def signed_in(view: View) -> View:
    """Admit a worker who is signed in, and hand the view who she is."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, Her(myself(request), visitor(request)), **kwargs)

    return for_workers(guarded)


def by_card(view: View) -> View:
    """Admit whoever has opened a card with its digits, for ten minutes, and hand the view whose card it is."""

    @wraps(view)
    def guarded(request: HttpRequest, token: UUID, **kwargs: Any) -> HttpResponse:
        worker = card_holder(token)
        if not is_open(request, worker):
            return redirect("me:card", token)
        return view(request, Her(worker, None, token), **kwargs)

    guarded.audience = "card"  # type: ignore[attr-defined]  # read by the test that no page lacks one
    return never_cache(misses_limited(guarded))


def card_holder(token: UUID) -> Worker:
    """Return the worker whose card has this token, or raise Http404."""
    return get_object_or_404(Worker.objects.select_related("station", "user"), card_token=token, is_active=True)


def is_open(request: HttpRequest, worker: Worker) -> bool:
    """Return whether this browser has opened her card. A card that is void is open nowhere."""
    until: float = request.session.get(_key(worker), 0)
    return until > timezone.now().timestamp()


def open_card(request: HttpRequest, worker: Worker) -> None:
    """Keep her card open in this browser for ten minutes."""
    request.session[_key(worker)] = timezone.now().timestamp() + OPEN_SECONDS


def close_card(request: HttpRequest, worker: Worker) -> None:
    """Lock her card again."""
    request.session.pop(_key(worker), None)


def _key(worker: Worker) -> str:
    return f"card-{worker.card_token}"
