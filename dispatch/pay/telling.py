"""Tell women what was written or answered for them, and those whose turn it is that a dispute waits."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dispatch.models import Dispute, Outlay, Payout, Payslip
from shop.accounts import notices
from shop.accounts.models import User
from workshops import phones
from workshops.models import Post

CONFIRMED_PAYSLIP = (
    _("Your payslip was confirmed for you"),
    _("Your payslip of %(base)s was confirmed for you. If you did not agree, take it back within 7 days: on your own"
      " page, or with your card."),
)  # fmt: skip
CONFIRMED_PAYOUT = (
    _("Your money was confirmed for you"),
    _("It was confirmed for you that the money of %(base)s has reached you. If it has not, take it back within 7 days:"
      " on your own page, or with your card."),
)  # fmt: skip
CONTESTED_FOR_HER = (
    _("A dispute was opened for you"),
    _("Something about your pay at %(base)s was contested for you. If you do not want that, take it back: on your own"
      " page, or with your card."),
)  # fmt: skip
RECEIVED_ADVANCE = (
    _("An advance was confirmed for you"),
    _("It was confirmed for you that the advance of %(base)s has reached you. If it has not, tell the base or the"
      " county: your next pay keeps it back."),
)  # fmt: skip
UPHELD = (
    _("You were right"),
    _("What you contested at %(base)s was answered: you were right. The answer is on your own page and on your card."),
)
REFUSED = (
    _("Your dispute was answered"),
    _("What you contested at %(base)s was answered: you were not proven right. The reason is on your own page and on"
      " your card."),
)  # fmt: skip
WAITS = (_("A dispute waits for your answer"), _("A worker contests something at %(base)s. Please answer by %(day)s."))
TAKEN_BACK = (
    _("A confirmation was taken back"),
    _("A worker has taken back that money of %(base)s reached her. Please look into it with her and her station."),
)


def tell_payslip(payslip: Payslip, entry: int) -> None:
    """Tell her that somebody confirmed her payslip for her. `entry`: of the journal."""
    phones.tell(payslip.worker, f"payslip-confirmed:{entry}", *CONFIRMED_PAYSLIP, base=payslip.period.base)


def tell_payout(payout: Payout, entry: int) -> None:
    """Tell her that somebody confirmed for her that she has the money. `entry`: of the journal."""
    phones.tell(payout.payslip.worker, f"payout-confirmed:{entry}", *CONFIRMED_PAYOUT, base=payout.payslip.period.base)


def tell_advance(outlay: Outlay) -> None:
    """Tell her that somebody confirmed for her that she has an advance."""
    phones.tell(outlay.worker, f"advance-received:{outlay.pk}", *RECEIVED_ADVANCE, base=outlay.base)


def tell_contested(dispute: Dispute) -> None:
    """Tell her that somebody opened a dispute for her."""
    phones.tell(dispute.worker, f"dispute-opened:{dispute.pk}", *CONTESTED_FOR_HER, base=dispute.base)


def tell_answer(dispute: Dispute) -> None:
    """Tell her that her dispute was answered."""
    news = UPHELD if dispute.state == Dispute.State.UPHELD else REFUSED
    phones.tell(dispute.worker, f"dispute-answered:{dispute.pk}", *news, base=dispute.base)


def tell_taken_back(payout: Payout, entry: int) -> None:
    """Tell the base's managers that she does not have the money after all. `entry`: of the journal."""
    base = payout.payslip.period.base
    for manager in User.objects.filter(posts__role=Post.Role.BASE_MANAGER, posts__base=base, is_active=True):
        _tell(manager, f"payout-taken-back:{entry}", *TAKEN_BACK, link="desk:pay", base=base)


def tell_whose_turn_it_is(dispute: Dispute) -> None:
    """Tell those who may answer a dispute at its level, and the county too where it is about a lead."""
    Role, Level = Post.Role, Dispute.Level
    here = Post.objects.filter(user__is_active=True).select_related("user")
    managers = here.filter(role=Role.BASE_MANAGER, base=dispute.base)
    above = here.filter(place__in=dispute.worker.station.place.path)
    officers = above.filter(role=Role.COUNTY_OFFICER)
    posts = {Level.STATION: managers, Level.COUNTY: officers}.get(
        Level(dispute.level), above.filter(role=Role.ASSOCIATION_OFFICER)
    )
    for post in [*posts, *(officers if dispute.level == Level.STATION and dispute.is_about_lead else [])]:
        link = "desk:pay-disputes" if post.role == Role.BASE_MANAGER else "federation:disputes"
        event = f"dispute-waits:{dispute.pk}:{dispute.level}"
        _tell(post.user, event, *WAITS, link=link, base=dispute.base, day=dispute.answer_by_on)


def _tell(person: User, event: str, subject: Promise, words: Promise, *, link: str, **about: object) -> None:
    with override(person.language):
        notices.send(event, str(subject), str(words) % about, user=person, link=reverse(link))
