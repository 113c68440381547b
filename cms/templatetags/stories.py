"""Stories on the pages of other places: home, a product, a base, a maker."""

from typing import Any

from django import template

from catalog.models import Product
from cms import reading
from workshops.models import Base, Worker

register = template.Library()


@register.inclusion_tag("cms/latest_stories.html", takes_context=True)
def latest_stories(context: template.Context, number: int = 3) -> dict[str, Any]:
    """A section with the newest stories, in one query; nothing when there are none."""
    return {"stories": reading.stories()[:number], "request": context.get("request")}


@register.inclusion_tag("cms/stories_of.html", takes_context=True)
def stories_of(
    context: template.Context,
    base: Base | None = None,
    product: Product | None = None,
    worker: Worker | None = None,
    number: int = 3,
) -> dict[str, Any]:
    """A section with the stories of one base, product or maker, in one query; nothing when there are none."""
    if base:
        told = reading.about_base(base)
    elif product:
        told = reading.about_product(product)
    else:
        told = reading.about_worker(worker) if worker else reading.stories().none()
    return {"stories": told[:number], "request": context.get("request")}
