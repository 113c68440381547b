"""Test that strangers are slowed, are told when to come back, and slow nobody but themselves."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings as site
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop import limits
from shop.accounts.models import User
from shop.accounts.texting import Outbox
from shop.checkout import releasing
from shop.enquiries.models import Enquiry, Message
from tests.checkout.test_checking_out import ADDRESS, put, seen_on
from tests.personas import PASSWORD, Prefecture, in_days

Order: Any = get_model("order", "Order")
Basket: Any = get_model("basket", "Basket")
Voucher: Any = get_model("voucher", "Voucher")
CLOCK = r"\d{1,2}:\d{2}"


def from_address(address: str) -> Client:
    """Return a browser at an address of the network."""
    return Client(REMOTE_ADDR=address)


def ask(client: Client, product: Any, **more: Any) -> Any:
    said = {"pieces": "500", "wish_on": in_days(90), "key": uuid4(), "contact": "Anna", "phone": "13900000099"}
    return client.post(reverse("enquiries:ask", args=[product.pk]), said | more)


def words_of(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/account/login/staff/", {"login": "tai@example.org", "password": password})


def test_a_guest_asks_a_few_times_and_is_told_when_to_come_back(prefecture: Prefecture) -> None:
    basket, guest = prefecture.products["basket"], from_address("203.0.113.7")
    pages = [ask(guest, basket) for _ in range(10)]
    assert Enquiry.objects.count() == 6
    assert [page.status_code for page in pages[:6]] == [302] * 6
    assert re.search(f"{CLOCK} 之后再来", words_of(pages[-1]))
    english = guest.post(f"/en{reverse('enquiries:ask', args=[basket.pk])}", {
        "pieces": "500", "wish_on": in_days(90), "key": uuid4(), "contact": "Anna", "phone": "13900000099",
    })  # fmt: skip
    assert re.search(rf"come back after {CLOCK}", words_of(english))


def test_many_names_from_one_address_are_one_stranger(prefecture: Prefecture) -> None:
    for number in range(20):
        ask(from_address("203.0.113.7"), prefecture.products["basket"], phone="", email=f"a{number}@example.org")
    assert Enquiry.objects.count() == 12
    ask(from_address("203.0.113.8"), prefecture.products["basket"], phone="", email="other@example.org")
    assert Enquiry.objects.count() == 13


def test_files_of_a_day_are_weighed(prefecture: Prefecture, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"upload": "3/d/contact"}
    for _ in range(4):
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n" + b" " * 1_000_000)
        ask(from_address("203.0.113.7"), prefecture.products["basket"], file=file)
    assert Message.objects.exclude(attachment="").count() == 3


def test_messages_of_a_guest_are_counted(prefecture: Prefecture) -> None:
    guest = from_address("203.0.113.7")
    to = ask(guest, prefecture.products["basket"]).url
    for _ in range(25):
        page = guest.post(f"{to}messages/", {"words": "?", "key": uuid4()})
    assert Message.objects.count() == 20
    assert re.search(f"{CLOCK} 之后再来", words_of(page))


@pytest.fixture
def thirty(prefecture: Prefecture) -> Any:
    """Return a product with thirty pieces in stock."""
    product = prefecture.products["tiger"]
    product.stockrecords.update(num_in_stock=30, num_allocated=0)
    return product


def order(client: Client, product: Any, pieces: int = 1, **more: Any) -> Any:
    put(client, product, pieces)
    return client.post("/checkout/", {**ADDRESS, "seen": seen_on(client)} | more)


def test_a_guest_holds_two_unpaid_orders_until_the_first_ends(thirty: Any) -> None:
    guest = from_address("203.0.113.7")
    for _ in range(2):
        assert order(guest, thirty).status_code == 302
    for other in (guest, from_address("203.0.113.8")):  # the same browser, then the same phone elsewhere
        page = order(other, thirty)
        assert page.status_code == 200
        ends = timezone.localtime(Order.objects.earliest("date_placed").date_placed + timedelta(minutes=31))
        assert f"{ends:%-H:%M} 之后再来" in words_of(page)
    assert thirty.stockrecords.get().num_allocated == 2


def test_what_was_given_back_unpaid_counts_for_a_day(thirty: Any) -> None:
    for _ in range(6):
        order(from_address("203.0.113.7"), thirty)
        for one in Order.objects.filter(status="placed"):
            releasing.release(one)
    assert Order.objects.count() == 4
    Order.objects.update(date_placed=timezone.now() - timedelta(days=1, minutes=1))
    assert order(from_address("203.0.113.7"), thirty).status_code == 302


def test_one_address_with_many_phones_holds_a_few_orders(thirty: Any) -> None:
    for number in range(9):
        order(from_address("203.0.113.7"), thirty, phone_number=f"1380013800{number}")
    assert Order.objects.count() == 6
    assert order(from_address("203.0.113.8"), thirty, phone_number="13800138009").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", ["phone", "address"])
def test_orders_placed_at_once_do_not_pass_the_limit(same: str, thirty: Any) -> None:
    """Send twelve orders in the same moment, of one phone from many addresses or of many phones from one."""
    guests = [from_address("203.0.113.7" if same == "address" else f"203.0.113.{number}") for number in range(12)]
    sent = []
    for number, guest in enumerate(guests):
        put(guest, thirty)
        phone = "13800138000" if same == "phone" else f"138001380{number:02}"
        sent.append({**ADDRESS, "phone_number": phone, "seen": seen_on(guest)})
    gate = threading.Barrier(len(guests))

    def buy(guest: Client, said: dict[str, Any]) -> None:
        gate.wait()
        guest.post("/checkout/", said)
        connections.close_all()

    threads = [threading.Thread(target=buy, args=pair) for pair in zip(guests, sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Order.objects.count() == {"phone": 2, "address": 6}[same]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_on_the_last_allowed_order_give_that_order(thirty: Any) -> None:
    guest = from_address("203.0.113.7")
    order(guest, thirty)
    put(guest, thirty)
    said, gate, answers = {**ADDRESS, "seen": seen_on(guest)}, threading.Barrier(4), []

    def click() -> None:
        gate.wait()
        answers.append(guest.post("/checkout/", said).status_code)
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    assert Order.objects.count() == 2


def test_codes_of_vouchers_are_not_found_by_trying(prefecture: Prefecture) -> None:
    now = timezone.now()
    Voucher.objects.create(
        name="spring", code="SPRING", usage="Multi-use", start_datetime=now, end_datetime=now + timedelta(days=9)
    )
    guest, add = from_address("203.0.113.7"), "/basket/vouchers/add/"
    put(guest, prefecture.products["basket"])
    for _ in range(12):
        assert "之后再来" not in words_of(guest.post(add, {"code": "SPRING"}, follow=True))
    for number in range(20):
        told = words_of(guest.post(add, {"code": f"GUESS{number}"}, follow=True))
        assert number > 8 or "之后再来" not in told
    shown = words_of(guest.post(add, {"code": "SPRING"}, follow=True))
    assert re.search(f"{CLOCK} 之后再来", shown)
    assert not Basket.objects.filter(vouchers__code="SPRING").exists()


def test_who_pays_may_order_on(prefecture: Prefecture, thirty: Any, signed_in: Any) -> None:
    anna = signed_in(prefecture.anna)
    for _ in range(5):
        assert order(anna, thirty).status_code == 302
        Order.objects.latest("pk").instalments.update(paid=1)


def test_guests_who_type_her_phone_do_not_keep_a_buyer_from_ordering(
    prefecture: Prefecture, thirty: Any, signed_in: Any
) -> None:
    for _ in range(3):
        order(from_address("203.0.113.7"), thirty, phone_number=prefecture.anna.phone.as_national)
    anna = signed_in(prefecture.anna)
    assert order(anna, thirty, phone_number=prefecture.anna.phone.as_national).status_code == 302


def code_for(client: Client, phone: str) -> Any:
    return client.post("/account/login/", {"phone": phone})


@pytest.fixture
def a_minute_between(settings: Any) -> None:
    """Leave the limits of a minute out, as if each try came a minute later."""
    kept = [rate for rate in settings.LIMITS["code"].split(",") if "/m/" not in rate]
    settings.LIMITS = settings.LIMITS | {"code": ",".join(kept)}


def test_a_stranger_sends_a_phone_a_few_codes_and_leaves_its_owner_hers(db: None, a_minute_between: None) -> None:
    for _ in range(12):
        page = code_for(from_address("203.0.113.7"), "13800138000")
    assert len(Outbox().texts()) == 5
    assert re.search(f"{CLOCK} 之后再来", words_of(page))
    assert code_for(from_address("203.0.113.8"), "13800138000").status_code == 302
    assert len(Outbox().texts()) == 6


def test_codes_to_strangers_are_capped_in_all_and_known_phones_still_get_theirs(
    prefecture: Prefecture, settings: Any
) -> None:
    settings.LIMITS = settings.LIMITS | {"code": "10/d/phone,3/h/unproven"}
    User.objects.filter(pk=prefecture.xiuying.pk).update(phone_verified_at=timezone.now())
    for number in range(5):
        code_for(from_address(f"203.0.113.{number}"), f"1380013800{number}")
    assert len(Outbox().texts()) == 3
    assert User.objects.filter(phone__startswith="+861380013800").count() == 3  # nobody is kept who got no code
    assert code_for(from_address("203.0.113.9"), prefecture.xiuying.phone.as_national).status_code == 302
    assert Outbox().texts()[0].phone == prefecture.xiuying.phone.as_e164


def test_a_new_code_on_the_way_in_and_for_a_new_phone_counts_too(prefecture: Prefecture, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"code": "2/d/phone"}
    guest = from_address("203.0.113.7")
    code_for(guest, "13800138000")
    answers = [guest.post("/account/login/code/confirm/", {"action": "resend"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert int(answers[1]["Retry-After"]) > 80_000
    assert len(Outbox().texts()) == 2


def test_a_stranger_does_not_lock_staff_out(prefecture: Prefecture) -> None:
    for number in range(20):
        page = sign_in(from_address("203.0.113.7"), f"wrong-{number}")
    assert "一刻钟" in words_of(page)
    assert sign_in(from_address("203.0.113.8")).status_code == 302


def test_the_stranger_himself_is_locked_out_even_with_the_right_password(prefecture: Prefecture) -> None:
    stranger = from_address("203.0.113.7")
    for number in range(5):
        sign_in(stranger, f"wrong-{number}")
    assert sign_in(stranger).status_code == 200


@pytest.mark.parametrize("path", ["/password-reset/", "/password-reset/confirm/MQ/set-password/"])
def test_the_shops_own_password_reset_leads_to_the_one_with_limits(db: None, client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path, {"email": "tai@example.org"})):
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/reset/")
    assert not mail.outbox


def test_the_editors_own_password_reset_is_closed(prefecture: Prefecture, client: Client) -> None:
    for path in ("/cms/password_reset/", "/cms/password_reset/confirm/MQ/set-password/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"email": "zhen@example.org"}).status_code == 404
    assert not mail.outbox


def test_passwords_change_on_one_page_only(prefecture: Prefecture, signed_in: Any) -> None:
    root = signed_in(prefecture.root)
    assert root.get("/admin/password_change/").url == "/account/password/change/"
    assert root.post(f"/dashboard/users/{prefecture.tai.pk}/password-reset/").url == "/account/password/reset/"
    assert 'type="password"' not in root.get("/cms/account/").content.decode()
    assert not mail.outbox


def test_asking_for_new_passwords_is_slowed(prefecture: Prefecture) -> None:
    for _ in range(6):
        answer: Any = from_address("203.0.113.7").post("/account/password/reset/", {"email": "tai@example.org"})
    assert len(mail.outbox) == 3
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.parametrize(
    "path", ["/me/card/{}/", "/enquiries/open/{}/", "/payments/back/{}/", "/orders/open/QS-{}:x/", "/payments/1/{}/"]
)
def test_trying_secret_addresses_ends_soon(prefecture: Prefecture, path: str) -> None:
    answers = [from_address("203.0.113.7").get(path.format(uuid4())) for _ in range(25)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429] * 5
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert re.search(f"{CLOCK} 之后再来", words_of(answers[-1]))
    token = prefecture.workers["xiuying"].card_token
    assert from_address("203.0.113.8").get(f"/me/card/{token}/").status_code == 200


def test_numbers_and_phones_of_enquiries_are_not_found_by_trying(prefecture: Prefecture) -> None:
    for number in range(25):
        guess = {"number": f"XJ-{number}", "contact": "13900000099"}
        page = from_address("203.0.113.7").post("/enquiries/", guess)
    assert re.search(f"{CLOCK} 之后再来", words_of(page))


def test_the_open_search_and_promise_have_limits(prefecture: Prefecture, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"search": "2/m/address", "promise": "2/m/address"}
    basket = prefecture.products["basket"].pk
    for path in ("/search/?q=a", f"/api/promise?product={basket}&pieces=500&wish_on={in_days(90)}"):
        answers = [from_address("203.0.113.7").get(path) for _ in range(3)]
        assert [answer.status_code for answer in answers][2] == 429, path
        assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["code"] == "too_often"
    page = from_address("203.0.113.7").get(f"/enquiries/ask/{basket}/?pieces=500&wish_on={in_days(90)}")
    assert page.status_code == 200
    assert re.search(f"{CLOCK} 之后再来", words_of(page))


def test_only_a_trusted_proxy_names_the_address() -> None:
    spoofed = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7")
    assert get_ip(spoofed) == "10.0.0.2"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert get_ip(spoofed) == "203.0.113.7"


@pytest.fixture
def no_cache() -> Iterator[None]:
    """Point the shared cache at a port where nothing listens."""
    dead = {**site.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={**site.CACHES, "default": dead}):
        cache.clear()
        yield


def test_limits_hold_in_each_process_while_the_cache_is_down(rf: RequestFactory, no_cache: None) -> None:
    request = rf.get("/")
    request.session = SessionStore()  # type: ignore[assignment]
    for _ in range(20):
        limits.count(request, "miss")
    with pytest.raises(limits.TooOften):
        limits.count(request, "miss")
