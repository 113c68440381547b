"""Query published stories for pages and other places."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from catalog.models import Product
from workshops.models import Base, Worker


class StoryQuerySet(PageQuerySet):
    """Stories. Each method narrows the ones before it."""

    def for_cards(self) -> "StoryQuerySet":
        """Return published stories without their bodies, the newest first, in one query."""
        shown = self.live().public().select_related("cover", "base__place__county", "craft")
        return shown.defer("body", "body_en", "search_vector").order_by("-first_published_at", "-pk")

    def about_base(self, base: Base) -> "StoryQuerySet":
        """Return the stories of a base."""
        return self.filter(base=base)

    def about_worker(self, worker: Worker) -> "StoryQuerySet":
        """Return the stories of a maker."""
        return self.filter(worker=worker)

    def about_product(self, product: Product) -> "StoryQuerySet":
        """Return the stories that show a product, then those of the base that makes it."""
        listing = getattr(product, "listing", None)
        maker = listing.partner_id if listing else None
        shows = self.model.products.through.objects.filter(product=product, storypage=OuterRef("pk"))
        stories = self.annotate(shows_it=Exists(shows)).filter(Q(shows_it=True) | Q(base__partner=maker or 0))
        return stories.order_by("-shows_it", "-first_published_at", "-pk")

    def of(self, *, kind: str, craft: str) -> "StoryQuerySet":
        """Return the stories of a kind and of a craft or the crafts below it, by code.

        "" or an unknown kind means all.
        """
        shown = self.filter(kind=kind) if kind in self.model.Kind.values else self
        return shown.filter(Q(craft__code=craft) | Q(craft__parent__code=craft)) if craft else shown

    def beside(self, story: Page) -> "StoryQuerySet":
        """Return other stories of the base or the craft of a story."""
        related = Q(base__isnull=False, base=story.base_id) | Q(craft__isnull=False, craft=story.craft_id)
        return self.filter(related).exclude(pk=story.pk)


def tabs(request: HttpRequest, name: str, options: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Return tabs that set the parameter `name` of this address to one of `options` and go to the first page."""
    made = []
    for value, label in options:
        kept = request.GET.copy()
        kept.pop("page", None)
        kept[name] = value
        if not value:
            del kept[name]
        address = f"?{kept.urlencode()}" if kept else request.path
        made.append({"label": label, "url": address, "current": request.GET.get(name, "") == value})
    return made
