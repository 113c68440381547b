"""Build the demo's goods: crafts as the shop shows them, products with their prices, and their stock."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.text import slugify
from oscar.core.loading import get_model

from catalog.models import Category, PriceTier, Product
from demo.assortment import Model, picture_of, share
from demo.sources import families, table
from demo.world import World
from shop.money import FEN
from workshops.models import Base

ProductClass = get_model("catalogue", "ProductClass")
ProductCategory = get_model("catalogue", "ProductCategory")
StockRecord = get_model("partner", "StockRecord")


def build(world: World) -> dict[Base, list[Model]]:
    """Build categories and the products of every base, and return the models in the same order."""
    categories = build_categories()
    kinds = [
        ProductClass.objects.create(slug=slug, name=name, requires_shipping=True, track_stock=is_kept)
        for slug, name, is_kept in (("craft", "手工艺品", True), ("craft-to-order", "定做手工艺品", False))
    ]
    shared = {world.bases[slug]: models for slug, models in share(world).items()}
    for base, models in shared.items():
        world.goods[base.slug] = [product(world, kinds, base, model) for model in models]
        sell(world, base, models)
        ProductCategory.objects.bulk_create(
            ProductCategory(product=each, category=categories[model.family["craft"]])
            for each, model in zip(world.goods[base.slug], models, strict=True)
        )
    return shared


def build_categories() -> dict[str, Category]:
    """Build the tree of crafts as buyers browse it, with the branches that have goods."""
    made: dict[str, Category] = {}
    wanted = {family["craft"] for family in families()}
    rows = table("crafts")
    parents = {row["parent"] for row in rows if row["code"] in wanted}
    for row in rows:
        if row["code"] in wanted | parents:
            about = {"name": row["name"], "name_en": row["name_en"], "slug": row["code"], "is_public": True}
            parent = made.get(row["parent"])
            made[row["code"]] = parent.add_child(**about) if parent else Category.add_root(**about)
    return made


def product(world: World, kinds: list[Any], base: Base, model: Model) -> Product:
    """Build a product of a base. `kinds`: those kept in stock, and those made to order."""
    family, name, size = model
    chance = world.chance("product", model.title_en)
    made = Product(
        title=f"「{name.name}」{family['title']} {size.name}",
        title_en=model.title_en,
        slug=slugify(model.title_en),
        product_class=kinds[family.get("to_order", False)],
        description=f"{name.words}\n\n{family['words']}\n\n尺寸：{size.measure}。{base.name}出品。",
        description_en=f"{name.words_en}\n\n{family['words_en']}\n\n"
        f"Size: {size.measure_en or size.measure}. Made by {base.name_en}.",
        unit=family.get("unit", Product.Unit.PIECE),
        making_days=family["days"],
        priority=chance.choice([0] * 12 + [1]),
    )
    world.clock.set(world.days_ago(chance.randint(110, 700)))
    made.save()
    world.families[made.pk] = family
    world.pictures[made.pk] = picture_of(world, model)
    return made


def sell(world: World, base: Base, models: list[Model]) -> None:
    """Stock the products of a base, with prices that fall with the quantity."""
    records, tiers = [], []
    for made, model in zip(world.goods[base.slug], models, strict=True):
        retail, bulk = price(model, "price"), price(model, "bulk")
        least, stock = model.family["least"], world.chance("stock", made.slug).randint(12, 90)
        stock *= 100 if least >= 1000 else 1
        records.append(
            StockRecord(
                product=made, partner=base.partner, partner_sku=f"{base.slug}-{made.pk}", price_currency="CNY",
                price=retail, num_in_stock=None if model.family.get("to_order") else stock,
            )
        )  # fmt: skip
        for pieces, unit_price in ((least, bulk), (least * 5, fen(bulk * Decimal("0.95")))):
            tiers.append(PriceTier(product=made, from_pieces=pieces, unit_price=unit_price))
    StockRecord.objects.bulk_create(records)
    PriceTier.objects.bulk_create(tiers)


def price(model: Model, which: str) -> Decimal:
    """Return a price of a model, CNY: that of its family times the size, above ten in whole yuan."""
    amount = Decimal(str(model.family[which])) * Decimal(str(model.size.factor))
    return amount.quantize(Decimal(1), ROUND_HALF_UP) if amount > 10 else fen(amount)


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)
