"""Let a base set its own rules of pay: settle month by month or lot by lot, and the broker of each station."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.pay import bank_files, terms
from dispatch.views.desk.access import at_desk
from dispatch.views.shared.broker_form import PostForm
from shop.accounts.models import User
from shop.pages.deeds import DeedForm, do
from shop.pages.listing import page_of
from shop.pages.versions import Shown, VersionMixin
from shop.words import percent, plain
from workshops import brokers
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, JournalEntry, Link

SHOWN = 10
VERBS = (Verb.SET_SETTLEMENT, Verb.SET_BROKER, Verb.ALLOW_SURPLUS_FOR_BASE, Verb.SET_BANK_HEADINGS)


class SettlesForm(VersionMixin, DeedForm):
    """Asks whether earnings are settled month by month or lot by lot."""

    how = forms.ChoiceField(
        label=gettext_lazy("Settles earnings"), choices=Base.Settles.choices, widget=forms.RadioSelect
    )


class HeadingsForm(VersionMixin, DeedForm):
    """Asks for the row of headings of the bank's template."""

    headings = forms.CharField(
        label=gettext_lazy("Headings, in the order of the columns"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Open the template that your bank gives you, and copy its row of headings."),
    )  # fmt: skip


class BrokerForm(VersionMixin, DeedForm):
    """Asks for the broker who carries lots to and from a station, and her margin per piece (CNY)."""

    broker = forms.ModelChoiceField(
        label=gettext_lazy("Broker"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("nobody")
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Margin per piece, ¥"), min_value=0, max_digits=8, decimal_places=4,
        help_text=gettext_lazy("For each piece that reaches you."),
    )  # fmt: skip

    def __init__(self, *args: Any, link: Link, **more: Any) -> None:
        super().__init__(*args, **more)
        broker: Any = self.fields["broker"]
        broker.queryset = terms.brokers_of(link.station)


@at_desk
def of_base(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the base's rule of settlement, its stations with their brokers, and the latest changes."""
    shown = Shown(
        base,
        lambda row: {_("Settles earnings"): row.get_settles_display()},
        visitor(request),
        last(Verb.SET_SETTLEMENT),
    )
    form = SettlesForm(request.POST or None, initial={"how": base.settles}, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: terms.set_settlement(base, how=said["how"], by=visitor(request))
    ):
        messages.success(request, _("Kept. Lots issued from now on are settled so."))
        return redirect("desk:pay-settings")
    links = base.links.select_related("station__place__county", "broker").order_by("station__code")
    changes = JournalEntry.objects.filter(base=base, verb__in=VERBS).select_related("by", "station")[:SHOWN]
    context = {"form": form, "page": page_of(request, links), "changes": [(one, words_of(one)) for one in changes]}
    return render(request, "dispatch/pay/settings.html", {"base": base, **context})


@at_desk
def bank_template(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the headings of the bank's template, with a form to copy others in."""
    shown = Shown(base, lambda row: {_("Headings"): row.bank_headings}, visitor(request), last(Verb.SET_BANK_HEADINGS))
    form = HeadingsForm(request.POST or None, initial={"headings": base.bank_headings}, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: bank_files.set_headings(base, headings=said["headings"], by=visitor(request))
    ):
        messages.success(request, _("Kept. The bank's file has these columns."))
        return redirect("desk:pay-settings")
    return render(request, "dispatch/pay/bank_template.html", {"base": base, "form": form})


@at_desk
def of_station(request: HttpRequest, base: Base, link: int) -> HttpResponse:
    """Show one station's broker and those who hold the post there, with forms to change both."""
    one = get_object_or_404(base.links.select_related("station", "broker"), pk=link)
    giving = request.POST.get("form") == "post"
    form = BrokerForm(
        None if giving else request.POST or None,
        link=one,
        initial={"broker": one.broker, "rate": plain(one.broker_rate)},
        shown=Shown(one, broker_facts, visitor(request), last(Verb.SET_BROKER)),
    )
    post_form = PostForm(request.POST if giving else None, prefix="post")
    if form.is_bound and form.does(
        lambda said: terms.set_broker(one, broker=said["broker"], rate=said["rate"], by=visitor(request))
    ):
        messages.success(request, _("Kept. Lots issued from now on pay her so."))
        return redirect("desk:pay-settings")
    if post_form.is_bound and post_form.does(
        lambda said: brokers.appoint(one.station, person=said["phone"], by=visitor(request))
    ):
        person = post_form.cleaned_data["phone"]
        messages.success(request, _("%(person)s is a broker of this station now.") % {"person": person})
        return redirect("desk:pay-broker", link)
    posts = terms.posts_of(one.station).select_related("user", "station").order_by("from_on", "pk")
    context = {"base": base, "link": one, "form": form, "post_form": post_form, "posts": posts}
    return render(request, "dispatch/pay/broker.html", context)


@at_desk
@require_POST
def dismiss(request: HttpRequest, base: Base, link: int, post: int) -> HttpResponse:
    """Let a manager take the post of a broker at one station away."""
    one = get_object_or_404(base.links.select_related("station"), pk=link)
    here = terms.posts_of(one.station).filter(station=one.station)
    held = get_object_or_404(here.select_related("user"), pk=post)
    words = _("%(person)s is no broker of this station any more.") % {"person": held.user}
    return do(request, lambda: brokers.dismiss(held, by=visitor(request)), words, "desk:pay-broker", link)


def broker_facts(link: Link) -> dict[str, str]:
    """Return who serves a station, and for how much a piece."""
    broker = str(link.broker) if link.broker else _("nobody")
    return {_("Broker"): broker, _("Margin per piece, ¥"): plain(link.broker_rate)}


def words_of(entry: JournalEntry) -> str:
    """Describe a change of these rules in the reader's language."""
    said = entry.data
    if entry.verb == Verb.SET_SETTLEMENT:
        return _("settles earnings %(how)s") % {"how": Base.Settles(said["now"]).label}
    if entry.verb == Verb.ALLOW_SURPLUS_FOR_BASE:
        return _("takes surplus pieces up to %(percent)s %%") % {"percent": percent(Decimal(said["share"]))}
    if entry.verb == Verb.SET_BANK_HEADINGS:
        return _("set the headings of the bank's template")
    place = entry.station.label if entry.station else ""
    if not said["broker"]:
        return _("%(station)s: no broker") % {"station": place}
    return _("%(station)s: %(broker)s, ¥%(rate)s per piece") % {
        "station": place, "broker": said["broker"], "rate": plain(Decimal(said["rate"])),
    }  # fmt: skip
