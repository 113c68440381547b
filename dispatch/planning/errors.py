"""Define the refusals of the deeds on plans."""

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused


class StalePlan(Refused):
    """Orders, lots or stations have changed since the plan was made."""

    code = "stale_plan"
    words = _("Orders, lots or stations have changed since this plan was made. Run it again; your pins are kept.")


class PinsDoNotFit(Refused):
    """The pinned pieces do not fit together."""

    code = "pins_do_not_fit"
    words = _("What is pinned does not fit then. Unpin something first.")


class MoveRefused(Refused):
    """The pieces cannot be moved to that station."""

    code = "move_refused"
    words = _("That station cannot take them: it lacks the time or the certificate, or you have barred it.")
    field = "target"


class TermsTooEarly(Refused):
    """Terms count from today or later: lots that are out have theirs."""

    code = "terms_too_early"
    words = _("Terms count from today or later. Lots that are out keep theirs.")
    field = "from_on"


class NoticeTooShort(Refused):
    """A station hears of the end some time before."""

    code = "notice_too_short"
    words = _("A station is given notice %(days)s days before at least. To give no lots at once, pause.")
    field = "last_on"
    days: int
