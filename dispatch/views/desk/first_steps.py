"""Lead a new base from its approval to its first order in six steps, each read from what it has really entered."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.models import Product
from dispatch.models import Operation, RateCard, TechSheet
from dispatch.views.desk.access import at_desk
from shop.pages.deeds import do
from workshops import standing
from workshops.access import visitor
from workshops.models import Base

LABELS: dict[str, Promise] = {
    "who": gettext_lazy("Who we are"),
    "product": gettext_lazy("First product"),
    "sheet": gettext_lazy("Tech sheet"),
    "rates": gettext_lazy("Rates"),
    "stations": gettext_lazy("Stations"),
    "open": gettext_lazy("Open for orders"),
}


@dataclass(frozen=True)
class Step:
    """A step of setting up: what it still lacks, nothing when it is done, and the page where that is mended."""

    name: str
    lacks: str
    url: str
    is_skipped: bool

    @property
    def label(self) -> Promise:
        return LABELS[self.name]

    @property
    def is_done(self) -> bool:
        return not self.lacks


def steps_of(base: Base) -> list[Step]:
    """Return the six steps of a base that is being set up, in their order."""
    products = Product.objects.filter(stockrecords__partner=base.partner_id)
    sheets = TechSheet.objects.filter(base=base, state=TechSheet.State.IN_FORCE)
    approved = RateCard.objects.filter(approved_at__isnull=False).values("operation")
    unrated = Operation.objects.filter(sheet__in=sheets).exclude(pk__in=approved).count()
    lacks = {
        "who": _who_lacks(base),
        "product": "" if products.filter(is_public=True).exists() else _("No product is published yet."),
        "sheet": "" if sheets.exists() else _("No product has a tech sheet yet."),
        "rates": _rates_lack(unrated, has_sheet=sheets.exists()),
        "stations": "" if base.links.exists() else _("No station works with you yet. Your association links you."),
        "open": _("Buyers do not see you yet."),
    }
    urls = {
        "who": reverse("desk:page"), "product": reverse("dashboard:catalogue-product-list"),
        "sheet": reverse("desk:sheets"), "rates": reverse("desk:rates"), "stations": reverse("desk:stations"),
        "open": "",
    }  # fmt: skip
    return [Step(name, lacks[name], urls[name], name in base.steps_skipped) for name in LABELS]


def _who_lacks(base: Base) -> str:
    if not base.introduction:
        return _("An introduction is missing.")
    return "" if base.picture else _("A picture is missing.")


def _rates_lack(unrated: int, *, has_sheet: bool) -> str:
    if not has_sheet:
        return _("Rates come with the first tech sheet.")
    return _("%(operations)d operations have no approved rate.") % {"operations": unrated} if unrated else ""


def guide(base: Base) -> dict[str, Any]:
    """Return what the first page of the desk shows of the way to the first order, or nothing once it is open."""
    if base.state != Base.State.PREPARING:
        return {}
    steps = steps_of(base)
    current = next((step for step in steps if not (step.is_done or step.is_skipped)), steps[-1])
    return {"first_steps": steps, "current": current}


@require_POST
@at_desk
def skip(request: HttpRequest, base: Base) -> HttpResponse:
    """Skip a step, or take it up again."""
    step = request.POST.get("step", "")
    return do(request, lambda: standing.skip(base, step=step, by=visitor(request)), _("Kept."), "desk:home")


@require_POST
@at_desk
def open_for_orders(request: HttpRequest, base: Base) -> HttpResponse:
    """Open the base for orders."""
    words = _("You are open for orders. Buyers see your page and your works from now on.")
    return do(request, lambda: standing.open_for_orders(base, by=visitor(request)), words, "desk:home")
