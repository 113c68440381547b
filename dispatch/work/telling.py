"""Tell the base, the leads, the workers and the buyer what becomes of lots and work orders."""

from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dispatch.models import Assignment, Lot, ShortDelivery, WorkOrder
from shop.accounts import notices
from shop.accounts.models import User
from shop.words import plain
from workshops.models import JournalEntry, Post, Station, Worker


class News(NamedTuple):
    """A notice: its name, its subject and its sentence, with placeholders for the facts of a lot or a work order."""

    name: str
    subject: str | Promise
    words: str | Promise


DECLINED = News(
    "lot-declined", _("Lot %(number)s declined"), _("%(station)s declined %(pieces)s pieces of %(product)s: %(reason)s")
)
RECALLED = News(
    "lot-recalled",
    _("Lot %(number)s taken back"),
    _("The base has taken back %(pieces)s pieces of %(product)s (%(reason)s). Send back the materials that you have."),
)
STOPPED = News(
    "lot-stopped",
    _("Lot %(number)s stopped"),
    _(
        "Hand out nothing more of %(product)s (%(reason)s). What is in hands can be handed in until %(day)s and is "
        "inspected and paid. Send back the materials that are left."
    ),
)
IN_HAND = News(
    "work-stopped",
    _("Your work was stopped"),
    _("Hand in what you have made of %(product)s by %(day)s: it is paid. What is not made is counted back then."),
)
COUNTED_BACK = News(
    "pieces-counted-back",
    _("Pieces counted back"),
    _("%(pieces)s pieces of %(product)s that were not handed in are counted back."),
)
SHORTENED = News(
    "lot-shortened",
    _("Lot %(number)s made smaller"),
    _("%(pieces)s pieces of %(product)s go back to planning (%(reason)s). Send back the materials you do not need."),
)
GIVEN_BACK = News(
    "lot-given-back",
    _("Lot %(number)s made smaller"),
    _("%(station)s gave back %(pieces)s pieces of %(product)s: %(reason)s"),
)
NEW_LOT = News(
    "lot-moved-here",
    _("New lot %(number)s"),
    _("Your station is asked to make %(pieces)s pieces of %(product)s by %(day)s."),
)
DAY_ASKED = News(
    "day-asked", _("New day for lot %(number)s?"), _("You are asked to agree to %(day)s for %(product)s: %(reason)s")
)
DAY_AGREED = News(
    "day-agreed", _("New day for lot %(number)s"), _("%(product)s is now due on %(day)s: the other side agreed.")
)
DAY_DECLINED = News(
    "day-declined", _("No new day for lot %(number)s"), _("%(product)s stays due on %(due)s: %(day)s was declined.")
)
ORDER_STOPPED = News(
    "work-order-stopped",
    _("Work order %(number)s stopped"),
    _("%(pieces)s pieces of %(product)s are no longer made (%(reason)s). Lots not begun are recalled."),
)
BUYER_TOLD = News(
    "making-stopped",
    _("The making of order %(number)s was stopped"),
    _("The base had to stop making %(product)s (%(reason)s). It will speak with you about the rest of your order."),
)

SHORT_DELIVERY = News(
    "short-delivery",
    _("Material is missing at %(station)s"),
    _("%(missing)s of %(material)s did not come with lot %(number)s (%(product)s). %(words)s"),
)
SHORT_ANSWERED = News(
    "short-delivery-answered",
    _("What is missing from lot %(number)s"),
    _("The base has looked for %(missing)s of %(material)s: %(outcome)s. %(words)s"),
)


def tell_base_of_decline(lot: Lot) -> None:
    """Tell the managers of the base that a station declined a lot."""
    _tell(_managers(lot.work_order), DECLINED, lot, at_desk=True)


def tell_of_recall(lot: Lot) -> None:
    """Tell the leads of a station that the base took a lot back."""
    _tell(_leads(lot), RECALLED, lot)


def tell_of_stop(lot: Lot) -> None:
    """Tell the leads, and each worker who has pieces, until when pieces of a stopped lot can be handed in."""
    _tell(_leads(lot), STOPPED, lot, day=lot.hand_in_by_on)
    held = Assignment.objects.unfinished().filter(lot_operation__lot=lot)
    for worker in Worker.objects.filter(pk__in=held.values("worker")).select_related("user").order_by("pk"):
        _tell_worker(worker, IN_HAND, lot, day=lot.hand_in_by_on)


def tell_of_counting_back(lot: Lot, assignment: Assignment, pieces: int) -> None:
    """Tell a worker that pieces which she did not hand in were counted back."""
    _tell_worker(assignment.worker, COUNTED_BACK, lot, once=assignment.pk, pieces=pieces)


def tell_of_shortening(lot: Lot, pieces: int, *, entry: JournalEntry, as_base: bool) -> None:
    """Tell the other side that pieces of a lot go back to planning."""
    people, news = (_leads(lot), SHORTENED) if as_base else (_managers(lot.work_order), GIVEN_BACK)
    _tell(people, news, lot, at_desk=not as_base, once=entry.pk, pieces=pieces, reason=entry.data["reason"])


