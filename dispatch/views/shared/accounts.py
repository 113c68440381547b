"""Share the pages of pay accounts: the one where an account is entered, and the list for the second person."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dispatch.views.station.forms import AccountForm, CodeForm
from shop.pages.deeds import WordsForm, do
from shop.pages.versions import Shown
from workshops import pay_accounts, phones
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import PayAccount, PayAccountChange, Worker


def account_page(request: HttpRequest, worker: Worker, template: str, *address: Any, **more: Any) -> HttpResponse:
    """Show where a worker's money goes and what change waits, and take another account, a code or a stop.

    `address`: the page itself, as `redirect` takes it. The caller has checked access.
    """
    waiting, deed = pay_accounts.waiting_of(worker), request.POST.get("deed", "")
    stop_form = _stop_form(request, waiting) if waiting else None
    if waiting and deed in BUTTONS and not (deed == "stop" and stop_form):
        act, words = BUTTONS[deed]
        return do(request, lambda: act(waiting, by=visitor(request)), str(words()), *address)
    if waiting and stop_form and stop_form.is_bound and _is_stopped(request, waiting, stop_form):
        return redirect(*address)
    code_form = CodeForm(request.POST if deed == "prove" else None)
    if (
        waiting
        and code_form.is_bound
        and code_form.does(lambda said: pay_accounts.prove(waiting, code=said["code"], by=visitor(request)))
    ):
        messages.success(request, _progress(code_form.result))
        return redirect(*address)
    shown = Shown(
        worker, facts, visitor(request), last(Verb.ENTER_PAY_ACCOUNT, of=lambda row: row.account_changes.all())
    )
    given = request.POST if deed == "" and request.method == "POST" else None
    form = AccountForm(given, worker=worker, shown=shown)
    if form.is_bound and form.does(lambda said: _enter(request, worker, said)):
        messages.success(request, _progress(form.result))
        return redirect(*address)
    context = {
        "form": form,
        "code_form": code_form,
        "stop_form": stop_form,
        "change": waiting,
        "account": getattr(worker, "pay_account", None),
        "wants_code": bool(waiting and not waiting.proven_at and phones.phone_of(worker)),
        "effective_from": waiting and pay_accounts.effective_from(waiting),
    }
    return render(request, template, {"worker": worker, **context, **more})


class StopForm(WordsForm):
    """Asks why a change is stopped, on a page with other forms."""

    deed = forms.CharField(widget=forms.HiddenInput, initial="stop")


def _stop_form(request: HttpRequest, change: PayAccountChange) -> StopForm | None:
    """Return the form that asks a visitor for a reason, or None where she needs none."""
    if pay_accounts.stops_without_reason(change, visitor(request)):
        return None
    data = request.POST if request.POST.get("deed") == "stop" else None
    return StopForm(data, label=_("Why?"), help_text=_("She reads this, and so do those who look after her pay."))


def _is_stopped(request: HttpRequest, change: PayAccountChange, form: WordsForm) -> bool:
    """Stop a change for the reason in a form, say so above the next page, and return whether it was done."""
    if not form.does(lambda said: pay_accounts.stop(change, because=said["words"], by=visitor(request))):
        return False
    messages.success(request, _("Stopped. The money goes where it went before."))
    return True


def facts(worker: Worker) -> dict[str, str]:
    """Return where a worker's money goes, in the words of the page."""
    account = PayAccount.objects.filter(worker=worker).first()
    if account is None:
        return {}
    where = f"{account.bank or account.get_kind_display()} {account.masked}"
    return {_("Her money goes to"): where, _("Account holder"): account.holder}


def _enter(request: HttpRequest, worker: Worker, said: dict[str, Any]) -> PayAccountChange:
    names = ("kind", "holder", "bank", "number", "why_another", "key")
    return pay_accounts.enter(worker, **{name: said[name] for name in names}, by=visitor(request))


def _progress(change: PayAccountChange) -> str:
    """Say what became of a change after something was added to it."""
    if change.took_effect_at:
        return _("Changed. The next payout goes there.")
    if change.code and not change.proven_at:
        return _("Noted. A code was sent to her phone: nothing changes before it is typed in here.")
    return _("Noted. A second person looks at it before any money goes there.")


BUTTONS: dict[str, tuple[Callable[..., object], Callable[[], str]]] = {
    "again": (pay_accounts.send_code, lambda: _("Another code was sent. The one before is void.")),
    "stop": (pay_accounts.stop, lambda: _("Stopped. The money goes where it went before.")),
}


def confirm_account(request: HttpRequest, pk: int, *address: Any) -> HttpResponse:
    """Let a second person confirm an account, then go to the page `address`."""
    one = get_object_or_404(pay_accounts.within_reach(visitor(request)), pk=pk)
    words = _("Confirmed. It takes effect with her code, or when the waiting time is over.")
    return do(request, lambda: pay_accounts.confirm(one, by=visitor(request)), words, *address)


def stop_account(request: HttpRequest, pk: int, template: str, *address: Any, **more: Any) -> HttpResponse:
    """Let a second person stop a change and say why, then go to the page `address`."""
    one = get_object_or_404(pay_accounts.within_reach(visitor(request)), pk=pk)
    form = WordsForm(request.POST or None, label=_("Why?"), help_text=_("Her lead and your colleagues can read this."))
    if request.method == "POST" and _is_stopped(request, one, form):
        return redirect(*address)
    return render(request, template, {"change": one, "form": form, **more})
