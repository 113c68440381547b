"""Delete phone numbers that somebody typed and nobody verified."""

from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shop.accounts.models import User

KEPT = timedelta(days=1)


def never_proven() -> "QuerySet[User]":
    """Return users created by typing a phone that no code ever verified, a day old and otherwise unused."""
    found = User.objects.filter(
        date_joined__lt=timezone.now() - KEPT, phone_verified_at=None, last_login=None, email=None,
        is_staff=False, first_name="", last_name="", password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )  # fmt: skip
    for link in User._meta.related_objects:  # a worker, a lead, a buyer: whoever anything points to stays
        pointing = link.related_model._default_manager.filter(**{link.field.name: OuterRef("pk")})
        found = found.exclude(Exists(pointing))
    return found


def forget() -> int:
    """Delete them and return how many there were."""
    return never_proven().delete()[1].get(User._meta.label, 0)
