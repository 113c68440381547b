"""Keep what people must be told in one outbox, and send it by e-mail or text until it has left."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from shop.accounts import texting
from shop.accounts.models import Notice, User
from shop.queueing import queue_on_commit

SIGNED = re.compile(r"^(【巧手】|\[Qiaoshou\])\s*")  # a text begins with it, see `_send`
# How long a notice waits after each try, in minutes. The last one that fails gives it up, a day and a half later.
WAITS = (1, 5, 30, 120, 480, 1440)
SHARE = 60  # seconds of one round: the next round takes what is left
log = logging.getLogger(__name__)


def send(
    event: str, subject: str, words: str, *, user: User | None = None, email: str = "", phone: str = "", link: str = ""
) -> None:
    """Tell a person of an event, once however often this is called. Nothing leaves before the deed is committed.

    It stands on the page of `user`, and goes to the e-mail, else as a text to the phone (E.164), both hers unless one
    of them is given. `event` is a stable key, as in `f"payout-released:{payout.pk}"`. Words are in her language and
    need no signature. `link` is a path of the site: what she opens from her page, and what ends the text or e-mail.
    """
    if user and not (email or phone):
        email, phone = user.email or "", user.phone.as_e164 if user.phone else ""
    if not (user or email or phone):
        return
    notice = Notice(
        event=event,
        user=user,
        email=email,
        phone=phone,
        language=get_language() or settings.LANGUAGE_CODE,
        subject=subject[:200],
        words=SIGNED.sub("", words),
        link=link,
        next_try_at=timezone.now() if email or phone else None,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    if notice.next_try_at:
        queue_on_commit("shop.accounts.tasks.send_notices")


def send_due() -> None:
    """Send what is due. Two rounds at once never send the same notice, for each is claimed before it is sent."""
    for notice in _claimed(until=monotonic() + SHARE):
        try:
            _send(notice)
        except Exception as error:  # a gateway may raise anything, and the next notice must leave all the same
            _note_failure(notice, error)
        else:
            Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), next_try_at=None, why="")


def _claimed(*, until: float) -> Iterator[Notice]:
    """Yield what is due, each with its next try already set, so that a round that dies leaves it to a later one."""
    while monotonic() < until:
        with transaction.atomic():
            notice = Notice.objects.due().select_for_update(skip_locked=True, no_key=True).first()
            if notice is None:
                return
            wait = WAITS[min(notice.attempts, len(WAITS) - 1)]
            notice.attempts, notice.next_try_at = notice.attempts + 1, timezone.now() + timedelta(minutes=wait)
            notice.save(update_fields=["attempts", "next_try_at"])
        yield notice


def _send(notice: Notice) -> None:
    address = urljoin(settings.PUBLIC_ADDRESS, notice.link) if notice.link else ""
    if notice.email:
        words = f"{notice.words}\n\n{address}\n" if address else notice.words
        mail.send_mail(notice.subject, words, None, [notice.email])
    else:
        texting.send(notice.phone, f"【巧手】{notice.words} {address}".strip())


def _note_failure(notice: Notice, error: Exception) -> None:
    """Remember why it did not leave, and give it up after the last try. Words and address are never logged."""
    what = type(error).__name__
    changes: dict[str, object] = {"why": f"{what}: {error}"[:255]}
    if notice.attempts >= len(WAITS):
        changes |= {"given_up_at": timezone.now(), "next_try_at": None}
        log.error("notice %s is given up after %s tries: %s", notice.pk, notice.attempts, what)
    Notice.objects.filter(pk=notice.pk).update(**changes)


def try_again(notice: Notice) -> bool:
    """Send a notice that was given up once more, from the first try. Return whether it was given up."""
    again = {"given_up_at": None, "attempts": 0, "next_try_at": timezone.now()}
    is_again = bool(Notice.objects.filter(pk=notice.pk, given_up_at__isnull=False).update(**again))
    if is_again:
        queue_on_commit("shop.accounts.tasks.send_notices")
    return is_again


def forget_old() -> int:
    """Delete notices that were kept for as long as the settings say, and return how many there were."""
    until = timezone.now() - timedelta(days=settings.NOTICES_KEPT_DAYS)
    return Notice.objects.filter(created_at__lt=until, next_try_at=None).delete()[0]
