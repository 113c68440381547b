"""Find a worker's present phone, remember the former ones, and tell both when it changes."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.accounts import notices
from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import FormerPhone, JournalEntry, Worker

IS_NEW_FOR = timedelta(days=30)
CHANGED = _("Phone changed")
NEW_IS_TOLD = _("This is now the number of your earnings. Not you? Tell the station or the county at once.")
OLD_IS_TOLD = _(
    "This number is no longer that of your earnings. You did not ask for it? Tell the station or the county at once."
)


def phone_of(worker: Worker) -> str:
    """Return her present phone (E.164): that of her account where she has one, else of her file, "" for none."""
    phone = (worker.user.phone if worker.user else None) or worker.phone
    return phone.as_e164 if phone else ""


def is_new(worker: Worker) -> bool:
    """Return whether her phone was changed less than 30 days ago, so that a code to it proves little."""
    return _former(worker).exists()


def remember_change(worker: Worker, *, before: str, by: User | None) -> None:
    """Keep the number that was hers `before` (E.164, "" for none) and tell it and the present one of the change."""
    now = phone_of(worker)
    if before == now:
        return
    noted = _keep_former(worker, before=before, by=by)
    for phone, words in ((before, OLD_IS_TOLD), (now, NEW_IS_TOLD)):
        if phone:
            _send(worker, f"worker-phone-changed:{noted.pk}", CHANGED, words, {}, phone=phone)


@transaction.atomic
def _keep_former(worker: Worker, *, before: str, by: User | None) -> JournalEntry:
    """Keep the number that was hers, and say in the journal who changed it, without the numbers."""
    if before:
        FormerPhone.objects.create(worker=worker, phone=before)
    return record(Verb.CHANGE_PHONE, worker, by=by, station=worker.station, number=worker.number)


def hear(user: User, before: str, by: User | None, **_signal: object) -> None:
    """Note that the phone of an account has changed, where it is a worker's. The account itself tells of it."""
    if worker := Worker.objects.select_related("station").filter(user=user).first():
        worker.user = user
        _keep_former(worker, before=before or (worker.phone.as_e164 if worker.phone else ""), by=by)


def tell(worker: Worker, event: str, subject: Promise, words: Promise, **facts: object) -> None:
    """Tell a worker something about her money: on her page, her present phone and those that were hers lately."""
    _send(worker, event, subject, words, facts, user=worker.user, phone=phone_of(worker))
    for former in _former(worker):
        _send(worker, event, subject, words, facts, phone=former.phone.as_e164)


def _send(
    worker: Worker, event: str, subject: Promise, words: Promise, facts: dict[str, Any], *, phone: str,
    user: User | None = None,
) -> None:  # fmt: skip
    with translation.override(worker.user.language if worker.user else settings.LANGUAGE_CODE):
        link = reverse("me:account") if user else ""
        notices.send(event, str(subject), str(words) % facts, user=user, phone=phone, link=link)


def _former(worker: Worker) -> QuerySet[FormerPhone]:
    """Return the numbers that were hers in the last 30 days. One that is hers again is not among them."""
    lately = worker.former_phones.filter(until__gte=timezone.now() - IS_NEW_FOR)
    return lately.exclude(phone=now) if (now := phone_of(worker)) else lately
