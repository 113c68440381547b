"""Show how far an application is and what happened to it, to the applicant and to officers alike."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.journal import Verb
from workshops.models import Application, JournalEntry

State = Application.State
REACHED = {State.DRAFT: 0, State.RETURNED: 0, State.SUBMITTED: 1, State.ENDORSED: 2, State.APPROVED: 4}


def progress(application: Application) -> list[dict[str, Any]]:
    """Return the steps of an application on its way, as the component `steps` shows them. An ended one has none."""
    now = REACHED.get(State(application.state))
    if now is None:
        return []
    labels = [_("Write"), _("County"), _("Association"), _("Base")]
    return [
        {"label": label, "state": "done" if number < now else "now" if number == now else "next"}
        for number, label in enumerate(labels)
    ]


def trail(application: Application) -> list[dict[str, Any]]:
    """Return what happened to an application, the latest first, as the component `timeline` shows it."""
    about = Q(thing="application", thing_id=application.pk)
    if application.base_id:
        verbs = [Verb.OPEN_BASE, Verb.SUSPEND_BASE, Verb.RESUME_BASE, Verb.LEAVE]
        about |= Q(thing="base", thing_id=application.base_id, verb__in=verbs)
    return [
        {
            "at": date_format(timezone.localtime(entry.at), "DATETIME_FORMAT"),
            "text": entry.get_verb_display(),
            "note": entry.data.get("reason", ""),
        }
        for entry in JournalEntry.objects.filter(about)
    ]
