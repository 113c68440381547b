"""Let a worker change her pay account, and show how her household shares earnings."""

from django.http import HttpRequest, HttpResponse

from dispatch.views.me.her import myself
from dispatch.views.shared.accounts import account_page
from workshops import households
from workshops.access import for_workers


@for_workers
def account(request: HttpRequest) -> HttpResponse:
    """Show her account by its last four characters, a change that waits, and how her household shares."""
    worker = myself(request)
    shared = households.parts_of(worker.household) if worker.household else {}
    return account_page(request, worker, "dispatch/me/account.html", "me:account", shared=shared)
