"""Tell a record's history from the journal, in the reader's language."""

from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.journal import Verb
from workshops.models import JournalEntry

SENTENCES: dict[str, Promise] = {
    Verb.ISSUE_LOT: gettext_lazy("Issued to the station: %(pieces)s pieces"),
    Verb.ACCEPT_LOT: gettext_lazy("Accepted by the station"),
    Verb.DECLINE_LOT: gettext_lazy("Declined: %(reason)s"),
    Verb.RECALL_LOT: gettext_lazy("Taken back: %(reason)s"),
    Verb.TAKE_REST_BACK: gettext_lazy("%(pieces)s pieces taken back to planning: %(reason)s"),
    Verb.MOVE_LOT: gettext_lazy("%(pieces)s pieces moved to lot %(to)s"),
    Verb.PROPOSE_DAY: gettext_lazy("%(day)s proposed instead of %(before)s: %(reason)s"),
    Verb.AGREE_DAY: gettext_lazy("%(day)s agreed instead of %(before)s"),
    Verb.DECLINE_DAY: gettext_lazy("%(day)s declined"),
    Verb.STOP_LOT: gettext_lazy("Stopped: %(reason)s"),
    Verb.END_LOT: gettext_lazy("Ended with %(made)s pieces made"),
    Verb.STOP_WORK_ORDER: gettext_lazy("Stopped: %(reason)s"),
    Verb.RECEIVE: gettext_lazy("%(pieces)s pieces received at the base"),
}


def history(thing: Model) -> list[dict[str, Any]]:
    """List the journal entries of a record that readers care for, the oldest first, as items of a timeline."""
    rows = JournalEntry.objects.filter(thing=thing._meta.model_name, thing_id=thing.pk, verb__in=SENTENCES)
    return [
        {
            "at": f"{localtime(row.at):%Y-%m-%d %H:%M}",
            "text": str(SENTENCES[row.verb]) % row.data,
            "note": str(row.by) if row.by else _("the site"),
        }
        for row in rows.select_related("by").order_by("pk")
    ]
