"""Find a worker's present phone, remember the former ones, and tell both when it changes."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.accounts import notices
from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import FormerPhone, Worker

IS_NEW_FOR = timedelta(days=30)
CHANGED = _("Phone changed")
NEW_IS_TOLD = _("[Qiaoshou] This is now the number of your earnings. Not you? Tell the station or the county at once.")
OLD_IS_TOLD = _(
    "[Qiaoshou] This number is no longer that of your earnings. You did not ask for it? Tell the station or the county."
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
    _keep_former(worker, before=before, by=by)
    event = f"phone-changed:{worker.pk}:{timezone.now().timestamp():.0f}"
    if before:
        text(before, event, CHANGED, OLD_IS_TOLD)
    if now:
        text(now, event, CHANGED, NEW_IS_TOLD)


def _keep_former(worker: Worker, *, before: str, by: User | None) -> None:
    """Keep the number that was hers, and say in the journal who changed it, without the numbers."""
    if before:
        FormerPhone.objects.create(worker=worker, phone=before)
    record(Verb.CHANGE_PHONE, worker, by=by, station=worker.station, number=worker.number)


@transaction.atomic
def hear(user: User, before: str, by: User | None, **_signal: object) -> None:
    """Note that the phone of an account has changed, where it is a worker's. The account itself tells of it."""
    if worker := Worker.objects.select_related("station").filter(user=user).first():
        worker.user = user
        _keep_former(worker, before=before or (worker.phone.as_e164 if worker.phone else ""), by=by)


def tell(worker: Worker, event: str, subject: str | Promise, words: str | Promise, **facts: object) -> None:
    """Tell a worker something about her money, on her present phone and on those that were hers lately."""
    language = worker.user.language if worker.user else "zh-hans"
    if (phone := phone_of(worker)) or worker.user:
        text(phone, event, subject, words, language=language, user=worker.user, **facts)
    for former in _former(worker):
        text(former.phone.as_e164, event, subject, words, language=language, **facts)


def text(
    phone: str,
    event: str,
    subject: str | Promise,
    words: str | Promise,
    *,
    language: str = "zh-hans",
    user: User | None = None,
    **facts: object,
) -> None:
    """Send one notice to a number (E.164) in a language, once the running transaction is committed.

    `user`: on whose page it stands too.
    """
    with translation.override(language):
        notices.send(event, str(subject), str(words) % facts, user=user, phone=phone)


def _former(worker: Worker) -> QuerySet[FormerPhone]:
    """Return the numbers that were hers in the last 30 days. One that is hers again is not among them."""
    lately = worker.former_phones.filter(until__gte=timezone.now() - IS_NEW_FOR)
    return lately.exclude(phone=now) if (now := phone_of(worker)) else lately
