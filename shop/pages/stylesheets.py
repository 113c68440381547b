"""Serve static files, with each stylesheet that imports others joined into one file."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
TWO_COLOURS = re.compile(r"--[\w-]+: [^;{}]*light-dark\([^;]*;")
LIGHT_DARK = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+), (?:[^(),]|\([^()]*\))+\)")
SPARE = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)

Sources = dict[str, tuple[Storage, str]]


class OneFileStylesheets(CompressedManifestStaticFilesStorage):
    """Authors write one file per component and `@import` them, and readers on a slow line fetch one file.

    Without Brotli: it saves a tenth of the bytes and costs a minute at every first start.
    """

    manifest_strict = False

    def create_compressor(self, **settings: Any) -> Any:
        return super().create_compressor(use_brotli=False, **settings)

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Replace each stylesheet of ours that a page names by its joined text, then hash and compress as usual."""
        joined = InMemoryStorage()
        ours = [name for name in paths if name.startswith("shop/css/") and name.endswith(".css")]
        parts = {f"shop/css/{part}" for name in ours for part in IMPORT.findall(read(name, paths))}
        for name in ours:
            if name not in parts:
                css = join(name, paths)
                joined.save(name, ContentFile(css + for_older_browsers(css)))
                paths[name] = (joined, name)
        yield from super().post_process(paths, dry_run, **options)

    def stored_name(self, name: str) -> str:
        """Return the name with its hash, or the plain one as long as nothing has been collected, as in tests."""
        return str(super().stored_name(name)) if self.hashed_files else name


def read(name: str, paths: Sources) -> str:
    """Return the source text of the static file called `name`."""
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text


def join(name: str, paths: Sources) -> str:
    """Return the stylesheet `name` with its imports inlined, without comments and indentation."""
    folder = name.rpartition("/")[0]
    text = IMPORT.sub(lambda found: join(f"{folder}/{found[1]}", paths), read(name, paths))
    return SPARE.sub("", text).lstrip()


def for_older_browsers(css: str) -> str:
    """Return rules that give browsers without `light-dark()` the light colours, empty when a stylesheet sets none.

    Chromium knows it since version 123 (2024), and phones of workers are often older.
    """
    light = LIGHT_DARK.sub(r"\1", "".join(TWO_COLOURS.findall(css)))
    return (
        f"@supports not (color: light-dark(#000, #fff)) {{:root,html[data-theme]{{color-scheme: light;{light}}}}}"
        if light
        else ""
    )
