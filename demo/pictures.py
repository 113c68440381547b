"""Draw the demo's pictures once, on all cores while the rest is built, and keep them for the next time."""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from demo.assortment import Picture, pictures
from demo.dice import Dice

SIZES = {"portrait": (600, 733), "place": (1280, 720)}
SQUARE = (576, 576)


def drawn(picture: Picture, file: str) -> None:
    """Draw one picture into a file. Runs in a process of its own."""
    from demo import drawing

    motif, seed = picture
    size = size_of(motif)
    own = {"portrait": drawing.portrait, "place": drawing.place}.get(motif)
    image = own(seed, size) if own else drawing.draw(motif, seed=seed, size=size)
    unfinished = Path(file).with_suffix(f".{os.getpid()}")
    image.save(unfinished, "JPEG", quality=88, optimize=True)
    unfinished.rename(file)


def size_of(motif: str) -> tuple[int, int]:
    return SIZES.get(motif, SQUARE)


class Easel:
    """Draws what is ordered in the background. `hang` waits for a picture and puts it into the media storage."""

    def __init__(self) -> None:
        self.folder = settings.VAR / "demo-pictures"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=os.nice, initargs=(5,))
        self._ordered: dict[Picture, Future[None] | None] = {}

    def order(self, pictures: Iterable[Picture]) -> None:
        """Order pictures to be drawn that are not there yet."""
        for picture in pictures:
            if picture not in self._ordered:
                file = self.file(picture)
                self._ordered[picture] = None if file.exists() else self._pool.submit(drawn, picture, str(file))

    def file(self, picture: Picture) -> Path:
        motif, seed = picture
        width, height = size_of(motif)
        return Path(self.folder) / f"{motif}-{seed}-{width}x{height}.jpg"

    def hang(self, picture: Picture, name: str) -> str:
        """Put an ordered picture into the media storage under `name`, and return the name it got."""
        self.order([picture])
        drawing = self._ordered[picture]
        if drawing:
            drawing.result()
        default_storage.delete(name)
        return default_storage.save(name, ContentFile(self.file(picture).read_bytes()))

    def finish(self) -> None:
        """Wait until everything ordered is drawn."""
        self._pool.shutdown(wait=True)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


if __name__ == "__main__":  # all of the usual demo, ahead of time
    easel = Easel()
    easel.order(pictures(Dice()))
    easel.finish()
