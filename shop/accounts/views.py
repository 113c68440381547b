"""Sign in with a phone, and show a person's own pages."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.internal.flows.sessions import end_sessions as end
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shop.accounts import confirming, landing, second_factor, sessions, telling
from shop.accounts.forms import AgainForm, EmailForm, ProfileForm, SignInForm, StaffSignInForm
from shop.accounts.mailbox import mails
from shop.accounts.models import User
from shop.accounts.texting import Outbox
from shop.accounts.visiting import visitor
from shop.pages.deeds import refusals_above_page
from shop.pages.listing import page_of


class SignIn(RequestLoginCodeView):
    """Asks for the phone. A number not seen before becomes a user, so that nobody has to register."""

    form_class = SignInForm
    template_name = "account/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        sent = form.does(lambda _said: self.send_code(form))
        answer: HttpResponse = form.result if sent else self.form_invalid(form)
        return answer

    @transaction.atomic
    def send_code(self, form: Any) -> Any:
        """Text the code, and keep a new number only when it was sent."""
        if form._user is None:
            form._user, _new = User.objects.get_or_create(phone=form.cleaned_data["phone"])
            form._user.set_unusable_password()
            form._user.save(update_fields=["password"])
        return super().form_valid(form)


class StaffSignIn(LoginView):
    """Asks for e-mail and password. The second factor follows where there is one."""

    form_class = StaffSignInForm
    template_name = "account/staff_sign_in.html"


def at_the_door(request: HttpRequest) -> HttpResponse:
    """Send a visitor whom a staff page refuses to sign in, or tell a signed-in one that it is not hers."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account:staff-sign-in')}?{request.GET.urlencode()}")


@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show her profile and links to her pages."""
    person = visitor(request)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(translate_url(request.path, person.language))
    context = {
        "form": form,
        "places": landing.places(person),
        "has_second_factor": is_mfa_enabled(person),
        "others": sessions.others(request),
        "second_factor_missing": second_factor.is_missing(person),
    }
    return render(request, "account/home.html", context)


@confirming.recently_confirmed
def email(request: HttpRequest) -> HttpResponse:
    """Change the e-mail address. She must confirm who she is before."""
    before = visitor(request).email
    person = User.objects.get(pk=visitor(request).pk)
    form = EmailForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        EmailAddress.objects.filter(user=person).delete()
        form.save()
        if before and before != person.email:
            telling.tell(person, telling.EMAIL, email=before)
        messages.success(request, _("Saved."))
        return redirect("account:home")
    return render(request, "account/email.html", {"form": form})


@login_required
@never_cache
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers in which she is signed in."""
    return render(request, "account/sessions.html", {"others": sessions.others(request)})


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign her out in one other browser, or in all others."""
    chosen = request.POST.get("session", "")
    there = [one for one in sessions.others(request) if chosen in ("", str(one.pk))]
    end(request, there)
    messages.success(request, _("Signed out there.") if there else _("You were no longer signed in there."))
    return redirect("account:sessions")


@login_required
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Text a code to her own phone and check it, before a step that could take the account away."""
    person = visitor(request)
    if not person.phone:
        return redirect("account_reauthenticate")
    form = AgainForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        if confirming.accept_code(request, person, form.cleaned_data["code"]):
            return HttpResponseRedirect(_next(request))
        form.add_error("code", _("This code is wrong or no longer valid. Ask for a new one."))
    elif request.method == "POST" and "code" not in request.POST:
        with refusals_above_page(request):
            confirming.send_code(request, person)
    sent = confirming.PENDING in request.session
    return render(request, "account/confirm.html", {"form": form, "sent": sent, "next": _next(request)})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else landing.address_for(visitor(request))


@login_required
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Show what she was told, newest first."""
    hers = visitor(request).notices.all()
    return render(request, "account/notices.html", {"page": page_of(request, hers), "unread": hers.unread().count()})


@login_required
@never_cache
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice of hers as read, and go to what it tells of."""
    notice = get_object_or_404(visitor(request).notices, pk=pk)
    visitor(request).notices.filter(pk=pk).mark_read()
    return HttpResponseRedirect(notice.link or reverse("account:notices"))


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all notices of hers as read."""
    visitor(request).notices.mark_read()
    return redirect("account:notices")


@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the texts and mails that would have been sent. There is no such page in production."""
    return render(request, "account/outbox.html", {"texts": Outbox().texts(), "mails": mails()})


@login_required
@require_POST
def elder_mode(request: HttpRequest) -> HttpResponse:
    """Turn large print on or off and go back to the page."""
    person = visitor(request)
    person.elder_mode = not person.elder_mode
    person.save(update_fields=["elder_mode"])
    return HttpResponseRedirect(_next(request))
