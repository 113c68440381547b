"""Let a worker set her pay account, and show how her household shares earnings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dispatch.views.me.her import myself
from dispatch.views.station.forms import AccountForm
from workshops import households, pay_accounts
from workshops.access import for_workers, visitor


@for_workers
def account(request: HttpRequest) -> HttpResponse:
    """Show her account by its last four characters, a form to change it, and how her household shares."""
    worker = myself(request)
    form = AccountForm(request.POST or None, initial={"holder": worker.name, "kind": "bank"})
    if request.method == "POST" and form.does(
        lambda said: pay_accounts.change(
            worker, kind=said["kind"], holder=said["holder"], bank=said["bank"], number=said["number"],
            by=visitor(request),
        )
    ):  # fmt: skip
        messages.success(request, _("Kept. The next payout goes there."))
        return redirect("me:account")
    context = {
        "form": form,
        "account": getattr(worker, "pay_account", None),
        "shared": households.parts_of(worker.household) if worker.household else {},
    }
    return render(request, "dispatch/me/account.html", context)
