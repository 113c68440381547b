"""Change what a base's page says and shows, by the base itself."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.files.base import File
from django.db import transaction

from shop.accounts.models import User
from workshops.errors import TooManyPictures
from workshops.journal import Verb, record
from workshops.models import Base, BasePicture
from workshops.reach import must_manage

MOST_PICTURES = 12


@transaction.atomic
def change(
    base: Base, said: dict[str, Any], *, pictures: Iterable[File[bytes]] = (),
    without: Collection[BasePicture] = (), by: User,
) -> Base:  # fmt: skip
    """Change a base's page: `said` by the names of the fields. Adds `pictures` and removes those in `without`.

    Raises NotYours, TooManyPictures.
    """
    must_manage(base.pk, by)
    held = Base.objects.select_for_update(of=["self"], no_key=True).get(pk=base.pk)
    held.pictures.filter(pk__in=[one.pk for one in without]).delete()
    added = [BasePicture(base=held, picture=picture) for picture in pictures]
    if held.pictures.count() + len(added) > MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    for one in added:
        one.save()
    for field, value in said.items():
        setattr(held, field, value)
    held.save(update_fields=[*said])
    record(Verb.CHANGE_PAGE, held, by=by, base=held, fields=sorted(said), added=len(added), removed=len(without))
    return held
