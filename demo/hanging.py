"""Attach the demo's pictures to products, bases and makers at work."""

from oscar.core.loading import get_model

from demo.assortment import Picture, face, place_of
from demo.pictures import Easel
from demo.world import World
from media import ordering, renditions
from workshops.models import Base, Worker

ProductImage = get_model("catalogue", "ProductImage")
FOLDER = "demo"


def hang(world: World, easel: Easel) -> None:
    """Give every product, every base and the women of the first stations their pictures."""
    paths = {picture: easel.hang(picture, path_of(picture)) for picture in dict.fromkeys(world.pictures.values())}
    images = [
        ProductImage(product_id=product_id, original=paths[picture], caption="")
        for product_id, picture in world.pictures.items()
    ]
    ProductImage.objects.bulk_create(images)
    for base in world.bases.values():
        base.picture.name = easel.hang(place_of(base.slug), f"{FOLDER}/place-{base.slug}.jpg")
    Base.objects.bulk_update(world.bases.values(), ["picture"])
    shown = [worker for station in world.villages[:4] for worker in world.workers[station.pk]]
    for number, worker in enumerate(shown):
        worker.portrait.name = easel.hang(face(number), f"{FOLDER}/portrait-{worker.number}.jpg")
    Worker.objects.bulk_update(shown, ["portrait"])


def path_of(picture: Picture) -> str:
    """Return the place of a product's picture in the media storage."""
    motif, seed = picture
    return f"{FOLDER}/{motif}-{seed}.jpg"


def cut() -> None:
    """Cut all pictures but the portraits, which are shown small. Celery makes those, and other formats, later."""
    renditions.make_many([path for path in ordering.paths() if not path.startswith(f"{FOLDER}/portrait")])
