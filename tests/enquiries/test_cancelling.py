"""Test how an order ends: by its buyer, its base or unpaid, with its money by one rule and everybody told."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from dispatch.models import WorkOrder
from shop.accounts.models import Notice
from shop.checkout import tasks
from shop.enquiries import agreeing
from shop.enquiries.models import Quote
from shop.order import cancelling
from shop.order.errors import WorkBegun
from shop.order.models import Order
from shop.payments.models import Refund, RefundRequest
from tests.dispatch.lots import made
from tests.dispatch.ordering import lot
from tests.payments.orders import order_of, pay
from tests.personas import Prefecture, in_days
from tests.reading import read, words

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEPOSIT = Decimal("107253.02")


@pytest.fixture
def agreed(quote: Quote, address: Any, prefecture: Prefecture) -> Any:
    """Return Anna's order of 5,000 baskets with its deposit paid."""
    order = agreeing.accept(quote, address=address, by=prefecture.anna)
    pay(order, prefecture.tai)
    order.refresh_from_db()
    assert order.status == "in_production"
    return order


def form_of(client: Client, page: str, **said: str) -> dict[str, str]:
    answer: Any = client.get(page)
    return {"key": answer.context["form"]["key"].value(), "words": "", **said}


def test_the_buyer_gets_her_deposit_back_before_work_begins(
    agreed: Any, prefecture: Prefecture, signed_in: Any, at_once: Any
) -> None:
    anna, page = signed_in(prefecture.anna), f"/orders/{agreed.number}/cancel/"
    assert page in anna.get(f"/orders/{agreed.number}/").content.decode()
    assert "¥107,253.02" in words(read(anna, page).select_one("main"))
    with at_once():
        anna.post(page, form_of(anna, page, words="展会取消了"))
    agreed.refresh_from_db()
    assert (agreed.status, agreed.cancellation.reason, agreed.enquiry.state) == ("cancelled", "buyer", "cancelled")
    assert agreed.cancellation.words == "展会取消了"
    assert Refund.objects.get().amount == DEPOSIT, "what the rule gives back waits for nobody"
    assert WorkOrder.objects.get().state == WorkOrder.State.STOPPED
    told = {address for each in mail.outbox for address in each.to}
    assert {"anna@example.org", "mei@example.org"} <= told
    assert "¥107,253.02 goes back to you" in words(read(anna, f"/orders/{agreed.number}/").select_one("main"))


def begin(prefecture: Prefecture, order: Any) -> None:
    """Let Xiuying make and hand in 100 baskets, both operations, all accepted."""
    given = lot(prefecture, WorkOrder.objects.get(line__order=order), prefecture.stations["liuzhuang"], 200)
    given.state = given.State.ACCEPTED
    given.accepted_at = timezone.now()
    given.save()
    for step in (1, 2):
        made(prefecture, given, "xiuying", 100, step=step)


def test_after_work_began_the_buyer_asks_the_base_and_what_is_made_is_kept(
    agreed: Any, prefecture: Prefecture, signed_in: Any
) -> None:
    begin(prefecture, agreed)
    terms = cancelling.terms_of(agreed)
    assert (terms.made, terms.kept) == (100, Decimal("7133.00")), "100 baskets at 71.33"
    assert terms.back == DEPOSIT - Decimal("7133.00")
    with pytest.raises(WorkBegun):
        cancelling.cancel(agreed, reason="buyer", by=prefecture.anna)
    anna = signed_in(prefecture.anna)
    assert f"/orders/{agreed.number}/cancel/" not in anna.get(f"/orders/{agreed.number}/").content.decode()
    mei, page = signed_in(prefecture.mei), f"/desk/enquiries/{agreed.enquiry.number}/cancel/"
    shown = words(read(mei, page).select_one("main"))
    assert "100 pieces are made" in shown and "¥7,133.00" in shown and "¥100,120.02" in shown
    mei.post(page, form_of(mei, page, words="买家改了计划", message="欢迎再来"))
    agreed.refresh_from_db()
    assert (agreed.status, agreed.cancellation.kept) == ("cancelled", Decimal("7133.00"))
    asked = RefundRequest.objects.get()
    assert (asked.state, asked.amount, asked.by) == ("waiting", terms.back, prefecture.mei)
    assert not Refund.objects.exists()


def test_the_base_may_give_everything_back(agreed: Any, prefecture: Prefecture, signed_in: Any, settings: Any) -> None:
    settings.REFUND_LIMIT = Decimal(200000)
    begin(prefecture, agreed)
    mei, page = signed_in(prefecture.mei), f"/desk/enquiries/{agreed.enquiry.number}/cancel/"
    mei.post(page, form_of(mei, page, words="没有料了", all_back="all"))
    assert Refund.objects.get().amount == DEPOSIT


def test_another_base_cancels_nothing(agreed: Any, prefecture: Prefecture, signed_in: Any) -> None:
    page = f"/desk/enquiries/{agreed.enquiry.number}/cancel/"
    assert signed_in(prefecture.otto).post(page, {"words": "x"}).status_code == 404
    assert signed_in(prefecture.ben).post(f"/orders/{agreed.number}/cancel/", {}).status_code == 404
    agreed.refresh_from_db()
    assert agreed.status == "in_production"


def test_cancelled_twice_gives_back_once(agreed: Any, prefecture: Prefecture) -> None:
    first = cancelling.cancel(agreed, reason="buyer", by=prefecture.anna)
    assert cancelling.cancel(agreed, reason="shop", by=prefecture.tai) == first
    assert Refund.objects.count() == 1


def test_an_unpaid_order_counts_down_reminds_says_why_and_can_be_ordered_again(
    prefecture: Prefecture, signed_in: Any
) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    anna, page = signed_in(prefecture.anna), f"/orders/{order.number}/"
    part = order.instalments.get()
    for shown in (page, f"/payments/{part.pk}/{order.verification_hash()}/"):
        timer = read(anna, shown).select_one("[data-countdown]")
        assert timer and datetime.fromisoformat(str(timer["data-countdown"])) == order.date_placed + timedelta(
            minutes=30
        )
    for minutes in (19, 21, 22, 31):
        Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(minutes=minutes))
        tasks.release_unpaid()
        reminders = Notice.objects.filter(event=f"order-unpaid:{order.pk}", user=prefecture.anna)
        assert reminders.count() == (minutes > 20)
    order.refresh_from_db()
    assert order.status == "cancelled"
    shown = read(anna, page)
    assert "It was not paid in time" in words(shown.select_one("main"))
    again: Any = anna.post(f"{page}again/", follow=True)
    assert "¥384.00" in again.content.decode()


def test_a_cancelled_order_shows_the_day_on_which_it_was_cancelled(prefecture: Prefecture, signed_in: Any) -> None:
    with time_machine.travel(datetime(2026, 11, 1, 7, 30, tzinfo=SHANGHAI), tick=False):
        order = order_of(prefecture.anna, prefecture.products["basket"], agreed_on=in_days(20))
    with time_machine.travel(datetime(2026, 11, 5, 7, 30, tzinfo=SHANGHAI), tick=False):
        cancelling.cancel(order, reason="buyer", by=prefecture.anna)
        page = words(read(signed_in(prefecture.anna), f"/orders/{order.number}/").select_one("main"))
    assert "2026-11-05" in page and "2026-10-31" not in page
