"""Show stories on other pages: home, a product, a base, a maker."""

from typing import Any

from django import template

from catalog.models import Product
from cms.models import StoryPage
from workshops.models import Base, Worker

register = template.Library()


@register.inclusion_tag("cms/latest_stories.html", takes_context=True)
def latest_stories(context: template.Context, number: int = 3) -> dict[str, Any]:
    """Show a section with the newest stories, in one query, or nothing when there are none."""
    return {"stories": StoryPage.objects.for_cards()[:number], "request": context.get("request")}


@register.inclusion_tag("cms/stories_of.html", takes_context=True)
def stories_of(
    context: template.Context,
    base: Base | None = None,
    product: Product | None = None,
    worker: Worker | None = None,
    number: int = 3,
) -> dict[str, Any]:
    """Show a section with the stories of one base, product or maker, in one query, or nothing when there are none."""
    stories = StoryPage.objects.for_cards()
    if base:
        chosen = stories.about_base(base)
    elif product:
        chosen = stories.about_product(product)
    else:
        chosen = stories.about_worker(worker) if worker else stories.none()
    return {"stories": chosen[:number], "request": context.get("request")}
