"""Test the staff's admins: what their pages may load, where the menu leads, what the records allow."""

import csv
import json
import re
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from oscar.core.loading import get_model

from dispatch.models import Earning, PayoutBatch, Period
from dispatch.pay import paying, settling
from shop.order.models import Order
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops.models import JournalEntry

UserRecord, VoucherSet = get_model("analytics", "UserRecord"), get_model("voucher", "VoucherSet")
DASHBOARD = ["index", "catalogue-product-list", "order-list", "partner-list", "offer-list", "reports-index"]


def policy(client: Client, address: str) -> str:
    return str(client.get(address).headers["Content-Security-Policy"])


def test_only_the_staffs_rooms_have_an_eased_policy(prefecture: Prefecture, signed_in: Any) -> None:
    staff = signed_in(prefecture.root)
    for address in ("/", "/stories/", "/account/", "/desk/"):
        assert "unsafe-inline" not in policy(staff, address), address
    for address in ("/dashboard/", "/admin/"):
        assert "style-src 'self' 'unsafe-inline'" in policy(staff, address)
        assert "script-src 'self' 'unsafe-inline'" not in policy(staff, address)
    assert "script-src 'self' 'unsafe-inline'" in policy(staff, "/cms/")


@pytest.mark.parametrize("name", DASHBOARD)
def test_the_dashboard_loads_nothing_from_elsewhere(prefecture: Prefecture, signed_in: Any, name: str) -> None:
    page = signed_in(prefecture.root).get(reverse(f"dashboard:{name}"))
    html = page.content.decode()
    assert page.status_code == 200
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', html)
    for room in ("wagtailadmin_home", "desk:home", "admin:index"):
        assert reverse(room) in html


def test_the_menu_leads_shop_staff_to_no_closed_door(prefecture: Prefecture, signed_in: Any) -> None:
    html = signed_in(prefecture.tai).get(reverse("dashboard:index")).content.decode()
    assert "fa-truck" in html
    assert "fa-door-open" not in html
    for room in ("wagtailadmin_home", "desk:home", "admin:index"):
        assert f'href="{reverse(room)}"' not in html


def test_a_products_picture_is_checked_in_the_dashboard(prefecture: Prefecture, signed_in: Any) -> None:
    basket = prefecture.products["basket"]
    html = signed_in(prefecture.root).get(reverse("dashboard:catalogue-product", args=[basket.pk])).content.decode()
    assert 'type="file"' in html and not re.search(r"<[^>]+\son\w+=", html)


@pytest.mark.parametrize("model", [Earning, JournalEntry])
def test_what_was_recorded_cannot_be_typed_over(prefecture: Prefecture, rf: Any, model: Any) -> None:
    request = rf.get("/")
    request.user = prefecture.root
    screen = admin.site._registry[model]
    assert screen.has_view_permission(request)
    assert not (screen.has_add_permission(request) or screen.has_change_permission(request))
    assert not screen.has_delete_permission(request)


def test_every_list_of_records_opens_and_can_be_searched(prefecture: Prefecture, signed_in: Any) -> None:
    staff = signed_in(prefecture.root)
    for model in admin.site._registry:
        if model._meta.app_label in ("workshops", "dispatch", "enquiries", "payments"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert staff.get(address + "?q=1").status_code == 200, address
    worker = prefecture.workers["xiuying"]
    page = staff.get(reverse("admin:workshops_worker_change", args=[worker.pk])).content.decode()
    assert "identity_number" not in page and "disability" not in page


@pytest.mark.parametrize("name", ["catalogue-product-list", "order-list", "offer-list", "reviews-list"])
def test_who_keeps_the_shop_reaches_its_pages(prefecture: Prefecture, signed_in: Any, name: str) -> None:
    assert signed_in(prefecture.tai).get(reverse(f"dashboard:{name}")).status_code == 200


def test_an_orders_status_stands_in_words_on_the_page_that_lists_it(prefecture: Prefecture, signed_in: Any) -> None:
    html = signed_in(prefecture.root).get(reverse("dashboard:order-list")).content.decode()
    assert html.count('id="order-statuses"') == html.count("shop/js/dashboard") == 1  # once: Oscar's layout and ours
    words = json.loads(re.findall(r'id="order-statuses"[^>]*>(.*?)</script>', html)[0])
    assert words["in_production"] == "生产中" and set(words) == set(settings.ORDER_STATUS_NAMES)


def test_a_payout_shows_the_end_of_its_account_only(prefecture: Prefecture, signed_in: Any) -> None:
    made(prefecture, lot_at(prefecture, pieces=1), "xiuying", 1)
    settling.close(Period.objects.get(), by=prefecture.mei)
    period = Period.objects.get(state=Period.State.CLOSED)
    payout = paying.prepare(period, way=PayoutBatch.Way.BANK, by=prefecture.mei).payouts.get()
    page = signed_in(prefecture.root).get(reverse("admin:dispatch_payout_change", args=[payout.pk])).content.decode()
    assert "农村信用社" in page and payout.account[-4:] in page and payout.account not in page


def rows_of(answer: Any) -> list[list[str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff"), "without it Excel garbles Chinese"
    return list(csv.reader(StringIO(text[1:])))


def test_the_dashboards_own_files_are_guarded_and_journalled(prefecture: Prefecture, signed_in: Any) -> None:
    anna = prefecture.anna
    anna.first_name, anna.last_name = "=1+1", ""
    anna.save()
    UserRecord.objects.update_or_create(user=anna, defaults={"total_spent": Decimal("-5.00")})
    address = reverse("dashboard:reports-index", query={"report_type": "user_analytics", "download": "on"})
    _head, row = rows_of(signed_in(prefecture.root).get(address))
    assert row[1] == "'=1+1" and row[8] == "-5.00", "a formula is guarded, a number stays one"
    (entry,) = JournalEntry.objects.filter(verb="exporting.export_list")
    assert (entry.by, entry.data) == (prefecture.root, {"list": "user-analytics.csv", "rows": 1})


def test_orders_and_vouchers_of_the_dashboard_are_guarded(prefecture: Prefecture, signed_in: Any) -> None:
    sums = dict.fromkeys(["total_incl_tax", "total_excl_tax", "shipping_incl_tax", "shipping_excl_tax"], 1)
    Order.objects.create(number="1", guest_email="@SUM(A1)", currency="CNY", status="placed", **sums)
    staff = signed_in(prefecture.root)
    _head, row = rows_of(staff.get(reverse("dashboard:order-list", query={"response_format": "csv"})))
    assert row[0] == "1" and "'@SUM(A1)" in row
    vouchers = VoucherSet.objects.create(name="spring", count=0, start_datetime=now(), end_datetime=now())
    vouchers.vouchers.create(name="spring", code="-A1", start_datetime=now(), end_datetime=now())
    assert rows_of(staff.get(reverse("dashboard:voucher-set-download", args=[vouchers.pk]))) == [["'-A1"]]
    assert [entry.data["list"] for entry in JournalEntry.objects.filter(verb="exporting.export_list")] == ["orders.csv"]


def test_an_impossible_choice_is_refused_in_words(prefecture: Prefecture, signed_in: Any) -> None:
    staff = signed_in(prefecture.tai)
    said = {"action": "make_products_public", "selected_product": "x"}
    answer = staff.post(reverse("dashboard:catalogue-product-list"), said)
    assert answer.status_code == 400 and "本页没有这个选项" in answer.content.decode()
    for page in ("0", "-1", "9" * 30):  # the last ends the transaction
        assert staff.get(reverse("dashboard:catalogue-product-lookup"), {"q": "", "page": page}).status_code == 400
