"""Test asking for many pieces: what is accepted, what is refused, and whose it is."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import Product
from shop.enquiries import asking, errors, files
from shop.enquiries.models import Enquiry, Message
from shop.enquiries.promising import Promise
from tests.enquiries.conftest import ANNA
from tests.media.uploads import cut_off, photo, tells_its_place
from tests.personas import Prefecture, in_days

Ask = Callable[..., Enquiry]
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def test_a_wish_is_recorded_for_the_base_that_sells_the_product(ask: Ask, prefecture: Prefecture) -> None:
    enquiry = ask()
    assert (enquiry.base, enquiry.state, enquiry.pieces) == (prefecture.bases["straw"], "new", 5000)
    assert [message.words for message in enquiry.messages.all()] == ["可以印标吗?"]


def test_the_networks_promise_is_kept_unchanged(ask: Ask, network: Callable[..., None]) -> None:
    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        assert (pieces, wish_on) == (5000, in_days(60))
        return Promise(False, in_days(65), in_days(70), 4, None)

    network(answer)
    kept = ask().promised
    days = {"earliest_on": in_days(65).isoformat(), "latest_on": in_days(70).isoformat()}
    assert kept == {"by_wish": False, "stations": 4, **days}, "costs are the base's own"


def test_numbers_tell_neither_order_nor_volume(ask: Ask) -> None:
    numbers = [ask().number for _ in range(3)]
    assert len(set(numbers)) == 3
    assert all(len(number) == 14 and number.startswith("XJ-") for number in numbers)


@pytest.mark.parametrize("pieces", [-1, 0, 99, 10_000_001])
def test_too_few_or_too_many_pieces_are_refused(ask: Ask, pieces: int) -> None:
    with pytest.raises(errors.WrongPieces):
        ask(pieces=pieces)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_days_past_or_too_far_are_refused(ask: Ask, days: int) -> None:
    with pytest.raises(errors.WrongDay):
        ask(wish_on=in_days(days))


def test_a_wish_that_cannot_be_answered_is_refused(ask: Ask) -> None:
    with pytest.raises(errors.NoContact):
        ask(contact=asking.Contact("陈安娜"))


def test_sending_twice_makes_one_enquiry(ask: Ask) -> None:
    key = uuid4()
    assert ask(key=key) == ask(key=key)
    assert Enquiry.objects.count() == Message.objects.count() == 1
    with pytest.raises(errors.KeyReused):
        ask(key=key, pieces=6000)


def test_the_base_is_notified_once_the_wish_is_committed(
    ask: Ask, prefecture: Prefecture, at_once: Callable[[], AbstractContextManager[None]]
) -> None:
    with at_once():
        enquiry = ask()
    assert {sent.to[0] for sent in mail.outbox} == {"mei@example.org", "hong@example.org"}, "and not the other base"
    assert all(f"/desk/enquiries/{enquiry.number}/" in sent.body for sent in mail.outbox)


def test_files_are_known_by_their_content() -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    for content, came_as, kept_as in (
        (PDF, "图纸 A.pdf", "图纸 A.pdf"),
        (book.getvalue(), "尺寸表.xlsx", "尺寸表.xlsx"),
        (PDF, r"C:\fake\path\a.exe", "a.pdf"),
    ):
        file, name = files.take(SimpleUploadedFile(came_as, content))
        assert name == kept_as
        assert came_as not in (file.name or ""), "stored under a name of our own"
    for refused in (b"<script>alert(1)</script>", b"MZ\x90\x00", b"plain words"):
        with pytest.raises(errors.WrongFile):
            files.take(SimpleUploadedFile("photo.jpg", refused))


def test_a_picture_sent_with_an_enquiry_loses_its_place(ask: Ask) -> None:
    for came_as, kind, kept_as in (("IMG_1.jpg", "JPEG", "IMG_1.jpg"), ("IMG_2.HEIC", "HEIF", "IMG_2.jpg")):
        message = ask(file=photo(came_as, kind)).messages.get()
        assert message.attachment_name == kept_as
        with message.attachment.open() as kept:
            assert not tells_its_place(kept.read())


def test_half_a_picture_is_refused_in_words_and_nothing_is_recorded(ask: Ask) -> None:
    with pytest.raises(errors.WrongPicture, match="图片文件不完整") as refused:
        ask(file=cut_off())
    assert refused.value.field == "file"
    assert not Enquiry.objects.exists()


def test_a_file_above_ten_megabytes_is_refused_and_nothing_is_recorded(ask: Ask) -> None:
    with pytest.raises(errors.FileTooLarge):
        ask(file=SimpleUploadedFile("a.pdf", PDF + b"0" * 10 * 1024 * 1024))
    assert not Enquiry.objects.exists()


def test_either_side_writes_until_it_is_withdrawn(ask: Ask, prefecture: Prefecture) -> None:
    enquiry = ask()
    asking.say(enquiry, words="可以。", by=prefecture.mei, is_from_base=True, key=uuid4())
    with pytest.raises(errors.NothingSaid):
        asking.say(enquiry, words="", by=None, is_from_base=False, key=uuid4())
    asking.withdraw(enquiry)
    with pytest.raises(errors.Closed):
        asking.say(enquiry, words="还在吗?", by=None, is_from_base=False, key=uuid4())


def test_a_message_sent_twice_is_there_once(ask: Ask, prefecture: Prefecture) -> None:
    enquiry, key = ask(), uuid4()
    for _ in range(2):
        asking.say(enquiry, words="可以。", by=prefecture.mei, is_from_base=True, key=key)
    assert enquiry.messages.count() == 2
    with pytest.raises(errors.KeyReused):
        asking.say(enquiry, words="不可以。", by=prefecture.mei, is_from_base=True, key=key)


def test_a_guest_who_proves_her_phone_gets_her_enquiries(ask: Ask, prefecture: Prefecture) -> None:
    hers, someones = ask(), ask(contact=asking.Contact("别人", phone="+8613900000099"))
    assert asking.adopt(prefecture.anna) == 0, "an unproven phone is anyone's"
    prefecture.anna.phone_verified_at = timezone.now()
    prefecture.anna.save()
    assert asking.adopt(prefecture.anna) == 1
    hers.refresh_from_db()
    someones.refresh_from_db()
    assert (hers.buyer, someones.buyer) == (prefecture.anna, None)


def test_a_key_reused_with_another_contact_is_refused(ask: Ask) -> None:
    key = uuid4()
    ask(key=key, contact=ANNA)
    with pytest.raises(errors.KeyReused):
        ask(key=key, contact=asking.Contact("陈安娜", "安家礼品", "+8613900000004", "anna@example.org"))


def test_what_nobody_sells_is_not_asked_for(ask: Any, prefecture: Prefecture) -> None:
    product = prefecture.products["basket"]
    type(product).objects.filter(pk=product.pk).update(is_public=False)
    product.refresh_from_db()
    with pytest.raises(errors.NotSold):
        ask(product=product)
    assert not Enquiry.objects.exists()
