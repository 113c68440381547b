"""Tell applicants, managers and officers what happens to an application and to a base, each in her language."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.accounts import notices
from shop.accounts.models import User
from workshops.models import Application, Base, Place, Post

Words = str | Promise
COUNTY, ASSOCIATION = Post.Role.COUNTY_OFFICER, Post.Role.ASSOCIATION_OFFICER
SUBMITTED = _("Application to join: %(name)s")
RECEIVED = _("The application of %(name)s has arrived. An officer of the county looks at it next.")
TO_COUNTY = _("%(name)s in %(place)s applies to join as a base. Please look at the application.")
TO_ASSOCIATION = _("The county has approved the application of %(name)s in %(place)s. Please look at it.")
COUNTY_APPROVED = _("The county has approved your application for %(name)s. The association looks at it next.")
SENT_BACK = _("Your application for %(name)s was returned: %(reason)s Correct it and send it again.")
REJECTED = _("Your application for %(name)s was rejected: %(reason)s")
WITHDRAWN = _("%(name)s in %(place)s has taken its application back.")
APPROVED = _("%(name)s is a base now. Your desk is ready, and leads you to your first order step by step.")
WAS_APPROVED = _("The association has approved %(name)s in %(place)s. It is a base now.")
WAS_REJECTED = _("The application of %(name)s in %(place)s was rejected: %(reason)s")
WAS_SENT_BACK = _("The application of %(name)s in %(place)s was returned to the applicant: %(reason)s")
OPENED = _("%(name)s is open for orders.")
SUSPENDED = _("%(name)s is suspended: %(reason)s Its goods are not sold for now. Its open orders go on.")
RESUMED = _("The suspension of %(name)s has ended.")
LEFT = _("%(name)s has left: %(reason)s Its goods are no longer sold. Its open orders go on.")


def officers(role: Post.Role, place: Place) -> QuerySet[User]:
    """Return the officers with this role who serve a place."""
    return User.objects.filter(is_active=True, posts__role=role, posts__place__in=place.path).distinct()


def first_reviewers(place: Place) -> QuerySet[User]:
    """Return who looks at an application first: the county's officers or, where it has none, the association's."""
    of_county = officers(COUNTY, place)
    return of_county if of_county.exists() else officers(ASSOCIATION, place)


def managers(base: Base) -> QuerySet[User]:
    """Return the managers of a base."""
    return User.objects.filter(posts__base=base, posts__role=Post.Role.BASE_MANAGER).distinct()


def overseers(base: Base) -> QuerySet[User]:
    """Return the officers of the county and of the association who serve a base's place."""
    return officers(COUNTY, base.place) | officers(ASSOCIATION, base.place)


def of_application(application: Application, people: Iterable[User], words: Words, *, event: str) -> None:
    """Tell people what happened to an application, with the way to the page on which each of them sees it."""
    for person in people:
        hers = person.pk == application.applicant_id
        to = "workshops:application" if hers else "federation:application"
        _tell(
            person,
            f"{event}:{application.pk}",
            SUBMITTED,
            words,
            _about(application),
            reverse(to, args=[application.pk]),
        )


def of_base(base: Base, people: Iterable[User], words: Words, *, event: str, to: str = "desk:home") -> None:
    """Tell people what happened to a base."""
    about = {"name": base.label, "place": base.place.label, "reason": base.state_reason}
    link = reverse(to, args=[base.slug] if to == "federation:base" else [])
    for person in people:
        _tell(person, f"{event}:{base.pk}", words, words, about, link)


def _about(application: Application) -> dict[str, Any]:
    place = application.place.label if application.place else ""
    return {"name": application.label, "place": place, "reason": application.reason}


def _tell(person: User, event: str, subject: Words, words: Words, about: dict[str, Any], link: str) -> None:
    with override(person.language):
        notices.send(event, str(subject) % about, str(words) % about, user=person, link=link)
