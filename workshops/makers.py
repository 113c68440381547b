"""Answer the catalogue's question who makes a product, with bases as the shop shows them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q
from django.db.models.signals import post_save
from django.utils import timezone

from catalog import listing, makers
from catalog.makers import Maker
from catalog.models import Product
from shop.partner import selling
from workshops import promoting
from workshops.models import Base, Place, Station

VILLAGES = Count("links", filter=Q(links__station__level=Station.Level.VILLAGE), distinct=True)


def makers_of(partner_ids: Collection[int]) -> dict[int, Maker]:
    """Return the base behind each of these partners, by the partner's id, in one query."""
    bases = Base.objects.filter(partner__in=partner_ids).select_related("place__county")
    return {base.partner_id: maker(base) for base in bases.annotate(villages=VILLAGES)}


def shown_today() -> list[Maker]:
    """Return the bases that the home page shows today, the chosen ones first."""
    return [maker(base) for base in promoting.shown_on(timezone.localdate()).annotate(villages=VILLAGES)]


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


def closed() -> set[int]:
    """Return the partners whose bases are not open for orders."""
    return set(Base.objects.exclude(state=Base.State.OPEN).values_list("partner", flat=True))


def refresh_listings(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Show a base's new name, or its place's, in lists and search, and its works as long as it sells."""
    if kwargs.get("raw"):
        return
    bases = Base.objects.filter(place__path__contains=[instance.pk]) if sender is Place else [instance]
    whose = Q(stockrecords__partner__base__in=bases)
    transaction.on_commit(lambda: listing.refresh(Product.objects.filter(whose)))


def answer() -> None:
    """Answer the catalogue from now on. Called when the app starts."""
    makers.register(makers_of, shown_today)
    selling.register(closed)
    for named in (Base, Place):
        post_save.connect(refresh_listings, sender=named, dispatch_uid="workshops.makers")
