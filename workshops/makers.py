"""Answer the catalogue's question who makes a product, with bases as the shop shows them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q
from django.db.models.signals import post_save

from catalog import listing, makers
from catalog.makers import Maker
from catalog.models import Product
from workshops.models import Base, Place, Station


def makers_of(partner_ids: Collection[int]) -> dict[int, Maker]:
    """Return the base behind each of these partners, by the partner's id, in one query."""
    village = Q(links__station__level=Station.Level.VILLAGE)
    bases = Base.objects.filter(partner__in=partner_ids).select_related("place__county")
    return {base.partner_id: maker(base) for base in bases.annotate(villages=Count("links", filter=village))}


def maker(base: Any) -> Maker:
    """Return one base, annotated with the number of its `villages`, in the catalogue's terms."""
    return Maker(
        name=base.name,
        name_en=base.name_en,
        slug=base.slug,
        place_code=base.county.code,
        place_name=base.county.name,
        place_name_en=base.county.name_en,
        introduction=base.introduction,
        introduction_en=base.introduction_en,
        honour=base.get_honour_display(),
        picture=base.picture.name,
        villages=base.villages,
    )


def refresh_listings(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Show a base's new name, or its place's, in lists and search."""
    if kwargs.get("raw"):
        return
    bases = Base.objects.filter(place__path__contains=[instance.pk]) if sender is Place else [instance]
    whose = Q(stockrecords__partner__base__in=bases)
    transaction.on_commit(lambda: listing.refresh(Product.objects.filter(whose)))


def answer() -> None:
    """Answer the catalogue from now on. Called when the app starts."""
    makers.register(makers_of)
    for named in (Base, Place):
        post_save.connect(refresh_listings, sender=named, dispatch_uid="workshops.makers")
