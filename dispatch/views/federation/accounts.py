"""Let officers confirm pay accounts as second persons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dispatch.views.federation.lists import places_or_404
from dispatch.views.shared.accounts import confirm_account, stop_account
from workshops import pay_accounts
from workshops.access import for_officers, visitor


@for_officers
def index(request: HttpRequest) -> HttpResponse:
    """List the accounts at her places that wait."""
    changes = pay_accounts.within_reach(visitor(request)).filter(worker__station__place__in=places_or_404(request))
    return render(request, "dispatch/federation/accounts.html", {"changes": changes})


@for_officers
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an officer confirm an account."""
    return confirm_account(request, pk, "federation:accounts")


@for_officers
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an officer stop a change."""
    return stop_account(request, pk, "dispatch/federation/account_stop.html", "federation:accounts")
