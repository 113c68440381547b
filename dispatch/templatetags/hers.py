"""Define template tags of a worker's own pages: addresses that keep her card, and disputes read aloud."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models import Dispute
from dispatch.views.me.her import Her

register = template.Library()


@register.simple_tag
def hers(her: Her, name: str, *what: Any) -> str:
    """Return the address of what she does, signed in or by her card."""
    return reverse(f"me:card-{name}", args=[her.card, *what]) if her.card else reverse(f"me:{name}", args=what)


@register.filter
def aloud(dispute: Dispute) -> str:
    """Return a dispute and its answer as Chinese sentences to be read out."""
    with translation.override("zh-hans"):
        said = _("You said: %(said)s.") % {"said": dispute.said}
        if dispute.state == Dispute.State.OPEN:
            day = dispute.answer_by_on.strftime("%Y-%m-%d")
            return said + _("It will be answered by %(day)s.") % {"day": day}
        answer = _("The answer: you were right.") if dispute.state == Dispute.State.UPHELD else _("The answer: no.")
        if dispute.outcome:
            answer += _("You get %(amount)s yuan.") % {"amount": f"{dispute.outcome.amount:.2f}"}
        return said + answer + dispute.answer
