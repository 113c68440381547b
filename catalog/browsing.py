"""Show the pages on which a buyer looks around: home, lists of works, one work, search."""

from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from oscar.core.loading import get_class, get_model

from catalog import making, searching, spelling
from catalog.filtering import Filter, works_by_craft
from catalog.makers import makers_of, shown_today
from catalog.models import Category, Listing, Product
from shop.limits import limited
from shop.partner.tiers import cheaper, ladder

PER_PAGE = 24
SAMPLED = 200  # popular works among which each craft finds its picture


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page: popular and new works, crafts and places."""
    context = {
        "popular": Listing.objects.defer("search")[:8],
        "newest": Listing.objects.order_by("-created_at", "-product_id").defer("search")[:4],
        "crafts": crafts_shown(),
        "places": bases_by_place(),
        "makers": shown_today(),
    }
    return render(request, "home.html", context)


def crafts_shown() -> list[tuple[Category, int, str]]:
    """Return the main crafts that have works as `(craft, number of works, path of a picture)`."""
    counts = works_by_craft(Listing.objects.all())
    pictured = Listing.objects.exclude(picture="").values_list("category_ids", "picture")[:SAMPLED]
    samples = {craft: picture for crafts, picture in reversed(pictured) for craft in crafts}
    crafts = Category.objects.browsable().filter(depth=1).order_by("path")
    return [
        (craft, counts[craft.pk], craft.image.name or samples.get(craft.pk, ""))
        for craft in crafts
        if craft.pk in counts
    ]


def bases_by_place() -> list[tuple[Listing, list[Listing]]]:
    """Return every county with its bases, as listings that carry their names: `(one of the county, one per base)`."""
    bases = (
        Listing.objects.exclude(base_slug="")
        .order_by("place_code", "base_slug", "pk")
        .distinct("place_code", "base_slug")
    )
    places: dict[str, list[Listing]] = {}
    for base in bases.defer("search"):
        places.setdefault(base.place_code, []).append(base)
    return [(there[0], there) for there in sorted(places.values(), key=lambda there: -len(there))]


@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Show all works."""
    return show(request, Filter(request.GET, Listing.objects.order_by()), [])


@require_safe
def craft(request: HttpRequest, category_slug: str, pk: str) -> HttpResponse:
    """Show the works of one craft and its branches."""
    tree = list(Category.objects.browsable().order_by("path"))
    here = next((craft for craft in tree if craft.pk == int(pk)), None)
    if here is None:
        raise Http404
    if category_slug != here.get_full_slug():
        return redirect(here, permanent=True)
    return show(request, Filter(request.GET, Listing.objects.order_by(), here), tree)


def show(request: HttpRequest, chosen: Filter, tree: list[Category]) -> HttpResponse:
    """Show a filtered list. `tree` is all crafts, when the caller has them already."""
    tree = tree or list(Category.objects.browsable().order_by("path"))
    kept = request.GET.copy()
    kept.pop("page", None)
    here = chosen.craft
    context = {
        "chosen": chosen,
        "craft": here,
        "crafts": chosen.crafts(tree),
        "trail": [
            (_("All works"), reverse("catalogue:index")),
            *((up.label, up.get_absolute_url()) for up in tree if here and here.is_descendant_of(up)),
        ],
        "page": page_of(request, chosen),
        "kept": f"?{kept.urlencode()}" if kept else "",
    }
    return render(request, "oscar/catalogue/browse.html", context)


def page_of(request: HttpRequest, chosen: Filter) -> Page[Listing]:
    """Return the page that the address asks for, or the nearest one when that does not exist."""
    return Paginator(chosen.result.defer("search"), PER_PAGE).get_page(request.GET.get("page"))


