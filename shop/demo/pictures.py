"""The pictures of the demo: drawn once by all cores while the rest is built, kept for the next time."""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

SIZES = {"portrait": (600, 733), "place": (1280, 720)}
SQUARE = (640, 640)


def drawn(motif: str, seed: int, size: tuple[int, int], file: str) -> None:
    """Draw one picture into a file; runs in a process of its own."""
    from shop.demo import drawing

    own = {"portrait": drawing.portrait, "place": drawing.place}.get(motif)
    picture = own(seed, size) if own else drawing.draw(motif, seed=seed, size=size)
    unfinished = Path(file).with_suffix(f".{os.getpid()}")
    picture.save(unfinished, "JPEG", quality=88, optimize=True)
    unfinished.rename(file)


def size_of(motif: str) -> tuple[int, int]:
    return SIZES.get(motif, SQUARE)


class Easel:
    """Draws what is ordered in the background; `hang` waits for a picture and puts it into the media storage."""

    def __init__(self) -> None:
        self.folder = settings.VAR / "demo-pictures"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=os.nice, initargs=(5,))
        self._ordered: dict[tuple[str, int], Future[None] | None] = {}

    def order(self, pictures: Iterable[tuple[str, int]]) -> None:
        """Have pictures (motif and seed) drawn that are not there yet."""
        for motif, seed in pictures:
            if (motif, seed) not in self._ordered:
                file = self.file(motif, seed)
                self._ordered[motif, seed] = (
                    None if file.exists() else self._pool.submit(drawn, motif, seed, size_of(motif), str(file))
                )

    def file(self, motif: str, seed: int) -> Path:
        width, height = size_of(motif)
        return Path(self.folder) / f"{motif}-{seed}-{width}x{height}.jpg"

    def hang(self, motif: str, seed: int, name: str) -> str:
        """Put an ordered picture into the media storage under `name`; gives the name it got."""
        self.order([(motif, seed)])
        drawing = self._ordered[motif, seed]
        if drawing:
            drawing.result()
        default_storage.delete(name)
        return default_storage.save(name, ContentFile(self.file(motif, seed).read_bytes()))

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