def tell_of_new_lot(lot: Lot) -> None:
    """Tell the leads of a station that a lot was moved to them."""
    _tell(_leads(lot), NEW_LOT, lot, day=lot.due_on)


def tell_of_proposed_day(lot: Lot, *, entry: JournalEntry) -> None:
    """Tell the other side that a new day is asked for."""
    people = _leads(lot) if lot.asked_by_base else _managers(lot.work_order)
    facts = {"day": lot.asked_due_on, "reason": lot.asked_because}
    _tell(people, DAY_ASKED, lot, at_desk=not lot.asked_by_base, once=entry.pk, **facts)


def tell_of_answered_day(lot: Lot, day: date, *, entry: JournalEntry, agreed: bool) -> None:
    """Tell the side that asked for a new day what the other side answered."""
    people, news = (
        _managers(lot.work_order) if lot.asked_by_base else _leads(lot),
        DAY_AGREED if agreed else DAY_DECLINED,
    )
    _tell(people, news, lot, at_desk=lot.asked_by_base, once=entry.pk, day=day)


def tell_base_of_short_delivery(short: ShortDelivery, lot: Lot) -> None:
    """Tell the managers of the base that material which it sent did not come."""
    _tell(_managers(lot.work_order), SHORT_DELIVERY, lot, at_desk=True, once=short.pk, **_missing(short, short.words))


def tell_of_short_delivery(short: ShortDelivery, lot: Lot) -> None:
    """Tell the leads of a station what the base found out about the material that did not come."""
    facts = _missing(short, short.answer) | {"outcome": ShortDelivery.Outcome(short.outcome).label}
    _tell(_leads(lot), SHORT_ANSWERED, lot, once=short.pk, **facts)


def _missing(short: ShortDelivery, words: str) -> dict[str, Any]:
    material = short.line.material
    return {"missing": f"{plain(short.quantity)} {material.unit}", "material": material.name, "words": words}


def tell_base_of_stop(order: WorkOrder) -> None:
    """Tell the managers of the base that a work order is stopped."""
    facts = {"number": order.number, "pieces": order.cancelled, "reason": order.stop_reason}
    for user in _managers(order):
        link = reverse("desk:order-detail", args=[order.number])
        _send(ORDER_STOPPED, order, facts, user=user, language=user.language, link=link)


def tell_buyer_of_stop(order: WorkOrder) -> None:
    """Tell a buyer who has an account that the base stopped a work order of hers."""
    bought = order.line.order
    if bought.user:
        facts = {"number": bought.number, "reason": order.stop_reason}
        link = reverse("orders:order-detail", args=[bought.number])
        _send(BUYER_TOLD, order, facts, user=bought.user, language=bought.user.language, link=link)


def _leads(lot: Lot) -> QuerySet[User]:
    return User.objects.filter(posts__role=Post.Role.STATION_LEAD, posts__station=lot.station_id).distinct()


def _managers(order: WorkOrder) -> QuerySet[User]:
    return User.objects.filter(posts__role=Post.Role.BASE_MANAGER, posts__base=order.base_id).distinct()


def _tell(
    people: QuerySet[User], news: News, lot: Lot, *, at_desk: bool = False, once: object = "", **more: Any
) -> None:
    link = reverse("desk:lot-detail", args=[lot.number]) if at_desk else reverse("station:lot", args=[lot.token])
    for user in people:
        _send(
            news,
            lot.work_order,
            _facts(lot, more),
            user=user,
            language=user.language,
            link=link,
            once=f"{lot.pk}-{once}",
        )


def _tell_worker(worker: Worker, news: News, lot: Lot, *, once: object = "", **more: Any) -> None:
    """Tell a worker by her account, or by text where she has only a phone."""
    to: dict[str, Any] = {"user": worker.user, "language": worker.user.language} if worker.user else {}
    phone = worker.phone.as_e164 if worker.phone and not worker.user else ""
    facts, once = _facts(lot, more), f"{lot.pk}-{worker.pk}-{once}"
    _send(news, lot.work_order, facts, phone=phone, link=reverse("me:home"), once=once, **to)


def _facts(lot: Lot, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "station": lot.station,
        "number": lot.number,
        "pieces": lot.pieces,
        "due": lot.due_on,
        "reason": lot.decline_reason,
        **more,
    }


def _send(
    news: News, order: WorkOrder, facts: dict[str, Any], *, link: str, user: User | None = None, phone: str = "",
    language: str = settings.LANGUAGE_CODE, once: object = "",
) -> None:  # fmt: skip
    with override(language):
        shown = {name: _shown(each) for name, each in facts.items()}
        shown["product"] = order.sheet.product.label
        subject, words = str(news.subject) % shown, str(news.words) % shown
        event = f"{news.name}:{order.pk}:{once}"
        notices.send(event, subject, words, user=user, phone=phone, link=link)


def _shown(value: object) -> object:
    """Return a fact in the reader's language."""
    if isinstance(value, date):
        return formats.date_format(value)
    if isinstance(value, Station):
        return value.label
    return _now(value) if isinstance(value, str) and value else value  # a reason that the site itself gave
