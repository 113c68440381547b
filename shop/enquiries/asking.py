"""Ask for many pieces by a day, and talk about it until there is an offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalog.models import Product
from shop.accounts.models import User
from shop.enquiries import errors, files, telling
from shop.enquiries.files import Upload
from shop.enquiries.models import Enquiry, Message
from shop.enquiries.promising import promise
from shop.order.numbers import new_number
from shop.refusing import Refused
from workshops.models import Base

Order = get_model("order", "Order")
MOST_PIECES = 10_000_000
MOST_DAYS = 730


@dataclass(frozen=True)
class Contact:
    """The person who asks, with at least one of phone (any usual form) and e-mail for the answer."""

    name: str
    company: str = ""
    phone: str = ""
    email: str = ""


def base_of(product: Product) -> Base:
    """Return the base that sells a product. Raises NotSold when none does."""
    base = Base.objects.selling().filter(partner__stockrecords__product=product).order_by("pk").first()
    if base is None or not product.is_public:
        raise errors.NotSold
    return base


def look(pieces: int, wish_on: date, *, least: int) -> None:
    """Raise WrongPieces or WrongDay when the wish is outside the limits of what a base can consider."""
    for refusal in refusals(pieces, wish_on, least=least):
        raise refusal


def refusals(pieces: int | None, wish_on: date | None, *, least: int) -> Iterator[Refused]:
    """Yield every reason why a wish, of which a part may be missing, cannot be considered."""
    if pieces is not None and not least <= pieces <= MOST_PIECES:
        yield errors.WrongPieces(least=least, most=f"{MOST_PIECES:,}")
    today = timezone.localdate()
    if wish_on is not None and not today < wish_on <= today + timedelta(days=MOST_DAYS):
        yield errors.WrongDay(first=today + timedelta(days=1), last=today + timedelta(days=MOST_DAYS))


@transaction.atomic
def ask(
    *,
    product: Product,
    pieces: int,
    wish_on: date,
    contact: Contact,
    by: User | None,
    key: UUID,
    words: str = "",
    file: Upload | None = None,
    province: str = "",
    with_sample: bool = False,
) -> Enquiry:
    """Record a buyer's wish with what the network can promise today, and tell the base. `province`: its code.

    The same key with the same content returns the enquiry it made. Raises WrongPieces, WrongDay, NoContact, NotSold,
    WrongFile, WrongPicture, FileTooLarge or KeyReused.
    """
    look(pieces, wish_on, least=product.bulk_from)
    if not (contact.phone or contact.email):
        raise errors.NoContact
    content: dict[str, Any] = {"product": product, "pieces": pieces, "wish_on": wish_on, "buyer": by}
    content |= {"province": province, "with_sample": with_sample}
    content |= {"contact": contact.name, "company": contact.company, "phone": contact.phone, "email": contact.email}
    found: dict[str, Any] = {"number": partial(new_number, "XJ"), "base": partial(base_of, product)}
    found |= {"language": get_language(), "promised": partial(_remembered, content)}
    enquiry, is_new = Enquiry.objects.get_or_create(key=key, defaults=content | found)
    if not is_new:
        if any((getattr(enquiry, name) or "") != (value or "") for name, value in content.items()):
            raise errors.KeyReused
        return enquiry
    if words or file:
        _write(enquiry, words=words, file=file, by=by, is_from_base=False, key=key)
    telling.tell_base(enquiry, telling.ASKED)
    return enquiry


def _remembered(wish: dict[str, Any]) -> dict[str, Any]:
    answer = promise(
        wish["product"], wish["pieces"], wish["wish_on"], province=wish["province"], with_sample=wish["with_sample"]
    )
    if answer is None:
        return {}
    days = {"earliest_on": answer.earliest_on, "latest_on": answer.latest_on}
    written = {name: day and day.isoformat() for name, day in days.items()}
    return {"by_wish": answer.by_wish, "stations": answer.stations, **written}


@transaction.atomic
def say(
    enquiry: Enquiry,
    *,
    words: str,
    file: Upload | None = None,
    by: User | None,
    is_from_base: bool,
    key: UUID,
) -> Message:
    """Write to the other side. `by` is None for a guest. The same key returns the message it made.

    Raises NothingSaid, WrongFile, WrongPicture, FileTooLarge, Closed or KeyReused.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if said := Message.objects.filter(key=key).first():
        if (said.enquiry_id, said.words, said.is_from_base) != (enquiry.pk, words, is_from_base):
            raise errors.KeyReused
        return said
    if enquiry.state in (Enquiry.State.DECLINED, Enquiry.State.WITHDRAWN):
        raise errors.Closed(state=enquiry.get_state_display())
    message = _write(enquiry, words=words, file=file, by=by, is_from_base=is_from_base, key=key)
    if is_from_base:
        telling.tell_buyer(enquiry, telling.WRITTEN, message)
    else:
        telling.tell_base(enquiry, telling.WRITTEN, message)
    return message


def _write(
    enquiry: Enquiry, *, words: str, file: Upload | None, by: User | None, is_from_base: bool, key: UUID
) -> Message:
    if not (words or file):
        raise errors.NothingSaid
    message = Message(enquiry=enquiry, words=words, by=by, is_from_base=is_from_base, key=key)
    if file:
        message.attachment, message.attachment_name = files.take(file)
    message.save()
    return message


@transaction.atomic
def withdraw(enquiry: Enquiry) -> Enquiry:
    """Withdraw the buyer's enquiry, and decline an open quote with it. Raises Closed once agreed or declined."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if enquiry.state == Enquiry.State.WITHDRAWN:
        return enquiry
    if not enquiry.is_open:
        raise errors.Closed(state=enquiry.get_state_display())
    enquiry.quotes.filter(state="sent").update(state="declined")
    enquiry.state = Enquiry.State.WITHDRAWN
    enquiry.save(update_fields=["state"])
    telling.tell_base(enquiry, telling.WITHDRAWN)
    return enquiry


@transaction.atomic
def adopt(user: User) -> int:
    """Return a buyer the enquiries and orders that she made as a guest, and return how many enquiries.

    They are hers by her now verified phone or e-mail.
    """
    hers, ordered = Q(pk=None), Q(pk=None)
    if user.phone and user.phone_verified_at:
        hers |= Q(phone=user.phone)
        ordered |= Q(shipping_address__phone_number=user.phone)
    if verified := _verified_emails(user):
        hers |= Q(email__in=verified)
        ordered |= Q(guest_email__in=verified)
    Order.objects.filter(ordered, user=None, enquiry=None).update(user=user)
    found = list(Enquiry.objects.select_for_update().filter(hers, buyer=None))
    for enquiry in found:
        enquiry.buyer = user
        enquiry.save(update_fields=["buyer"])
        if enquiry.order and enquiry.order.user_id is None:
            enquiry.order.user = user
            enquiry.order.save(update_fields=["user"])
    return len(found)


def _verified_emails(user: User) -> list[str]:
    return [address.email for address in EmailAddress.objects.filter(user=user, verified=True)]
