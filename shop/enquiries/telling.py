"""Tell each side what the other did, in the reader's language."""

from functools import partial
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from shop.enquiries.models import Enquiry, Message, Quote


class News(NamedTuple):
    """A notice: its event, a subject and a sentence, with `%(number)s`, `%(product)s` and `%(pieces)s`."""

    event: str
    subject: str | Promise
    words: str | Promise


ASKED = News("asked", _("New enquiry %(number)s"), _("A buyer asks for %(pieces)s pieces of %(product)s."))
WRITTEN = News(
    "written", _("New message about %(number)s"), _("There is a new message about %(pieces)s pieces of %(product)s.")
)
QUOTED = News("quoted", _("Your quote for %(number)s"), _("The base has sent you a binding offer for %(product)s."))
WITHDRAWN = News(
    "withdrawn", _("Enquiry %(number)s withdrawn"), _("The buyer no longer needs the pieces of %(product)s.")
)
ACCEPTED = News("accepted", _("Quote accepted: %(number)s"), _("The buyer accepted your offer for %(product)s."))
DECLINED = News("declined", _("Quote declined: %(number)s"), _("The buyer declined your offer for %(product)s."))
ENDED = News(
    "ended", _("Order cancelled: %(number)s"), _("The order of %(pieces)s pieces of %(product)s was cancelled.")
)
ORDERED = News(
    "ordered", _("Order confirmed: %(number)s"), _("Your order of %(product)s is placed; the deposit starts the work.")
)


def tell_base(enquiry: Enquiry, news: News, about: Message | Quote | None = None) -> None:
    """Tell all managers of the base. `about` is the message or quote, where an enquiry may have several."""
    address = partial(reverse, "desk:enquiry-detail", args=[enquiry.number])
    for manager in User.objects.filter(posts__role="base_manager", posts__base=enquiry.base_id).distinct():
        _tell(enquiry, news, about, address=address, language=manager.language, user=manager)


def tell_buyer(enquiry: Enquiry, news: News, about: Message | Quote | None = None) -> None:
    """Tell the buyer, by text when she left no e-mail, with the link that lets her in without an account."""
    address = partial(reverse, "enquiries:enquiry-open", args=[enquiry.token])
    email = enquiry.email or (enquiry.buyer.email if enquiry.buyer else "") or ""
    phone = enquiry.phone.as_e164 if enquiry.phone else ""
    language = enquiry.language
    _tell(enquiry, news, about, address=address, language=language, user=enquiry.buyer, email=email, phone=phone)


def _tell(
    enquiry: Enquiry,
    news: News,
    about: Message | Quote | None,
    *,
    address: partial[str],
    language: str,
    user: User | None,
    email: str = "",
    phone: str = "",
) -> None:
    event = f"enquiry-{news.event}:{about.pk if about else enquiry.pk}"
    with override(language):
        facts = {"number": enquiry.number, "product": enquiry.product.label, "pieces": f"{enquiry.pieces:,}"}
        subject, words = str(news.subject) % facts, str(news.words) % facts
        notices.send(event, subject, words, user=user, email=email, phone=phone, link=address())
