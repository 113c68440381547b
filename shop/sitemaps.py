"""List for search engines what they may find: works, crafts, bases and stories, in both languages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Category, Listing
from cms.models import StoryPage
from workshops.models import Base


class PublicSitemap(Sitemap[Any]):
    """A part of the map, at the site's public address."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000
    protocol = urlsplit(settings.PUBLIC_ADDRESS).scheme

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002 the address is a setting here
        """Return the host that the public knows."""
        return urlsplit(settings.PUBLIC_ADDRESS).netloc


class Pages(PublicSitemap):
    def items(self) -> list[str]:
        return ["home", "catalogue:index", "workshops:base-list", "stories"]

    def location(self, item: str) -> str:
        return reverse(item)


class Works(PublicSitemap):
    def items(self) -> Iterable[Listing]:
        return Listing.objects.only("product_id", "slug", "created_at").order_by("product_id")

    def lastmod(self, item: Listing) -> datetime:
        return item.created_at


class Crafts(PublicSitemap):
    def items(self) -> Iterable[Category]:
        crafts: Iterable[Category] = Category.objects.browsable().order_by("path")
        return crafts


class Bases(PublicSitemap):
    def items(self) -> Iterable[Base]:
        return Base.objects.selling().order_by("pk")

    def location(self, item: Base) -> str:
        return reverse("workshops:base-detail", args=[item.slug])


class Stories(PublicSitemap):
    def items(self) -> Iterable[StoryPage]:
        stories: Iterable[StoryPage] = StoryPage.objects.for_cards()
        return stories

    def location(self, item: StoryPage) -> str:
        return str(item.get_url())

    def lastmod(self, item: StoryPage) -> datetime:
        published: datetime = item.last_published_at
        return published


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": Pages,
    "works": Works,
    "crafts": Crafts,
    "bases": Bases,
    "stories": Stories,
}

PRIVATE = (
    "account",
    "accounts",
    "basket",
    "checkout",
    "search",
    "desk",
    "station",
    "me",
    "federation",
    "dashboard",
    "admin",
    "api",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 the same for everybody
    """Tell robots which pages to skip, and where the sitemap is."""
    closed = [f"Disallow: {prefix}/{place}/" for place in PRIVATE for prefix in ("", "/en")]
    lines = ["User-agent: *", *closed, f"Sitemap: {settings.PUBLIC_ADDRESS}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
