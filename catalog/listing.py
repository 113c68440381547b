"""Keep each product's listing row in step with everything it is made from."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.functions import Coalesce
from django.db.models.signals import m2m_changed, post_delete, post_save

from catalog.makers import Maker, makers_of
from catalog.models import Category, Listing, PriceTier, Product
from catalog.searching import vector
from shop.partner.models import StockRecord
from shop.partner.selling import closed

ProductCategory: Any = Product.categories.through
ProductImage: Any = Product.images.field.model

STEP = 500  # products in one round
FIRST = 1_000_000  # a product with a higher priority stands before all that sold less than this many pieces more


def refresh(products: Iterable[Product]) -> None:
    """Rebuild the listings of `products`. Products that are not public or not sold now, and variants, have none."""
    ids = sorted({product.parent_id or product.pk for product in products})
    for start in range(0, len(ids), STEP):
        refresh_ids(ids[start : start + STEP])


def refresh_ids(ids: Iterable[int]) -> None:
    """Rebuild the listings of the products with these ids, in a constant number of queries."""
    shown = list(
        Product.objects.filter(pk__in=ids, is_public=True)
        .exclude(structure=Product.CHILD)
        .exclude(pk__in=_not_sold())
        .select_related("product_class", "stats")
    )
    Listing.objects.filter(product_id__in=ids).exclude(product__in=shown).delete()
    facts = Facts([product.pk for product in shown])
    rows = [row(product, facts) for product in shown]
    columns = [field.name for field in Listing._meta.concrete_fields if not field.primary_key]
    Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["product"], update_fields=columns)


def _not_sold() -> Any:
    """Return the products of sellers that do not sell at present."""
    records = StockRecord.objects.filter(partner__in=closed())
    return records.values_list(Coalesce("product__parent", "product"))


class Facts:
    """The facts from which the listings of some products are built, by the product's id."""

    def __init__(self, ids: list[int]) -> None:
        self.stock: dict[int, list[StockRecord]] = defaultdict(list)
        records = StockRecord.objects.filter(Q(product__in=ids) | Q(product__parent__in=ids, product__is_public=True))
        for record in records.select_related("product").order_by("price", "pk"):
            self.stock[record.product.parent_id or record.product_id].append(record)
        self.pictures = {
            image.product_id: image.original.name
            for image in ProductImage.objects.filter(product__in=ids).order_by("-display_order", "-pk")
        }
        self.tiers = {
            tier.product_id: tier for tier in PriceTier.objects.filter(product__in=ids).order_by("from_pieces")
        }
        self.crafts: dict[int, list[Category]] = defaultdict(list)
        tree = {craft.path: craft for craft in Category.objects.all()}
        for product_id, path in ProductCategory.objects.filter(product__in=ids).values_list(
            "product_id", "category__path"
        ):
            steps = range(Category.steplen, len(path) + 1, Category.steplen)
            self.crafts[product_id] += [tree[path[:step]] for step in steps]
        partners = {record.partner_id for records in self.stock.values() for record in records}
        self.makers: dict[int, Maker] = makers_of(partners)


def row(product: Product, facts: Facts) -> Listing:
    """Build the listing of one product."""
    stock = facts.stock[product.pk]
    cheapest = stock[0] if stock else None
    tier = facts.tiers.get(product.pk)
    crafts = facts.crafts[product.pk]
    tracked = product.product_class is None or product.product_class.track_stock
    listing = Listing(
        product=product,
        title=product.title,
        title_en=product.title_en,
        slug=product.slug,
        picture=facts.pictures.get(product.pk, ""),
        retail_price=cheapest.price if cheapest else None,
        bulk_price=tier.unit_price if tier else None,
        bulk_from=tier.from_pieces if tier else None,
        in_stock=sum(max(0, record.net_stock_level) for record in stock) if tracked else 0,
        made_to_order=bool(stock) and not tracked,
        category_ids=sorted({craft.pk for craft in crafts}),
        partner_id=cheapest.partner_id if cheapest else None,
        shown_rank=product.priority * FIRST + sold(product),
        created_at=product.date_created,
    )
    maker = facts.makers.get(cheapest.partner_id) if cheapest else None
    if maker:
        listing.base_name, listing.base_name_en, listing.base_slug = maker.name, maker.name_en, maker.slug
        listing.place_code = maker.place_code
        listing.place_name, listing.place_name_en = maker.place_name, maker.place_name_en
    listing.search = vector(
        titles=[product.title, product.title_en],
        craft=" ".join(f"{craft.name} {craft.name_en}" for craft in crafts),
        place=f"{maker.name} {maker.name_en} {maker.place_name} {maker.place_name_en}" if maker else "",
        description=f"{product.description} {product.description_en}",
    )
    return listing


def sold(product: Product) -> int:
    """Return the pieces sold so far, as Oscar counts them."""
    return product.stats.num_purchases if hasattr(product, "stats") else 0


def refresh_soon(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Refresh the listing of a product after it or a part of it was saved, once the transaction is committed."""
    if kwargs.get("raw"):
        return
    if sender is Category:
        wanted = Q(categories__path__startswith=instance.path)
    else:
        wanted = Q(pk=instance.pk if isinstance(instance, Product) else instance.product_id)
    transaction.on_commit(lambda: refresh(Product.objects.filter(wanted)))


def refresh_on_sorting(instance: Any, action: str, **kwargs: Any) -> None:  # noqa: ARG001 a signal's receiver
    """Refresh a product's listing when crafts were added to it or taken from it."""
    if action.startswith("post_") and isinstance(instance, Product):
        refresh_soon(Product, instance)


def watch() -> None:
    """Keep listings in step from now on. Bulk writes send no signals, so their authors call `refresh`."""
    for part in (StockRecord, ProductImage, PriceTier, ProductCategory):
        post_save.connect(refresh_soon, sender=part, dispatch_uid="catalog.listing")
        post_delete.connect(refresh_soon, sender=part, dispatch_uid="catalog.listing")
    for whole in (Product, Category):
        post_save.connect(refresh_soon, sender=whole, dispatch_uid="catalog.listing")
    m2m_changed.connect(refresh_on_sorting, sender=ProductCategory, dispatch_uid="catalog.listing")
