"""Show the pages on which a buyer pays, and receive the provider's webhook."""

import logging
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from shop.accounts.models import User
from shop.limits import misses_limited
from shop.payments import hearing, paying, stripe_api, transferring
from shop.payments.errors import NothingDue, NotPaid, ProviderSilent, SignInFirst
from shop.payments.forms import MethodForm
from shop.payments.holding import held_until
from shop.payments.models import Instalment, Payment

log = logging.getLogger(__name__)


@never_cache
@misses_limited
def instalment_pay(request: HttpRequest, pk: int, signed: str) -> HttpResponse:
    """Show what is due and ask by which method. `signed` is the order's secret, which only its buyer has."""
    instalment = _instalment(pk, signed)
    form = MethodForm(request.POST or None)
    if instalment.is_paid or instalment.order.status == "cancelled":
        return redirect("orders:order-open", signed)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(_begin(request, instalment, form.cleaned_data["method"]))
        except NothingDue:
            return redirect("orders:order-open", signed)
        except SignInFirst as refused:
            messages.warning(request, str(refused))
            return redirect(f"{reverse('account:sign-in')}?{urlencode({'next': request.path})}")
        except NotPaid as error:
            messages.error(request, str(error))
    return render(request, "payments/instalment_pay.html", {"form": form, **_facts(instalment)})


def _begin(request: HttpRequest, instalment: Instalment, method: str) -> str:
    by = request.user if isinstance(request.user, User) else None
    if method == Payment.Method.TRANSFER:
        payment = transferring.announce(instalment, by=by)
        return reverse("payments:payment-return", args=[payment.key])
    # The payment's key is not known before it starts: reverse the address with a zero key and put `{key}` in its place
    back = request.build_absolute_uri(reverse("payments:payment-return", args=[UUID(int=0)]))
    return paying.start(instalment, method=method, return_url=back.replace(str(UUID(int=0)), "{key}"), by=by)


@never_cache
@require_GET
@misses_limited
def payment_return(request: HttpRequest, key: UUID) -> HttpResponse:
    """Receive the buyer after paying: ask the provider for the outcome, and wait with her when it is not known yet."""
    payment = get_object_or_404(Payment.objects.select_related("instalment__order"), key=key)
    try:
        payment = paying.settle(payment)
    except ProviderSilent:
        log.info("payment %s: the provider does not answer yet", payment.key)
    signed = payment.instalment.order.verification_hash()
    if payment.state == Payment.State.SUCCEEDED:
        return redirect("orders:order-open", signed)
    context = {
        "payment": payment,
        "pay_again": reverse("payments:instalment-pay", args=[payment.instalment_id, signed]),
    }
    page = "transfer" if payment.method == Payment.Method.TRANSFER else "payment_return"
    return render(request, f"payments/{page}.html", context | _facts(payment.instalment))


def _instalment(pk: int, signed: str) -> Instalment:
    instalment = get_object_or_404(Instalment.objects.select_related("order"), pk=pk)
    if not instalment.order.check_verification_hash(signed):
        raise Http404
    return instalment


def _facts(instalment: Instalment) -> dict[str, object]:
    return {
        "instalment": instalment,
        "order": instalment.order,
        "left": instalment.amount - instalment.paid,
        "is_test": bool(settings.STRIPE_API_BASE),
        "account": settings.TRANSFER_ACCOUNT,
        "signed": instalment.order.verification_hash(),
        "until": held_until(instalment.order),
    }


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Receive the provider's webhook, refused unless it is signed. Answers 503 when the provider should retry."""
    try:
        event = stripe_api.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except ValueError:
        return HttpResponse(status=400)
    try:
        hearing.hear(event)
    except ProviderSilent:
        return HttpResponse(status=503)
    return HttpResponse(status=200)
