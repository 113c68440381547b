"""Show officers the figures of the days that they choose, beside those before and those of the year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dispatch.figures import counting, tilemap, training
from dispatch.views.federation.choosing import chosen
from dispatch.views.federation.comparing import Figure, compare
from dispatch.views.federation.lists import TRAINING, places_or_404
from workshops import reviewing
from workshops.access import for_officers, visitor

LATE_SHOWN = 8
WORK = (
    Figure("earned", _("Earned by workers"), rise="good", sort="-earned", is_money=True),
    Figure("earners", _("Women who earned"), rise="good", sort="-earners"),
    Figure("accepted", _("Pieces accepted"), rise="good", sort="-accepted"),
    Figure("refused", _("Pieces refused"), rise="bad"),
    Figure("said", _("Said to be paid, not yet confirmed"), is_money=True),
    Figure("received", _("Confirmed as received"), rise="good", is_money=True),
)


@for_officers
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures of the chosen days, with links to the rows behind them, and how the places stand today."""
    places, days = places_or_404(request), chosen(request)
    spans = (days.shown, days.before, days.year)
    context = {
        "applications": reviewing.waiting_for(visitor(request)),
        "chosen": days,
        "standing": counting.standing(places),
        "work": compare(WORK, *(counting.work(places, span) for span in spans)),
        "training": compare(TRAINING, *(training.funnel(places, span) for span in spans)),
        "maps": tilemap.maps(counting.by_place(places.to_show(), days.shown).select_related("parent", "main_craft")),
        "months": [(f"{month:%Y-%m}", total) for month, total in counting.earned_by_month(places)],
        "spread": counting.income_spread(places),
        "late": counting.late_lots(places)[:LATE_SHOWN],
    }
    return render(request, "dispatch/federation/home.html", context)
