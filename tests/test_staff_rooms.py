"""Test the staff's admins: what their pages may load, where the menu leads, what the records allow."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dispatch.models import Earning
from tests.personas import Prefecture
from workshops.models import JournalEntry

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


def test_an_impossible_choice_is_refused_in_words(prefecture: Prefecture, signed_in: Any) -> None:
    staff = signed_in(prefecture.tai)
    said = {"action": "make_products_public", "selected_product": "x"}
    answer = staff.post(reverse("dashboard:catalogue-product-list"), said)
    assert answer.status_code == 400 and "本页没有这个选项" in answer.content.decode()
    assert staff.get(reverse("dashboard:catalogue-product-lookup"), {"q": "", "page": "9" * 30}).status_code == 400
