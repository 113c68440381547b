"""Tell a worker by text what somebody else wrote or decided about her."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from workshops.models import Worker


class News(NamedTuple):
    """Words of a notice with placeholders, translated when they are sent."""

    subject: str | Promise
    words: str | Promise


def tell_worker(worker: Worker, event: str, news: News, **about: object) -> None:
    """Tell a worker on her own page, and by text where she has a phone. `event` is a stable key of what happened."""
    user, phone = worker.user, worker.phone.as_e164 if worker.phone else ""
    with override(user.language if user else settings.LANGUAGE_CODE):
        subject, words = str(news.subject) % about, str(news.words) % about
        notices.send(event, subject, words, user=user, phone=phone, link=reverse("me:home") if user else "")


def tell_person(person: User, event: str, news: News, *, link: str, **about: object) -> None:
    """Tell somebody who signs in. `link`: name of the address where she looks into it."""
    with override(person.language):
        subject, words = str(news.subject) % about, str(news.words) % about
        notices.send(event, subject, words, user=person, link=reverse(link))
