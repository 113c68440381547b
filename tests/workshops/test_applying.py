"""Test how a base comes in by itself: applied for, corrected, approved by two officers, opened, suspended, left."""

from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from catalog import listing
from catalog.models import Listing, Product
from dispatch.models import TechSheet
from shop.accounts.models import Notice, User
from shop.enquiries import asking, errors
from shop.refusing import NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from tests.media.test_intake import sent
from tests.personas import Prefecture, person
from workshops import applying, managers, reviewing, standing
from workshops.errors import Incomplete, InvitationOver, LastManager, ManagesAlready, NotInvited, OwnApplication
from workshops.licences import is_licence_number
from workshops.models import Application, Base, JournalEntry, Post

SignedIn = Callable[[User | None], Client]
LICENCE = "91130922MA0ABCDE15"


@pytest.fixture
def wei(prefecture: Prefecture) -> User:
    """Return someone who wants to join, with a proven phone."""
    return person("Wei", phone="+8613900000050", phone_verified_at=timezone.now())


def written(world: Prefecture, by: User, **said: Any) -> Application:
    """Return a complete draft."""
    about = {
        "form": "workshop", "name": "青县柳编坊", "name_en": "Willow Works", "place": world.counties["qingxian"],
        "person": "卫兰", "licence_number": LICENCE, "licence": sent(name="licence.jpg"), "makes": "柳编篮",
        "women": 12, "introduction": "我们编柳条。",
    }  # fmt: skip
    crafts, pictures = [world.crafts["straw"]], [sent(name="one.jpg"), sent(name="two.jpg")]
    return applying.keep(applying.begin(by=by), about | said, crafts=crafts, pictures=pictures, by=by)


def approved(world: Prefecture, by: User) -> Base:
    """Return the base that an application has become."""
    one = applying.submit(written(world, by), by=by)
    reviewing.endorse(one, by=world.shu)
    return reviewing.approve(one, by=world.guan)


def told(user: User, words: str) -> bool:
    return Notice.objects.filter(user=user, words__contains=words).exists()


def test_a_licence_number_has_its_check_sign() -> None:
    assert is_licence_number(LICENCE)
    assert not is_licence_number(LICENCE[:-1] + "4")
    assert not is_licence_number(LICENCE[:-2]) and not is_licence_number("I" * 18)


def test_a_draft_is_kept_incomplete_and_says_what_it_lacks(prefecture: Prefecture, wei: User) -> None:
    draft = applying.begin(by=wei)
    applying.keep(draft, {"name": "青县柳编坊"}, by=wei)
    again = applying.begin(by=wei)
    assert (again.pk, again.name) == (draft.pk, "青县柳编坊")
    assert {"form", "place", "licence", "licence_number", "crafts", "pictures"} <= set(applying.lacking(again))
    applying.keep(again, {"form": Base.Form.INDIVIDUAL}, by=wei)
    again.refresh_from_db()
    assert "exemption" in applying.lacking(again) and "licence" not in applying.lacking(again)
    with pytest.raises(Incomplete):
        applying.submit(again, by=wei)
    with pytest.raises(NotYours):
        applying.keep(again, {"name": "x"}, by=prefecture.anna)


def test_an_application_goes_to_the_county_then_to_the_association_and_becomes_a_base(
    prefecture: Prefecture, wei: User
) -> None:
    one = applying.submit(written(prefecture, wei), by=wei)
    assert list(reviewing.waiting_for(prefecture.shu)) == [one]
    assert told(prefecture.shu, "青县柳编坊") and told(wei, "青县柳编坊")
    with pytest.raises(NotYours):
        reviewing.endorse(one, by=prefecture.guan)
    with pytest.raises(NotYours):
        reviewing.endorse(one, by=prefecture.root)
    reviewing.endorse(one, by=prefecture.shu)
    assert list(reviewing.waiting_for(prefecture.guan)) == [one] and not reviewing.waiting_for(prefecture.shu)
    base = reviewing.approve(one, by=prefecture.guan)
    assert (base.state, base.slug, base.members, base.partner.name) == ("preparing", "willow-works", 12, "青县柳编坊")
    assert base.picture and base.pictures.count() == 1
    assert list(base.crafts.all()) == [prefecture.crafts["straw"]]
    assert Post.objects.filter(user=wei, base=base, role=Post.Role.BASE_MANAGER).exists()
    assert base.partner.users.filter(pk=wei.pk).exists()
    assert told(wei, "青县柳编坊") and told(prefecture.shu, "青县柳编坊")


