"""Show who is a broker and where, and let the association give and take the post."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.views.federation.lists import places_or_404
from dispatch.views.shared.broker_form import PostForm
from shop.pages.deeds import do
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from workshops import brokers
from workshops.access import for_association, for_officers, visitor
from workshops.models import Post, Station
from workshops.reach import oversees

PERSON = Concat("user__last_name", "user__first_name")  # a Chinese name is typed as one word
PLACE = ("station__code", *both("station__name", "station__place__county__name"))


class StationPostForm(PostForm):
    """Names a broker, and the station that she is to serve."""

    station = forms.CharField(
        label=gettext_lazy("Number of the station"), max_length=20,
        help_text=gettext_lazy("As it stands in the list of stations."),
    )  # fmt: skip
    field_order = ("station", "phone")

    def clean_station(self) -> Station:
        found = Station.objects.filter(code__iexact=self.cleaned_data["station"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("No station has this number."))
        return found


def posts_of(request: HttpRequest) -> QuerySet[Post]:
    """Return the posts of brokers at the visitor's places."""
    posts = Post.objects.filter(role=Post.Role.BROKER, station__place__in=places_or_404(request))
    return posts.select_related("user", "station__place__county").order_by("station__code", "from_on", "pk")


@for_officers
def index(request: HttpRequest) -> HttpResponse:
    """List the brokers by station, searched by name or station, with the association's form to appoint one."""
    posts = posts_of(request)
    may = oversees(visitor(request))
    form = StationPostForm(request.POST or None) if may else None
    if form and request.method == "POST" and form.does(lambda said: _appoint(request, said)):
        words = _("%(person)s is a broker of %(station)s now.")
        said = form.cleaned_data
        messages.success(request, words % {"person": said["phone"], "station": said["station"].label})
        return redirect("federation:brokers")
    words = request.GET.get("q", "").strip()
    context = {"page": page_of(request, matching(posts, words, PERSON, *PLACE)), "form": form, "words": words}
    return render(request, "dispatch/federation/brokers.html", context)


def _appoint(request: HttpRequest, said: dict[str, Any]) -> Post:
    return brokers.appoint(said["station"], person=said["phone"], by=visitor(request))


@for_association
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the association take the post of a broker away."""
    post = get_object_or_404(posts_of(request), pk=pk)
    words = _("%(person)s is no broker of this station any more.") % {"person": post.user}
    return do(request, lambda: brokers.dismiss(post, by=visitor(request)), words, "federation:brokers")
