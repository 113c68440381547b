"""Set the craft that a county, a town or a village is known for: one village, one product."""

from django.db import transaction

from shop.accounts.models import User
from shop.refusing import NotYours
from workshops.journal import Verb, record
from workshops.models import Craft, Place
from workshops.reach import served_by


@transaction.atomic
def set_main_craft(place: Place, *, craft: Craft | None, by: User) -> Place:
    """Name the main craft of a place, or none. A retry changes nothing. Raises NotYours."""
    if not served_by(by).filter(pk=place.pk).exists():
        raise NotYours
    held = Place.objects.select_for_update(of=["self"]).select_related("main_craft").get(pk=place.pk)
    if held.main_craft != craft:
        before, held.main_craft = held.main_craft, craft
        held.save(update_fields=["main_craft"])
        record(Verb.SET_MAIN_CRAFT, held, by=by, before=before and before.code, now=craft and craft.code)
    return held