def test_nobody_approves_twice_or_her_own(prefecture: Prefecture, wei: User) -> None:
    """Suning has no county officer, so the association looks first, and then another of its officers."""
    one = applying.submit(written(prefecture, wei, place=prefecture.counties["suning"]), by=wei)
    reviewing.endorse(one, by=prefecture.guan)
    with pytest.raises(SecondPersonNeeded):
        reviewing.approve(one, by=prefecture.guan)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=one.pk).update(
            state="approved", approved_by=prefecture.guan, base=prefecture.bases["straw"]
        )
    Post.objects.create(user=wei, role=Post.Role.ASSOCIATION_OFFICER, place=prefecture.places["cangzhou"])
    with pytest.raises(OwnApplication):
        reviewing.approve(one, by=wei)
    Post.objects.create(user=prefecture.ben, role=Post.Role.ASSOCIATION_OFFICER, place=prefecture.places["cangzhou"])
    assert reviewing.approve(one, by=prefecture.ben).name == "青县柳编坊"


def test_what_is_returned_is_corrected_and_goes_through_the_county_again(prefecture: Prefecture, wei: User) -> None:
    one = applying.submit(written(prefecture, wei), by=wei)
    with pytest.raises(ReasonMissing):
        reviewing.send_back(one, reason=" ", remarks={}, by=prefecture.shu)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=one.pk).update(name="另一个")
    reviewing.endorse(one, by=prefecture.shu)
    reviewing.send_back(one, reason="执照看不清。", remarks={"licence": "请重拍", "name": " "}, by=prefecture.guan)
    one.refresh_from_db()
    assert (one.state, one.remarks) == ("returned", {"licence": "请重拍"})
    assert told(wei, "执照看不清。") and told(prefecture.shu, "执照看不清。")
    applying.keep(one, {"licence": sent(name="sharp.jpg")}, crafts=[prefecture.crafts["paper"]], by=wei)
    again = applying.submit(one, by=wei)
    assert (again.state, again.remarks, again.endorsed_by) == ("submitted", {}, None)
    with pytest.raises(WrongState):
        applying.keep(again, {"name": "x"}, by=wei)
    reviewing.reject(again, reason="不是手工。", by=prefecture.shu)
    assert told(wei, "不是手工。")
    assert applying.begin(by=wei).pk != one.pk, "she may try again"


def test_the_licence_is_shown_to_the_applicant_and_to_the_officers_of_her_place_alone(
    prefecture: Prefecture, wei: User, signed_in: SignedIn
) -> None:
    one = written(prefecture, wei)
    hers, theirs = f"/bases/join/{one.pk}/licence/", f"/federation/applications/{one.pk}/licence/"
    assert signed_in(prefecture.shu).get(theirs).status_code == 404, "a draft is nobody else's"
    applying.submit(one, by=wei)
    assert signed_in(wei).get(hers).headers["Content-Type"] == "image/jpeg"
    for officer in (prefecture.shu, prefecture.guan):
        assert signed_in(officer).get(theirs).status_code == 200
    for other in (prefecture.mei, prefecture.anna):
        assert signed_in(other).get(theirs).status_code == signed_in(other).get(hers).status_code == 404


def test_the_officers_page_says_what_to_correct_beside_the_field(
    prefecture: Prefecture, wei: User, signed_in: SignedIn
) -> None:
    one = applying.submit(written(prefecture, wei), by=wei)
    officer, applicant = signed_in(prefecture.shu), signed_in(wei)
    assert "青县柳编坊" in officer.get("/federation/applications/").content.decode()
    assert "/federation/applications/" in officer.get("/federation/").content.decode()
    address = f"/federation/applications/{one.pk}/"
    assert officer.post(f"{address}return/", {"back-words": ""}).status_code == 422
    officer.post(f"{address}return/", {"back-words": "请改", "back-remark-name": "与执照不符"})
    page = applicant.get(f"/bases/join/{one.pk}/").content.decode()
    assert "请改" in page and "与执照不符" in page
    sent: Any = applicant.post(f"/bases/join/{one.pk}/", {"name": "改名", "submit": "1"})
    assert sent.context["form"].errors and Application.objects.get(pk=one.pk).name == "改名", "what she wrote is kept"


