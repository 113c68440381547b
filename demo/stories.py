"""Write the demo's stories as the editor, and publish them as the moderator, all but the last two."""

from html import escape
from typing import Any
from zlib import crc32

from catalog.models import Product
from cms import publishing
from cms.models import Picture
from demo.assortment import face
from demo.bases import main_craft
from demo.hanging import FOLDER, path_of
from demo.pictures import Easel
from demo.sources import stories
from demo.world import World
from workshops.models import Base, Worker

OPEN = 2  # stories that are not out yet: the last but one waits for the moderator, the last is a draft


def tell(world: World, easel: Easel) -> None:
    """Write the stories whose base and goods exist, one every eleven days."""
    chosen = [story for story in stories() if story["base"] in world.bases and goods_of(world, story)]
    editor, moderator = world.people["zhen"], world.people["mo"]
    for number, story in enumerate(chosen):
        left = len(chosen) - number
        world.clock.set(world.days_ago(3 + 11 * (left - 1), 10))
        page = publishing.write(**content(world, easel, story), by=editor)
        if left > 1:
            publishing.submit(page, by=editor)
        if left > OPEN:
            publishing.publish(page, by=moderator)


def content(world: World, easel: Easel, story: dict[str, Any]) -> dict[str, Any]:
    """Return a story as `publishing.write` takes it, with its people and goods filled in."""
    base, goods = world.bases[story["base"]], goods_of(world, story)
    maker = maker_of(base) if story["kind"] == "maker" else None
    names = {"base": base.name, "maker": maker.name if maker else ""}
    names["village"] = maker.station.place.name if maker else ""
    names_en = names | {"base": base.name_en}
    cover = cover_of(world, easel, story, base, goods[0], maker)
    closing = [("base", base), *(("product", product) for product in goods[:2])]
    if maker:
        closing.insert(0, ("maker", {"worker": maker, "words": maker.station.name, "agreed": True}))
    picture = ("picture", {"picture": cover, "alt": story["title"], "caption": ""})
    return {
        "title": story["title"],
        "title_en": story["title_en"],
        "kind": story["kind"],
        "summary": story["summary"].format(**names),
        "summary_en": story["summary_en"].format(**names_en),
        "body": [*blocks(story["body"], names), picture, *closing],
        "body_en": [*blocks(story["body_en"], names_en), picture, *closing],
        "cover": cover,
        "craft": world.crafts[world.families[goods[0].pk]["craft"]],
        "worker": maker,
        "worker_agreed": maker is not None,
        "base": base,
        "products": goods[:4],
    }


def blocks(paragraphs: list[str], names: dict[str, str]) -> list[tuple[str, Any]]:
    """Return paragraphs as blocks. A paragraph that begins with > is a quotation."""
    found: list[tuple[str, Any]] = []
    for paragraph in paragraphs:
        words = paragraph.format(**names)
        if words.startswith("> "):
            found.append(("quote", {"text": words[2:], "by": names["maker"]}))
        else:
            found.append(("text", f"<p>{escape(words)}</p>"))
    return found


def goods_of(world: World, story: dict[str, Any]) -> list[Product]:
    """Return the goods of the story's base of the kind that it is about."""
    goods = world.goods.get(story["base"], [])
    return [product for product in goods if world.families[product.pk]["motif"] == story["motif"]]


def maker_of(base: Base) -> Worker:
    """Return a woman who makes what the base sells, at a station that it works with."""
    craft = main_craft(base)
    makers = Worker.objects.filter(station__links__base=base, skills__craft=craft).select_related("station")
    return makers.order_by("station__code", "number")[0]


def cover_of(
    world: World, easel: Easel, story: dict[str, Any], base: Base, product: Product, maker: Worker | None
) -> Picture:
    """Return the cover: the maker's portrait, the base's place, or the product."""
    path = path_of(world.pictures[product.pk])
    if maker:
        name = f"{FOLDER}/portrait-{maker.number}.jpg"
        path = maker.portrait.name or easel.hang(face(crc32(maker.number.encode())), name)
        Worker.objects.filter(pk=maker.pk).update(portrait=path)
    elif story["kind"] in ("base", "news"):
        path = str(base.picture.name)
    return publishing.keep_picture(
        path, title=story["title"], description_en=story["title_en"], by=world.people["zhen"]
    )
