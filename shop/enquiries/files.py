"""Accept files from a buyer or a base. The type is read from the content, never from the name."""

from pathlib import PurePath
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from media.files import ending_of
from media.intake import take_in
from shop.enquiries.errors import FileTooLarge, WrongFile, WrongPicture

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MOST_MEGABYTES = 10
PICTURES = {"jpg", "png", "webp", "heic"}
KEPT_AS = {"heic": "jpg"}  # not every browser shows it
WELCOME = PICTURES | {"pdf", "docx", "xlsx", "doc", "xls"}
ENDINGS = ",".join(f".{ending}" for ending in sorted(WELCOME | {"jpeg"}))


def take(sent: Upload) -> tuple[Upload, str]:
    """Check a file and rename it, and return it with the name it came with, at most 255 characters.

    A picture is cleaned as every picture is. Raises FileTooLarge above 10 MB, WrongFile unless its first bytes are
    those of a picture, PDF, Word or Excel file, WrongPicture for a damaged picture.
    """
    if (sent.size or 0) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(most=MOST_MEGABYTES)
    ending = ending_of(sent)
    if ending not in WELCOME:
        raise WrongFile
    file = cleaned(sent) if ending in PICTURES else sent
    ending = KEPT_AS.get(ending, ending)
    came_as = PurePath((sent.name or "").replace("\\", "/"))
    file.name = f"{uuid4().hex}.{ending}"
    return file, f"{came_as.stem[: 254 - len(ending)]}.{ending}"


def cleaned(file: Upload) -> Upload:
    """Return a picture as the intake of pictures keeps it: without the place where it was taken."""
    try:
        return take_in(file)
    except ValidationError as refused:
        raise WrongPicture(why=refused.messages[0]) from refused