@require_safe
def product(request: HttpRequest, product_slug: str, pk: str) -> HttpResponse:  # noqa: ARG001 part of the address
    """Show one work: pictures, prices, who makes it, and how to get one or many."""
    found = get_object_or_404(whole_products(), pk=pk)
    if found.is_child:
        return redirect(found.parent, permanent=True)
    if not (request.user.is_staff or (found.is_public and _is_sold(found, request))):
        raise Http404
    if unquote(found.get_absolute_url()) != unquote(request.path):
        return redirect(found, permanent=True)
    return render(request, "oscar/catalogue/detail.html", {"product": found, **offer(request, found), **around(found)})


def _is_sold(product: Product, request: HttpRequest) -> bool:
    """Return whether no seller of a work has stopped selling for now."""
    shut = request.strategy.closed  # type: ignore[attr-defined]  # set by Oscar's middleware
    records = (
        [record for one in (product, *product.children.all()) for record in one.stockrecords.all()] if shut else []
    )
    return all(record.partner_id not in shut for record in records)


def whole_products() -> Any:
    """Return products with all that their page shows."""
    values = get_model("catalogue", "ProductAttributeValue").objects.select_related("attribute", "value_option")
    return Product.objects.select_related("product_class", "parent", "listing").prefetch_related(
        "images", "stockrecords", "tiers", Prefetch("attribute_values", values)
    )


def offer(request: HttpRequest, product: Product) -> dict[str, Any]:
    """Return the prices of a product, the day by which one that is made to order is there, and the basket's form."""
    strategy = request.strategy  # type: ignore[attr-defined]
    info = strategy.fetch_for_parent(product) if product.is_parent else strategy.fetch_for_product(product)
    retail = info.price.incl_tax if info.price.exists else None
    made_to_order = product.is_made_to_order and info.availability.is_available_to_buy
    price, tiers = (retail, product.tiers.all()) if retail is not None else (Decimal(0), [])
    return {
        "info": info,
        "retail": retail,
        "tiers": ladder(price, tiers),
        "cheaper": [(more, info.availability.is_purchase_permitted(more.pieces)[0]) for more in cheaper(price, tiers)],
        "made_to_order": made_to_order,
        "promised_on": making.promised_on(product, 1) if made_to_order else None,
        "form": _basket_form(request, product),
    }


def _basket_form(request: HttpRequest, product: Product) -> Any:
    """Return the form that puts a product into the basket, with what was refused when it was sent last."""
    refused = request.session.pop(f"refused_by_basket_{product.pk}", None)
    form = get_class("basket.forms", "AddToBasketForm")
    return form(request.basket, product, QueryDict(refused) if refused else None)  # type: ignore[attr-defined]


def around(product: Product) -> dict[str, Any]:
    """Return the surroundings of a work: its craft, its maker, and other works of the same maker."""
    listing = getattr(product, "listing", None)
    partner_id: int = listing.partner_id or 0 if listing else 0
    crafts = Category.objects.browsable().filter(pk__in=listing.category_ids if listing else [])
    deepest = max((craft.path for craft in crafts), key=len, default="")
    return {
        "maker": makers_of([partner_id]).get(partner_id),
        "trail": [
            (_("All works"), reverse("catalogue:index")),
            *((craft.label, craft.get_absolute_url()) for craft in crafts if deepest.startswith(craft.path)),
        ],
        "also": Listing.objects.filter(partner_id=partner_id).exclude(pk=product.pk).defer("search")[:4],
    }


@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Show the works and other pages that match. When none does, show the nearest works and the crafts."""
    query = request.GET.get("q", "").strip()[:100]
    found = searching.search(query)
    meant = "" if found.exists() else spelling.mended(query)
    chosen = Filter(request.GET, searching.search(meant) if meant else found)
    page = page_of(request, chosen)
    elsewhere = searching.elsewhere(meant or query) if query else []
    context = {"query": query, "meant": meant, "chosen": chosen, "page": page, "elsewhere": elsewhere}
    if not page.object_list and not chosen.in_use:
        context["nearest"] = searching.nearest(query).defer("search")[:8]
        context["crafts"] = Category.objects.browsable().filter(depth=1).order_by("path")
    return render(request, "oscar/search/results.html", context)
