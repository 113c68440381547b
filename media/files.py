"""Tell what a file is from its content, and take documents in."""

import re
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

HEAD = 8192  # bytes that are looked at; a browser that guesses a type looks at fewer
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
NO_TEXT = re.compile(rb"[^\t\n\f\r\x20-\xff]")  # text in any encoding that Chinese offices use has none of these
SAME = {"csv": {"txt"}, "mp4": {"mp4", "m4v"}}  # what the content of some files is called
VIDEOS = {"mp4": "mp4", "m4v": "mp4", "webm": "webm"}
MOST_VIDEO_BYTES = 60 * 1024 * 1024  # two minutes from a phone
LONGEST_NAME = 40  # characters: even if each takes four bytes, the name of a rendition fits into a file system


def ending_of(file: File[Any]) -> str:
    """Return the ending that a file's content calls for, "txt" for plain text, "" when unknown or when it is markup."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head or MARKUP.search(head):
        return ""
    return filetype.guess_extension(head) or ("" if NO_TEXT.search(head) else "txt")


def named(came_as: str | None, ending: str) -> str:
    """Return a name for the storage: the one that a file came with, cut to a safe length, and its right ending."""
    stem = PurePath((came_as or "").replace("\\", "/")).stem[:LONGEST_NAME]
    return f"{stem or 'file'}.{ending}"


def take_video(upload: File[Any]) -> File[Any]:
    """Return the same video with a safe name. Raises ValidationError for another kind of file, or one too large."""
    found = ending_of(upload)
    if found not in VIDEOS:
        raise ValidationError(_("This is not a video that browsers play. Please send an MP4 or WebM file."), "no_video")
    if (upload.size or 0) > MOST_VIDEO_BYTES:
        most = filesizeformat(MOST_VIDEO_BYTES)
        raise ValidationError(_("This video is too large: at most %(most)s.") % {"most": most}, "too_large")
    upload.name = named(upload.name, VIDEOS[found])
    return upload


def take_document(upload: File[Any]) -> File[Any]:
    """Return the same document with a safe name.

    Raises ValidationError, with words for the sender, unless it is of a kind that is kept and its name says which.
    """
    said = PurePath(upload.name or "").suffix.lower().removeprefix(".")
    found = ending_of(upload)
    if said not in settings.WAGTAILDOCS_EXTENSIONS or found not in SAME.get(said, {said}):
        kinds = ", ".join(settings.WAGTAILDOCS_EXTENSIONS).upper()
        raise ValidationError(
            _("This file is not of a kind that is kept, or not what its name says. Please send one of: %(kinds)s.")
            % {"kinds": kinds},
            "not_a_document",
        )
    upload.name = named(upload.name, said)
    return upload
