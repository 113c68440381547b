"""Accept files from a buyer or a base. The type is read from the content, never from the name."""

from pathlib import PurePath
from typing import TYPE_CHECKING
from uuid import uuid4

import filetype
from django.core.files.uploadedfile import UploadedFile

from shop.enquiries.errors import FileTooLarge, WrongFile

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MOST_MEGABYTES = 10
WELCOME = {"pdf", "jpg", "png", "webp", "heic", "docx", "xlsx", "doc", "xls"}
ENDINGS = ",".join(f".{ending}" for ending in sorted(WELCOME | {"jpeg"}))


def take(file: Upload) -> tuple[Upload, str]:
    """Check a file and rename it, and return it with the name it came with, at most 255 characters.

    Raises FileTooLarge above 10 MB, WrongFile unless its first bytes are those of a picture, PDF, Word or Excel file.
    """
    if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(most=MOST_MEGABYTES)
    ending = filetype.guess_extension(file.read(8192))
    file.seek(0)
    if ending not in WELCOME:
        raise WrongFile
    came_as = PurePath((file.name or "").replace("\\", "/"))
    file.name = f"{uuid4().hex}.{ending}"
    return file, f"{came_as.stem[: 254 - len(ending)]}.{ending}"
