"""Record deeds in the journal, each in its own transaction."""

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from shop.accounts.models import User
from shop.pages.versions import Change
from workshops.models import Base, JournalEntry, Station

Verb = JournalEntry.Verb


def record(
    verb: Verb, thing: Model, *, by: User | None, base: Base | None = None, station: Station | None = None, **data: Any
) -> JournalEntry:
    """Write a journal entry about `thing`, the row that the deed was done to, with further facts in `data`.

    Decimals, dates and instants in `data` are stored as text. `by` is None when the site itself acted.
    """
    return JournalEntry.objects.create(
        verb=verb,
        thing=thing._meta.model_name or "",
        thing_id=thing.pk,
        base=base,
        station=station,
        data=json.loads(DjangoJSONEncoder().encode(data)),
        by=by,
    )


def last(*verbs: Verb, of: Callable[[Any], "QuerySet[Any]"] | None = None) -> Callable[[Model], Change | None]:
    """Return what finds the latest of these deeds to a row, or to the rows `of` it: who did it, and when."""

    def find(thing: Model) -> Change | None:
        things = of(thing) if of else type(thing)._base_manager.filter(pk=thing.pk)
        entries = JournalEntry.objects.filter(verb__in=verbs, thing=things.model._meta.model_name)
        entry = entries.filter(thing_id__in=things.values_list("pk")).select_related("by").first()
        return Change(entry.by, entry.at) if entry else None

    return find
