"""Open a worker's statement on any phone by the QR code of her printed card and four digits of her choice."""

from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.limits import Counter, TooOften
from workshops import phones
from workshops.errors import ChoosesHerself, TooManyTries, WrongDigits
from workshops.journal import Verb, record
from workshops.models import VoidedCard, Worker
from workshops.reach import must_be_or_lead, must_run

TRIES = ((5, 15 * 60), (20, 24 * 60 * 60))  # wrong ones within so many seconds
NEW_DIGITS = (
    _("New digits for your card"),
    _("New digits were chosen for your card. If it was not you, tell your county station at once."),
)
VOIDED = (
    _("Your card is void"),
    _("Your card was reported lost and opens nothing any more. Ask your station lead to print the new one."),
)


@transaction.atomic
def choose_digits(worker: Worker, *, digits: str, by: User) -> None:
    """Set the four digits that open her card, stored hashed. A lead hands her the phone to type them.

    Raises NotYours, ChoosesHerself (a lead, for a woman who has signed in on her own phone).
    """
    if worker.user_id != by.pk:
        must_run(worker.station, by)
        if worker.user and worker.user.is_opened:
            raise ChoosesHerself(worker=worker.name)
    worker.card_pin = make_password(digits)
    worker.save(update_fields=["card_pin"])
    entry = record(Verb.CHOOSE_DIGITS, worker, by=by, station=worker.station)
    if worker.user_id != by.pk:
        phones.tell(worker, f"card-digits:{entry.pk}", *NEW_DIGITS)


@transaction.atomic
def void(worker: Worker, *, token: UUID, by: User) -> Worker:
    """Void the lost card with this `token` and give her a new one. A card that is void already changes nothing.

    Her digits stay hers. Raises NotYours (neither the worker nor her lead).
    """
    must_be_or_lead(worker, by)
    held = (
        Worker.objects.select_for_update(of=["self"], no_key=True).select_related("station", "user").get(pk=worker.pk)
    )
    if held.card_token != token:
        return held
    VoidedCard.objects.create(worker=held, token=token, by=by)
    held.card_token = uuid4()
    held.save(update_fields=["card_token"])
    entry = record(Verb.VOID_CARD, held, by=by, station=held.station)
    phones.tell(held, f"card-void:{entry.pk}", *VOIDED)
    return held


def opens(worker: Worker, *, digits: str) -> bool:
    """Return whether these are her digits. Raises TooManyTries after five wrong ones in a quarter of an hour.

    Twenty wrong ones lock the card for a day.
    """
    counters = [Counter(f"card:{worker.pk}:{seconds}", most, seconds) for most, seconds in TRIES]
    try:
        for counter in counters:
            counter.add(1)  # before looking, so that tries at the same moment count too
    except TooOften as limit:
        raise TooManyTries(when=limit.when) from None
    right = bool(worker.card_pin) and check_password(digits, worker.card_pin)
    if right:
        for counter in counters:
            counter.add(-1)
    return right


def must_open(worker: Worker, *, digits: str) -> None:
    """Raise WrongDigits unless these are her digits, or TooManyTries."""
    if not opens(worker, digits=digits):
        raise WrongDigits