def test_a_base_is_not_in_the_shop_until_it_opens_nor_while_it_is_suspended(
    prefecture: Prefecture, wei: User, client: Client, signed_in: SignedIn, at_once: Any
) -> None:
    base, basket = approved(prefecture, wei), prefecture.products["basket"]
    basket.stockrecords.update(partner=base.partner)
    listing.refresh(Product.objects.all())
    address, page = basket.get_absolute_url(), f"/bases/{base.slug}/"

    def is_sold() -> bool:
        shown = Listing.objects.filter(product=basket).exists()
        assert (client.get(address).status_code == 200) == shown
        assert ("青县柳编坊" in client.get("/bases/").content.decode()) == shown
        try:
            asking.base_of(basket)
        except errors.NotSold:
            assert not shown
        return shown

    assert not is_sold() and client.get(page).status_code == 404
    assert signed_in(wei).get(page).status_code == 200, "she sees it before"
    with pytest.raises(NotYours):
        standing.open_for_orders(base, by=prefecture.mei)
    with at_once():
        standing.open_for_orders(base, by=wei)
    assert is_sold() and told(prefecture.shu, "青县柳编坊")
    with at_once(), pytest.raises(NotYours):
        standing.suspend(base, reason="x", by=prefecture.shu)
    with at_once():
        standing.suspend(base, reason="发货太慢。", by=prefecture.guan)
    assert not is_sold() and client.get(page).status_code == 200
    assert told(wei, "发货太慢。") and "发货太慢。" in signed_in(wei).get("/desk/").content.decode()
    with at_once():
        standing.resume(base, by=prefecture.guan)
    assert is_sold()
    with at_once():
        standing.leave(base, reason="不做了。", by=wei)
    assert not is_sold() and told(prefecture.guan, "不做了。")
    assert signed_in(wei).get("/desk/").status_code == 200, "open orders go on"
    with pytest.raises(DatabaseError), transaction.atomic():
        Base.objects.filter(pk=base.pk).update(state="open")


def test_what_is_in_a_basket_cannot_be_bought_from_a_suspended_base(prefecture: Prefecture, client: Client) -> None:
    basket = prefecture.products["basket"]
    client.post(f"/basket/add/{basket.pk}/", {"quantity": 1})
    standing.suspend(prefecture.bases["straw"], reason="x", by=prefecture.guan)
    page: Any = client.get("/basket/")
    line = page.context["basket"].all_lines()[0]
    assert not line.purchase_info.availability.is_purchase_permitted(1)[0]


def test_managers_are_invited_accept_and_go_but_never_the_last(prefecture: Prefecture, wei: User) -> None:
    base = approved(prefecture, wei)
    with pytest.raises(NotYours):
        managers.invite(base, phone="+8613900000003", by=prefecture.mei)
    with pytest.raises(ManagesAlready):
        managers.invite(base, phone="+8613900000050", by=wei)
    invited = managers.invite(base, phone="+8613900000003", by=wei)
    notice = Notice.objects.get(phone="+8613900000003")
    assert str(invited.token) in notice.link
    with pytest.raises(NotInvited):
        managers.accept(invited, by=prefecture.ben)
    with pytest.raises(NotInvited):
        managers.accept(invited, by=prefecture.anna)
    User.objects.filter(pk=prefecture.anna.pk).update(phone_verified_at=timezone.now())
    anna = User.objects.get(pk=prefecture.anna.pk)
    post = managers.accept(invited, by=anna)
    assert base.partner.users.filter(pk=anna.pk).exists() and told(wei, "Anna")
    with pytest.raises(InvitationOver):
        managers.accept(invited, by=anna)
    managers.let_go(managers.managers_of(base).get(user=wei), by=anna)
    assert told(wei, "Wei") and not base.partner.users.filter(pk=wei.pk).exists()
    with pytest.raises(LastManager):
        managers.let_go(post, by=anna)
    assert JournalEntry.objects.filter(verb="managers.let_go", base=base).count() == 1
    by_mail = managers.invite(base, email="Ben@example.org", by=anna)
    managers.withdraw(by_mail, by=anna)
    with pytest.raises(InvitationOver):
        managers.accept(by_mail, by=prefecture.ben)


def test_the_six_steps_say_what_lacks_until_the_base_is_open(
    prefecture: Prefecture, wei: User, signed_in: SignedIn
) -> None:
    base, desk = approved(prefecture, wei), signed_in(wei)

    def lacks() -> list[bool]:
        steps: Any = desk.get("/desk/").context["first_steps"]
        return [not step.is_done for step in steps]

    assert lacks() == [False, True, True, True, True, True], "who we are came with the application"
    desk.post("/desk/base/steps/", {"step": "stations"})
    assert [step.is_skipped for step in desk.get("/desk/").context["first_steps"]][4]
    basket = prefecture.products["basket"]
    basket.stockrecords.update(partner=base.partner)
    assert lacks()[1] is False
    with pgtrigger.ignore("dispatch.TechSheet:only_a_draft_changes"):
        TechSheet.objects.filter(product=basket).update(base=base)
    assert lacks() == [False, False, False, False, True, True]
    desk.post("/desk/base/open/")
    assert "first_steps" not in desk.get("/desk/").context
    assert Base.objects.get(pk=base.pk).opened_at


def test_the_page_of_an_application_is_the_applicants_alone(
    prefecture: Prefecture, wei: User, signed_in: SignedIn
) -> None:
    one = written(prefecture, wei)
    assert signed_in(wei).get(f"/bases/join/{one.pk}/").status_code == 200
    assert signed_in(prefecture.anna).get(f"/bases/join/{one.pk}/").status_code == 404
    signed_in(prefecture.ben).post("/bases/join/")
    assert Application.objects.count() == 1, "an application needs a proven phone"
