"""Test the shop staff's screens of orders: a status, a line or a price is never typed, and the database holds them."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from oscar.core.loading import get_class

from dispatch.work import shipping
from shop.accounts.models import Notice
from shop.order import standing
from shop.order.comparing import compare_and_tell, differences
from shop.order.errors import HeldBack
from shop.order.models import Line, LinePrice, Order
from shop.payments import giving_back, transferring
from shop.payments.models import Refund, RefundRequest
from shop.payments.schedule import plan_deposit
from tests.dispatch.lots import lot_at
from tests.dispatch.ordering import bulk_order
from tests.payments.orders import order_of, pay
from tests.personas import Prefecture
from tests.reading import read, table, words

EventHandler: Any = get_class("order.processing", "EventHandler")
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    return order_of(prefecture.anna, prefecture.products["basket"], 3)


@pytest.fixture
def staff(prefecture: Prefecture, signed_in: Any) -> Client:
    client: Client = signed_in(prefecture.tai)
    return client


def page_of(order: Any) -> str:
    return reverse("dashboard:order-detail", args=[order.number])


@pytest.mark.parametrize("status", ["paid", "shipped", "cancelled", "nonsense"])
def test_no_status_is_typed_in_the_dashboard(staff: Client, order: Any, status: str) -> None:
    staff.post(page_of(order), {"order_action": "change_order_status", "new_status": status})
    chosen = {"action": "change_order_statuses", "selected_order": order.pk, "new_status": status}
    staff.post(reverse("dashboard:order-list"), chosen)
    order.refresh_from_db()
    assert order.status == "placed"
    assert mail.outbox == []
    for page in (page_of(order), reverse("dashboard:order-list")):
        assert 'name="new_status"' not in staff.get(page).content.decode()


def test_no_line_status_and_no_payment_is_typed_in_the_dashboard(staff: Client, order: Any) -> None:
    line = order.lines.get()
    chosen = {"selected_line": line.pk, f"selected_line_qty_{line.pk}": "3", "new_status": "paid", "amount": "384"}
    for action in ("change_line_statuses", "create_payment_event", "create_shipping_event"):
        staff.post(page_of(order), {"line_action": action, **chosen})
    line.refresh_from_db()
    assert (line.status, order.payment_events.count(), order.shipping_events.count()) == ("placed", 0, 0)


@pytest.mark.parametrize(
    "wrong", [{"total_incl_tax": 1}, {"shipping_incl_tax": 1}, {"number": "X"}, {"status": "nonsense"}]
)
def test_the_database_holds_an_agreed_order(order: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"quantity": 999}, {"line_price_incl_tax": 1}, {"status": "paid"}])
def test_the_database_holds_an_agreed_line(order: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(order=order).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        LinePrice.objects.filter(order=order).update(price_incl_tax=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(order=order).delete()
    line = order.lines.get()
    line.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()


@pytest.mark.parametrize("status", ["paid", "in_production", "part_shipped", "shipped", "completed"])
def test_the_database_lets_no_order_count_as_paid_or_sent_that_is_not(order: Any, status: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=status)


def test_a_paid_order_of_which_nothing_was_sent_is_not_completed(order: Any, prefecture: Prefecture) -> None:
    pay(order, prefecture.tai)
    assert order.status == "paid"
    for status in ("part_shipped", "shipped", "completed"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(status=status)


def test_an_operator_changes_no_order_in_the_admin(prefecture: Prefecture, signed_in: Any, order: Any) -> None:
    page = reverse("admin:order_order_change", args=[order.pk])
    assert signed_in(prefecture.root).get(page).status_code == 200
    assert signed_in(prefecture.root).post(page, {"status": "completed"}).status_code == 403


def test_an_order_whose_money_all_went_back_is_not_sent(staff: Client, order: Any, prefecture: Prefecture) -> None:
    pay(order, prefecture.tai)
    giving_back.ask(order, amount=order.total_incl_tax, reason="late", by=prefecture.tai)
    assert standing.is_held_back(order)
    with pytest.raises(HeldBack):
        EventHandler().send(order, {order.lines.get(): 1}, reference="SF 123")
    assert not order.shipping_events.exists()
    assert f"/sending/{order.number}/" not in staff.get("/dashboard/").content.decode()


def test_staff_give_back_two_pieces_after_a_question(staff: Client, order: Any, prefecture: Prefecture) -> None:
    pay(order, prefecture.tai)
    page = reverse("dashboard:order-refund", args=[order.number])
    line = order.lines.get()
    said = {"what": "lines", f"line_{line.pk}": "2", "reason": "damaged", "words": "篮底裂了", "message": "很抱歉"}
    key = words_of_key(staff, page)
    question = staff.post(f"/en{page}", {**said, "key": key}).content.decode()
    assert "¥256.00" in question and not Refund.objects.exists()
    staff.post(page, {**said, "key": key, "sure": "on"})
    staff.post(page, {**said, "key": key, "sure": "on"})
    refund = Refund.objects.get()
    assert (refund.amount, refund.by_hand, refund.request.lines.get().pieces) == (Decimal("256.00"), True, 2)
    assert refund.request.get_state_display() != ""
    answer = staff.post(f"/en{page}", {**said, "key": "", f"line_{line.pk}": "2", "sure": "on"})
    assert "less than or equal to 1" in answer.content.decode()


def test_a_refused_form_begins_with_a_summary_that_leads_to_its_fields(
    staff: Client, order: Any, prefecture: Prefecture
) -> None:
    pay(order, prefecture.tai)
    other = order_of(prefecture.ben, prefecture.products["basket"]).instalments.get()
    announced = transferring.announce(other, by=prefecture.ben)
    keys = {"order-refund": order.number, "order-cancel": order.number, "transfer-confirm": announced.pk}
    for name, key in keys.items():
        answer = staff.post(reverse(f"dashboard:{name}", args=[key]), {"csrfmiddlewaretoken": "sent with every form"})
        page = BeautifulSoup(answer.content, "html.parser")
        links = [str(link["href"])[1:] for link in page.select(".errors[role=alert][autofocus] li a")]
        assert len(links) >= 1, name
        assert len(links) == len(page.select("main .error-block")), name
        assert all(page.find(id=link) for link in links), name


def test_an_order_ends_without_the_pieces_that_cannot_be_sent(
    staff: Client, order: Any, prefecture: Prefecture
) -> None:
    """One basket of three was sent and the others cannot be: their money goes back, and the order is completed."""
    pay(order, prefecture.tai)
    line = order.lines.get()
    EventHandler().send(order, {line: 1}, reference="SF 123")
    page = reverse("dashboard:order-refund", args=[order.number])
    said = {"reason": "not_sent", "words": "受潮了", "message": "", "sure": "on", "key": words_of_key(staff, page)}
    answer = staff.post(page, said | {"what": "part", "amount": "10"})
    assert "请写明哪一行有几件不能再发货。" in answer.content.decode()
    answer = staff.post(page, said | {"what": "lines", f"line_{line.pk}": "3"})
    assert "2 件" in answer.content.decode() and not Refund.objects.exists()
    assert shipping.ready_to_ship(order) == {line: 2}
    staff.post(page, said | {"what": "lines", f"line_{line.pk}": "2"})
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount) == ("completed", Decimal("256.00"))
    assert shipping.ready_to_ship(order) == {}


@pytest.mark.parametrize(
    ("given_up", "balance", "back"), [(40, "2280.00", "0"), (70, "0.00", "0"), (90, "0.00", "1520.00")]
)
def test_a_balance_that_is_not_paid_shrinks_by_the_pieces_that_cannot_be_sent(
    staff: Client, prefecture: Prefecture, given_up: int, balance: str, back: str, settings: Any
) -> None:
    """Of a hundred pieces at 76 with a deposit of 30 % some are given up before the balance is paid."""
    settings.REFUND_LIMIT = Decimal(100_000)
    order = bulk_order(prefecture)
    deposit, rest = plan_deposit(order, Decimal("0.3"))
    pay(order, prefecture.tai)
    announced = transferring.announce(rest, by=prefecture.anna)
    line, page = order.lines.get(), reverse("dashboard:order-refund", args=[order.number])
    said = {"what": "lines", f"line_{line.pk}": str(given_up), "reason": "not_sent", "words": "虫蛀了"}
    said |= {"key": words_of_key(staff, page)}
    off = Decimal(given_up * 76) - Decimal(back)
    assert f"¥{off:,.2f}" in words(BeautifulSoup(staff.post(page, said).content, "html.parser").select_one("main"))
    staff.post(page, said | {"sure": "on"})
    staff.post(page, said | {"sure": "on"})
    rest.refresh_from_db()
    announced.refresh_from_db()
    assert f"{rest.amount}" == balance
    assert rest.is_paid == (balance == "0.00")
    assert announced.state == ("cancelled" if rest.is_paid else "started")
    assert f"{announced.amount}" == balance or rest.is_paid
    assert sum(refund.amount for refund in Refund.objects.all()) == Decimal(back)
    assert giving_back.left_of(order) == deposit.amount - Decimal(back)
    told = Notice.objects.filter(event__startswith="refund:").get(user=prefecture.anna)
    assert f"¥{off:,.2f}" in told.words


def test_an_order_is_complete_with_what_was_sent_when_the_rest_and_its_balance_are_given_up(
    prefecture: Prefecture, settings: Any
) -> None:
    settings.REFUND_LIMIT = Decimal(100_000)
    order = bulk_order(prefecture)
    plan_deposit(order, Decimal("0.3"))
    pay(order, prefecture.tai)
    line = order.lines.get()
    EventHandler().send(order, {line: 30}, reference="SF 123")
    giving_back.ask(order, lines={line: 70}, reason="not_sent", by=prefecture.tai)
    order.refresh_from_db()
    assert order.status == "completed"
    assert not Refund.objects.exists()
    assert [each for each in differences() if each.number == order.number and "sent" in str(each.words)] == []


def words_of_key(client: Client, page: str) -> str:
    answer: Any = client.get(page)
    return str(answer.context["form"]["key"].value())


def test_more_than_the_limit_waits_for_a_second_person(
    staff: Client, prefecture: Prefecture, signed_in: Any, settings: Any
) -> None:
    settings.REFUND_LIMIT = Decimal(100)
    order = order_of(prefecture.anna, prefecture.products["basket"])
    pay(order, prefecture.tai)
    page = reverse("dashboard:order-refund", args=[order.number])
    said = {"what": "part", "amount": "60", "reason": "late", "words": "迟了一周", "sure": "on"}
    for _ in range(2):
        staff.post(page, {**said, "key": words_of_key(staff, page)})
    first, second = RefundRequest.objects.all()
    assert (first.state, second.state) == ("released", "waiting")
    decide = reverse("dashboard:refund-decide", args=[second.pk])
    staff.post(decide, {"release": ""})
    second.refresh_from_db()
    assert second.state == "waiting"
    assert "second person" in words(read(staff, decide).select_one("main"))
    root = signed_in(prefecture.root)
    assert second.order.number in words(read(root, reverse("dashboard:index")).select_one("main"))
    root.post(decide, {"release": ""})
    second.refresh_from_db()
    assert (second.state, second.decided_by) == ("released", prefecture.root)
    assert sum(refund.amount for refund in Refund.objects.all()) == 120


def test_a_declined_refund_gives_nothing_back(prefecture: Prefecture, signed_in: Any, settings: Any) -> None:
    settings.REFUND_LIMIT = Decimal(100)
    order = order_of(prefecture.anna, prefecture.products["basket"])
    pay(order, prefecture.tai)
    asked = giving_back.ask(order, amount=Decimal("128.00"), reason="goodwill", by=prefecture.tai)
    signed_in(prefecture.root).post(reverse("dashboard:refund-decide", args=[asked.pk]), {"decline": ""})
    assert not Refund.objects.exists()
    assert giving_back.left_of(order) == 128


def test_staff_cancel_a_paid_order_and_see_what_becomes_of_the_money(
    staff: Client, order: Any, prefecture: Prefecture, at_once: Any
) -> None:
    pay(order, prefecture.tai)
    page = reverse("dashboard:order-cancel", args=[order.number])
    assert "¥384.00" in words(read(staff, page).select_one("main"))
    said = {"words": "断货", "message": "对不起", "key": words_of_key(staff, page)}
    with at_once():
        staff.post(page, {**said, "words": ""})
        assert not Refund.objects.exists()
        staff.post(page, said)
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Refund.objects.get().amount == Decimal("384.00")
    told = mail.outbox[-1]
    assert told.to == ["anna@example.org"] and "384.00" in told.body and "对不起" in told.body
    assert prefecture.products["basket"].stockrecords.get().num_allocated == 0


def test_a_sent_order_cannot_be_cancelled(staff: Client, order: Any, prefecture: Prefecture) -> None:
    pay(order, prefecture.tai)
    assert f"/sending/{order.number}/" in staff.get("/dashboard/").content.decode()
    EventHandler().send(order, {order.lines.get(): 3}, reference="SF 123")
    standing.follow(order)
    staff.post(reverse("dashboard:order-cancel", args=[order.number]), {"words": "x"})
    order.refresh_from_db()
    assert order.status == "completed"


def test_less_than_was_due_came_by_transfer(staff: Client, order: Any, prefecture: Prefecture, at_once: Any) -> None:
    payment = transferring.announce(order.instalments.get(), by=prefecture.anna)
    page = reverse("dashboard:transfer-confirm", args=[payment.pk])
    with at_once():
        staff.post(page, {"amount": "300.00", "reference": "ICBC-9", "key": words_of_key(staff, page)})
    part = order.instalments.get()
    order.refresh_from_db()
    assert (part.paid, order.status) == (Decimal("300.00"), "placed")
    assert any("¥300.00" in each.body and each.to == ["anna@example.org"] for each in mail.outbox)
    home = words(read(staff, reverse("dashboard:index")).select_one("main"))
    assert "Too little or too much came" in home and "¥300.00 of ¥384.00" in home


def test_each_sees_only_what_she_may_do(prefecture: Prefecture, signed_in: Any, order: Any) -> None:
    """Ben may read orders and reviews, and nothing else."""
    prefecture.ben.is_staff = True
    prefecture.ben.save()
    rights = ("view_order", "view_productreview", "change_productreview")
    prefecture.ben.user_permissions.set(Permission.objects.filter(codename__in=rights))
    transferring.announce(order.instalments.get(), by=prefecture.anna)
    assert order.number in words(read(signed_in(prefecture.tai), "/dashboard/").select_one("main"))
    ben = signed_in(prefecture.ben)
    home = words(read(ben, "/dashboard/").select_one("main"))
    assert "Reviews to look at" in home and "Transfers" not in home and order.number not in home
    for name in ("order-cancel", "order-refund"):
        assert ben.get(reverse(f"dashboard:{name}", args=[order.number])).status_code == 403
    assert ben.post(page_of(order), {"order_action": "save_note", "message": "x"}).status_code == 403


def test_a_bulk_orders_difference_from_money_and_work_is_listed_and_told(
    prefecture: Prefecture, signed_in: Any, order: Any, at_once: Any
) -> None:
    page = "/dashboard/orders/differences/"
    staff = signed_in(prefecture.tai)
    assert "Everything agrees" in words(read(staff, page).select_one("main"))
    bulk = bulk_order(prefecture, status="paid")
    lot = lot_at(prefecture)
    ended = lot.work_order.line.order
    Order.objects.filter(pk=ended.pk).update(status="cancelled")
    found = {row["Order"]: row["What differs"] for row in table(read(staff, page))}
    assert found[bulk.number] == "It is paid, but no work was opened for it."
    assert found[ended.number] == "It is cancelled, but villages still make it."
    with at_once():
        compare_and_tell()
        compare_and_tell()
    assert [each.to for each in mail.outbox].count(["tai@example.org"]) == 1
    with pytest.raises(SystemExit):
        call_command("compare_orders", stdout=StringIO())


def test_an_order_typed_past_the_rules_is_found(prefecture: Prefecture, order: Any) -> None:
    with pgtrigger.ignore("payments.AgreedOrder:order_status_follows"):
        Order.objects.filter(pk=order.pk).update(status="completed")
    with override("en"):
        said = {str(each.words) for each in differences()}
    assert "It is completed, but not all is paid." in said
    assert "It counts as sent, but not all pieces were." in said
