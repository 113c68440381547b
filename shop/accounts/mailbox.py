"""Read the mails that were written to files instead of being sent, for trying out and never for production."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

SEPARATOR = b"-" * 79 + b"\n"  # how Django's file backend ends each mail
MOST = 50


@dataclass(frozen=True)
class Mail:
    """A mail that was not sent but kept."""

    to: str
    subject: str
    words: str
    at: datetime


def mails() -> list[Mail]:
    """Return the newest mails first, or none where mails are really sent."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    return [mail for file in reversed(files[-MOST:]) for mail in read(file)][:MOST]


def read(file: Path) -> Iterator[Mail]:
    """Read one file, which holds what was sent over one connection."""
    for raw in reversed(file.read_bytes().split(SEPARATOR)[:-1]):
        message = message_from_bytes(raw, EmailMessage, policy=default)
        body = message.get_body(("plain", "html"))
        yield Mail(
            to=message["To"],
            subject=message["Subject"],
            words=body.get_content().strip() if body else "",
            at=message["Date"].datetime,
        )
