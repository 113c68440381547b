"""Hanging the demo's pictures: products, bases and makers at work."""

from zlib import crc32

from oscar.core.loading import get_model

from media import ordering, renditions
from shop.demo.pictures import Easel
from shop.demo.world import World
from workshops.models import Base, Worker

ProductImage = get_model("catalogue", "ProductImage")
FOLDER = "demo"
FACES = 24  # portraits that are drawn; makers of one age and work look alike


def hang(world: World, easel: Easel) -> None:
    """Give every product, every base and the women of the first stations their pictures."""
    images = []
    for product_id, (motif, seed) in world.motifs.items():
        name = easel.hang(motif, seed, f"{FOLDER}/{motif}-{seed}.jpg")
        images.append(ProductImage(product_id=product_id, original=name, caption=""))
    ProductImage.objects.bulk_create(images)
    for base in world.bases.values():
        seed = crc32(base.slug.encode()) % 24
        base.picture.name = easel.hang("place", seed, f"{FOLDER}/place-{base.slug}.jpg")
    Base.objects.bulk_update(world.bases.values(), ["picture"])
    shown = [worker for station in world.villages[:4] for worker in world.workers[station.pk]]
    for number, worker in enumerate(shown):
        worker.portrait.name = easel.hang("portrait", number % FACES, f"{FOLDER}/portrait-{worker.number}.jpg")
    Worker.objects.bulk_update(shown, ["portrait"])


def cut() -> None:
    """Cut all pictures but the portraits, which are shown small; Celery makes those, and other formats, later."""
    renditions.make_many([path for path in ordering.paths() if not path.startswith(f"{FOLDER}/portrait")])


def commissioned(world: World) -> list[tuple[str, int]]:
    """All pictures that `hang` will ask for, so that they can be drawn meanwhile."""
    faces = [("portrait", number) for number in range(FACES)]
    places = sorted({("place", crc32(slug.encode()) % 24) for slug in world.bases})
    return [*places, *faces, *world.motifs.values()]
