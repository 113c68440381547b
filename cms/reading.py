"""Stories as readers find them: the shelf, what stands around one story, and those about a base, a product, a maker."""

from typing import Any

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from catalog import searching
from catalog.models import Listing, Product
from cms.models import StoryPage
from workshops.models import Base, Craft, Worker

PER_PAGE = 12
FOUND = 6  # stories that the search page shows


def stories() -> "QuerySet[StoryPage]":
    """Published stories as cards need them, the newest first: one query, without their bodies."""
    shown: QuerySet[StoryPage] = StoryPage.objects.live().public().select_related("cover", "base__county", "craft")
    return shown.defer("body", "body_en", "search_vector").order_by("-first_published_at", "-pk")


def about_base(base: Base) -> "QuerySet[StoryPage]":
    """Stories of a base."""
    return stories().filter(base=base)


def about_worker(worker: Worker) -> "QuerySet[StoryPage]":
    """Stories of a maker."""
    return stories().filter(worker=worker)


def about_product(product: Product) -> "QuerySet[StoryPage]":
    """Stories that show a product, then those of the base that makes it."""
    listing = getattr(product, "listing", None)
    maker = listing.partner_id if listing else None
    shows = StoryPage.products.through.objects.filter(product=product, storypage=OuterRef("pk"))
    told: QuerySet[StoryPage] = (
        stories().annotate(shows_it=Exists(shows)).filter(Q(shows_it=True) | Q(base__partner=maker or 0))
    )
    return told.order_by("-shows_it", "-first_published_at", "-pk")


def shelf(request: HttpRequest) -> dict[str, Any]:
    """The page of stories that the address asks for, by kind and craft, with what else may be chosen."""
    kind, craft = request.GET.get("kind", ""), request.GET.get("craft", "")
    shown = stories()
    if kind in StoryPage.Kind.values:
        shown = shown.filter(kind=kind)
    if craft:
        shown = shown.filter(Q(craft__code=craft) | Q(craft__parent__code=craft))
    return {
        "page_of_stories": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": choices(request, "kind", [("", _("All")), *StoryPage.Kind.choices]),
        "crafts": Craft.objects.filter(pk__in=stories().order_by().values("craft")),
        "craft": craft,
        "kind": kind,
    }


def choices(request: HttpRequest, name: str, options: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Tabs that set the parameter `name` of this address to one of `options`, and turn back to the first page."""
    tabs = []
    for value, label in options:
        kept = request.GET.copy()
        kept.pop("page", None)
        kept[name] = value
        if not value:
            del kept[name]
        address = f"?{kept.urlencode()}" if kept else request.path
        tabs.append({"label": label, "url": address, "current": request.GET.get(name, "") == value})
    return tabs


def around(story: StoryPage) -> dict[str, Any]:
    """What a story leads to: the products in it, and other stories of its base or its craft; `told` are the kinds of
    blocks that its body has."""
    related = Q(base__isnull=False, base=story.base_id) | Q(craft__isnull=False, craft=story.craft_id)
    return {
        "told": {block.block_type for block in story.content},
        "works": Listing.objects.filter(product__in=story.products.all()).defer("search"),
        "more": stories().filter(related).exclude(pk=story.pk)[:3],
    }


def search(query: str) -> "list[searching.Finding]":
    """What the search page shows of stories."""
    if not (conditions := searching.asked(query)):
        return []
    wanted = searching.Query(Value(" & ".join(conditions)))
    found = stories().filter(search_vector=wanted)
    ranked = found.annotate(rank=SearchRank(F("search_vector"), wanted, weights=searching.WEIGHTS))
    return [
        searching.Finding(
            title=story.label,
            url=story.get_url(),
            text=story.words,
            picture=story.cover.file.name if story.cover else "",
        )
        for story in ranked.order_by("-rank", "-first_published_at")[:FOUND]
    ]


def spoken(body: Any) -> list[str]:
    """The words of a body, block by block, without its markup."""
    return [strip_tags(text) for block in body for text in block.block.get_searchable_content(block.value)]


def index(story: StoryPage) -> None:
    """Write anew what the search knows of a story."""
    subjects = [subject for subject in (story.craft, story.base) if subject]
    body = " ".join(text for content in (story.body, story.body_en) for text in spoken(content))
    vector = searching.vector(
        title=f"{story.title} {story.title_en}",
        craft=" ".join(f"{subject.name} {subject.name_en}" for subject in subjects),
        place=f"{story.base.county.name} {story.base.county.name_en}" if story.base else "",
        description=f"{story.summary} {story.summary_en} {body}",
    )
    StoryPage.objects.filter(pk=story.pk).update(search_vector=vector)
