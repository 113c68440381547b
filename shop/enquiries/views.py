"""Show a bulk buyer's pages before there is an order: ask, talk, accept or decline."""

import math
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.models import Product
from media.serving import sandboxed, stored
from shop import limits
from shop.enquiries import agreeing, asking, errors
from shop.enquiries.access import buyer_of, enquiries_for, enquiry_for, remember_enquiry
from shop.enquiries.files import Upload
from shop.enquiries.forms import AskForm, MessageForm, ReopenForm, WishForm
from shop.enquiries.models import Enquiry, Message, Quote
from shop.enquiries.paying import pay_address
from shop.enquiries.promising import promise
from shop.enquiries.talking import current_quote, talk
from shop.pages.deeds import refusals_above_page
from shop.shipping.address_form import AddressForm
from shop.words import phone_number
from workshops.reach import bases_of

MB = 1024 * 1024


def enquiry_list(request: HttpRequest) -> HttpResponse:
    """List her enquiries. A guest finds hers again by its number and her phone or e-mail."""
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and (enquiry := form.found(request)):
        remember_enquiry(request, enquiry)
        return redirect("enquiries:enquiry-detail", enquiry.number)
    enquiries = enquiries_for(request).select_related("product", "base", "order").prefetch_related("quotes")
    return render(request, "enquiries/enquiry_list.html", {"enquiries": enquiries, "form": form})


@vary_on_headers("X-Part")
def ask(request: HttpRequest, product_pk: int) -> HttpResponse:
    """Answer a wish with the earliest honest day at once. It becomes an enquiry when the buyer leaves a contact."""
    product = _sold(product_pk)
    if request.method == "POST":
        form = AskForm(request.POST, request.FILES, product=product)
        if enquiry := _ask(request, product, form):
            return redirect("enquiries:enquiry-detail", enquiry.number)
        wish = WishForm(request.POST, product=product, auto_id="wish_%s")
    else:
        said = request.GET.dict()
        is_asked = {"pieces", "wish_on"} <= said.keys()
        wish = WishForm(request.GET if is_asked else None, product=product, initial=said, auto_id="wish_%s")
        form = AskForm(product=product, initial=_known(request) | said)
    asked = wish.does(lambda _said: limits.count(request, "promise"))
    context = {"product": product, "wish": wish, "form": form, "asked": asked, "words": request.GET.get("words", "")}
    if asked:
        context["promise"] = promise(product, **wish.cleaned_data)
        context["tier"] = tier = product.tiers.filter(from_pieces__lte=wish.cleaned_data["pieces"]).last()
        context["total"] = tier.unit_price * wish.cleaned_data["pieces"] if tier else None
    part = "part" if request.headers.get("X-Part") else "page"
    return render(request, f"enquiries/ask_{part}.html", context)


def _sold(pk: int) -> Product:
    product = get_object_or_404(Product, pk=pk)
    try:
        asking.base_of(product)
    except errors.NotSold as refused:
        raise Http404 from refused
    return product


def _ask(request: HttpRequest, product: Product, form: AskForm) -> Enquiry | None:
    def send(said: dict[str, Any]) -> Enquiry:
        _limit(request, "enquiry", said["file"], contact=str(said["phone"] or said["email"]))
        return asking.ask(product=product, **form.wish, by=buyer_of(request))

    if not form.does(send):
        return None
    enquiry: Enquiry = form.result
    remember_enquiry(request, enquiry)
    messages.success(request, _("Your enquiry is with the base. Keep this page's address: it is your way back."))
    return enquiry


def _limit(request: HttpRequest, deed: str, file: Upload | None, **keys: str) -> None:
    """Count what a buyer sends, and the megabytes of her file. Raises TooOften."""
    limits.count(request, deed, keys)
    if file:
        limits.count(request, "upload", keys, amount=math.ceil((file.size or 0) / MB))


def _known(request: HttpRequest) -> dict[str, object]:
    user = buyer_of(request)
    return {"contact": user.get_full_name(), "phone": user.phone, "email": user.email} if user else {}


@require_safe
@limits.misses_limited
def enquiry_open(request: HttpRequest, token: UUID) -> HttpResponse:
    """Open an enquiry by the secret link in a guest's e-mail."""
    enquiry = get_object_or_404(Enquiry, token=token)
    remember_enquiry(request, enquiry)
    return redirect("enquiries:enquiry-detail", enquiry.number)


@require_safe
def enquiry_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one enquiry: the wish, the promise, the messages, the offer."""
    return _show(request, enquiry_for(request, number), MessageForm())


def _show(request: HttpRequest, enquiry: Enquiry, form: MessageForm) -> HttpResponse:
    context = {"enquiry": enquiry, "entries": talk(enquiry), "quote": current_quote(enquiry), "form": form}
    return render(request, "enquiries/enquiry_detail.html", context, status=422 if form.errors else 200)


@require_POST
def message_send(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the base."""
    enquiry = enquiry_for(request, number)
    form = MessageForm(request.POST, request.FILES)

    def send(said: dict[str, Any]) -> Message:
        _limit(request, "message", said["file"], enquiry=number, contact=str(enquiry.phone or enquiry.email))
        return asking.say(enquiry, **said, by=buyer_of(request), is_from_base=False)

    if form.does(send):
        return redirect("enquiries:enquiry-detail", number)
    return _show(request, enquiry, form)


@require_POST
def enquiry_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw an enquiry that the buyer no longer needs."""
    enquiry = enquiry_for(request, number)
    with refusals_above_page(request):
        asking.withdraw(enquiry)
    return redirect("enquiries:enquiry-detail", number)


@require_safe
def quote_detail(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Show a quote for printing."""
    quote = get_object_or_404(Quote, enquiry=enquiry_for(request, number), version=version)
    return render(request, "enquiries/quote_detail.html", {"quote": quote, "enquiry": quote.enquiry})


def quote_accept(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Ask where to deliver, accept the quote, and go on to pay the deposit."""
    enquiry = enquiry_for(request, number)
    quote = get_object_or_404(Quote, enquiry=enquiry, version=version)
    form = AddressForm(
        request.POST or None,
        initial={"last_name": enquiry.contact, "phone_number": phone_number(enquiry.phone)},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_above_page(request):
            order = agreeing.accept(quote, address=form.save(commit=False), by=buyer_of(request))
            return redirect(pay_address(order))
        return redirect("enquiries:enquiry-detail", number)
    if not quote.is_open:
        return redirect("enquiries:enquiry-detail", number)
    return render(request, "enquiries/quote_accept.html", {"enquiry": enquiry, "quote": quote, "form": form})


@require_POST
def quote_decline(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Decline an offer."""
    quote = get_object_or_404(Quote, enquiry=enquiry_for(request, number), version=version)
    with refusals_above_page(request):
        agreeing.decline(quote)
    return redirect("enquiries:enquiry-detail", number)


@require_GET
@sandboxed
def file_download(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """Download a file of the talk, for the buyer and the base only. It is always saved, never run in the page."""
    sent = Message.objects.exclude(attachment="").select_related("enquiry")
    message = get_object_or_404(sent, pk=pk, enquiry__number=number)
    if not bases_of(request.user).filter(pk=message.enquiry.base_id).exists():
        enquiry_for(request, number)
    return FileResponse(stored(message.attachment), as_attachment=True, filename=message.attachment_name)
