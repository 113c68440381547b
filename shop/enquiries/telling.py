"""Tell each side what the other did, by e-mail or text, once the deed is committed, in the reader's language."""

from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from shop.enquiries.models import Enquiry


class News(NamedTuple):
    """A notice: a subject and a sentence, with `%(number)s`, `%(product)s` and `%(pieces)s`."""

    subject: str | Promise
    words: str | Promise


ASKED = News(_("New enquiry %(number)s"), _("A buyer asks for %(pieces)s pieces of %(product)s."))
WRITTEN = News(_("New message about %(number)s"), _("There is a new message about %(pieces)s pieces of %(product)s."))
QUOTED = News(_("Your quote for %(number)s"), _("The base has sent you a binding offer for %(product)s."))
WITHDRAWN = News(_("Enquiry %(number)s withdrawn"), _("The buyer no longer needs the pieces of %(product)s."))
ACCEPTED = News(_("Quote accepted: %(number)s"), _("The buyer accepted your offer for %(product)s."))
DECLINED = News(_("Quote declined: %(number)s"), _("The buyer declined your offer for %(product)s."))
ORDERED = News(_("Order confirmed: %(number)s"), _("Your order of %(product)s is placed; the deposit starts the work."))


def tell_base(enquiry: Enquiry, news: News) -> None:
    """Tell all managers of the base that have an e-mail address."""
    address = partial(reverse, "desk:enquiry-detail", args=[enquiry.number])
    managers = User.objects.filter(posts__role="base_manager", posts__base=enquiry.base_id)
    for email, language in {(manager.email, manager.language) for manager in managers if manager.email}:
        _post(enquiry, news, email=email, address=address, language=language)


def tell_buyer(enquiry: Enquiry, news: News) -> None:
    """Tell the buyer, by text when she left no e-mail, with the link that lets her in without an account."""
    address = partial(reverse, "enquiries:enquiry-open", args=[enquiry.token])
    email = enquiry.email or (enquiry.buyer.email if enquiry.buyer else "")
    _post(enquiry, news, email=email or "", address=address, language=enquiry.language)


def _post(enquiry: Enquiry, news: News, *, email: str, address: partial[str], language: str) -> None:
    with override(language):
        facts = {"number": enquiry.number, "product": enquiry.product.label, "pieces": f"{enquiry.pieces:,}"}
        subject = str(news.subject) % facts
        words = f"{str(news.words) % facts}\n\n{settings.PUBLIC_ADDRESS}{address()}\n"
    notices.send(subject, words, email=email, phone=enquiry.phone.as_e164 if enquiry.phone else "")
