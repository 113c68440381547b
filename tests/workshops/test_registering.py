"""Test that a lead registers a woman once, with her consent. With a phone she signs in, without one she has a card."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.work import handing
from shop.accounts import forgetting
from shop.accounts.models import User
from shop.refusing import KeyReused, NotYours
from tests.dispatch.lots import lot_at
from tests.personas import Prefecture
from workshops import households, registering
from workshops.errors import ConsentMissing, HouseholdKnown, PhoneIsHers, PhoneKnown, SameName
from workshops.joining import Newcomer
from workshops.models import JournalEntry, Worker
from workshops.registering import Particulars

PHONE = "+8613800138000"


def register(world: Prefecture, name: str = "孙丽", *, phone: str = "", head: str = "", **more: Any) -> Worker:
    """Register a woman at Liuzhuang who can do straw, as Lan."""
    newcomer = Newcomer(
        name=name, station=world.stations["liuzhuang"], joined_on=timezone.localdate(), minutes_per_day=180,
        phone=phone, head=head,
    )  # fmt: skip
    how = {"crafts": [world.crafts["straw"]], "consents": True, "by": world.lan, "key": uuid4()}
    return registering.register(newcomer, **how | more)


def test_she_has_a_number_and_can_be_handed_work_at_once(prefecture: Prefecture) -> None:
    worker = register(prefecture)
    assert (worker.number, worker.phone, worker.user) == ("V001-001", None, None)
    assert worker in handing.able(lot_at(prefecture).operations.first())
    noted = JournalEntry.objects.get(verb="registering.register", thing_id=worker.pk)
    assert noted.by == prefecture.lan and noted.data["consents"] is True and noted.data["crafts"] == ["straw"]


def test_a_number_is_given_once_even_when_someone_has_left_for_another_station(prefecture: Prefecture) -> None:
    first, second = register(prefecture, "甲"), register(prefecture, "乙")
    Worker.objects.filter(pk=first.pk).update(station=prefecture.stations["beichen"])
    assert [register(prefecture, "丙").number, second.number] == ["V001-003", "V001-002"]


def test_sent_twice_she_is_registered_once(prefecture: Prefecture) -> None:
    key = uuid4()
    assert register(prefecture, phone=PHONE, key=key) == register(prefecture, phone=PHONE, key=key)
    with pytest.raises(KeyReused):
        register(prefecture, "钱芳", phone=PHONE, key=key)
    assert Worker.objects.filter(name="孙丽").count() == 1


def test_with_her_phone_she_signs_in(prefecture: Prefecture) -> None:
    user = register(prefecture, phone=PHONE).user
    assert user and (str(user), user.phone_verified_at, user.has_usable_password()) == ("孙丽", None, False)
    anna = prefecture.anna
    with pytest.raises(PhoneKnown):  # her e-mail opens this account, and she has not shown that the phone is hers
        register(prefecture, "钱芳", phone=anna.phone.as_e164)
    User.objects.filter(pk=anna.pk).update(phone_verified_at=timezone.now())
    with pytest.raises(PhoneKnown):  # a digit was wrong: another woman's earnings are not for Anna to see
        register(prefecture, "钱芳", phone=anna.phone.as_e164)
    assert register(prefecture, "Anna", phone=anna.phone.as_e164).user == anna


def test_an_account_made_before_registration_becomes_hers(prefecture: Prefecture) -> None:
    nameless = User.objects.create(phone=PHONE, phone_verified_at=timezone.now())
    assert register(prefecture, phone=PHONE).user == nameless


def test_she_joins_the_household_that_was_chosen_and_no_namesakes(prefecture: Prefecture) -> None:
    file = households.register(prefecture.stations["liuzhuang"], head="孙大海", by=prefecture.lan)
    with pytest.raises(HouseholdKnown):
        register(prefecture, head="孙大海")
    assert register(prefecture, household=file).household == file
    elsewhere = households.register(prefecture.stations["beichen"], head="赵四", by=prefecture.fen)
    with pytest.raises(NotYours):
        register(prefecture, "钱芳", household=elsewhere)


def test_a_woman_who_is_registered_is_not_registered_again(prefecture: Prefecture) -> None:
    for phone in ("+8613900000101", "+8613900000001"):  # Xiuying's, on her file and to sign in
        with pytest.raises(PhoneKnown, match="王秀英"):
            register(prefecture, phone=phone)
    with pytest.raises(SameName):
        register(prefecture, "王秀英")
    with pytest.raises(ConsentMissing):
        register(prefecture, consents=False)
    with pytest.raises(NotYours):
        register(prefecture, by=prefecture.fen)
    assert Worker.objects.count() == 3
    assert register(prefecture, "王秀英", is_another=True).number == "V001-001"


def test_the_owner_of_a_number_is_named_only_within_her_stations(prefecture: Prefecture) -> None:
    yan, anna = prefecture.workers["yan"], prefecture.anna
    for person, name in ((yan, yan.name), (anna, str(anna))):
        with pytest.raises(PhoneKnown) as refused:
            register(prefecture, phone=person.phone.as_e164)
        assert name not in str(refused.value) and yan.number not in str(refused.value)


def test_the_page_of_the_lead(prefecture: Prefecture, signed_in: Any) -> None:
    lan: Client = signed_in(prefecture.lan)
    page = reverse("station:newcomer", args=[prefecture.stations["liuzhuang"].pk])
    assert lan.get(reverse("station:newcomer-where"))["Location"] == page
    straw = prefecture.crafts["straw"].pk
    said = {
        "key": uuid4(), "name": "孙 丽", "phone": "138 0013 8000", "minutes_per_day": "180", "crafts": [straw],
        "is_carer": "on", "head": "孙大海", "agrees": "on",
    }  # fmt: skip
    wrongs = {"name": "", "phone": "123", "minutes_per_day": "900", "crafts": [0], "agrees": ""}
    for field, wrong in wrongs.items():
        assert lan.post(page, said | {field: wrong}).context["form"].errors[field], field
    same = lan.post(page, said | {"name": "王秀英"})
    assert reverse("station:worker", args=[prefecture.workers["xiuying"].pk]) in same.content.decode()
    answers = [lan.post(page, said) for _press in range(2)]
    worker = Worker.objects.get(name="孙丽")
    assert [answer["Location"] for answer in answers] == 2 * [reverse("station:worker", args=[worker.pk])]
    assert worker.household and worker.household.head == "孙大海"
    assert (worker.is_carer, worker.works_at_home, worker.minutes_per_day) == (True, False, 180)
    assert worker.phone.as_e164 == PHONE
    assert signed_in(prefecture.fen).get(page).status_code == 404


def change(
    world: Prefecture, worker: Worker, *, name: str = "", phone: str = "", crafts: Any = (), by: User | None = None
) -> Worker:
    """Record as Lan that a woman now has six hours a day, or the given changes."""
    now = Particulars(name or worker.name, phone, minutes_per_day=360, works_at_home=True, is_carer=False)
    return registering.change(worker, now, crafts=crafts, by=by or world.lan)


def test_a_correction_of_her_file_is_in_the_journal(prefecture: Prefecture) -> None:
    worker = register(prefecture)
    change(prefecture, worker, crafts=[prefecture.crafts["weaving"]])
    worker.refresh_from_db()
    assert worker.minutes_per_day == 360 and worker.crafts.count() == 2
    noted = JournalEntry.objects.get(verb="registering.change")
    assert (noted.data["before"]["minutes_per_day"], noted.data["after"]["minutes_per_day"]) == (180, 360)
    change(prefecture, worker)
    assert JournalEntry.objects.filter(verb="registering.change").count() == 1  # nothing was other than before
    with pytest.raises(NotYours):
        change(prefecture, worker, by=prefecture.fen)


def test_a_wrong_number_can_be_changed_until_she_has_signed_in(prefecture: Prefecture) -> None:
    worker = register(prefecture, phone=PHONE)
    right = "+8613800138001"
    change(prefecture, worker, phone=right)
    worker.refresh_from_db()
    assert worker.user and worker.user.phone == worker.phone == right
    User.objects.filter(phone=PHONE).update(date_joined=timezone.now() - timedelta(days=2))
    forgetting.forget()
    assert not User.objects.filter(phone=PHONE).exists() and User.objects.filter(phone=right).exists()
    with pytest.raises(PhoneKnown):
        change(prefecture, worker, phone="+8613900000101")
    User.objects.filter(worker=worker).update(phone_verified_at=timezone.now())
    for other in (PHONE, ""):
        with pytest.raises(PhoneIsHers):
            change(prefecture, worker, phone=other)


def test_her_account_follows_her_name_until_she_opens_it_and_its_number_afterwards(prefecture: Prefecture) -> None:
    worker, new = register(prefecture, "孙莉", phone=PHONE), "+8613800138001"
    change(prefecture, worker, name="孙丽", phone=PHONE)
    user = User.objects.get(worker=worker)
    assert str(user) == "孙丽"
    User.objects.filter(pk=user.pk).update(phone=new, phone_verified_at=timezone.now())
    change(prefecture, worker, name="孙莉", phone=new)
    worker.refresh_from_db()
    assert (str(worker.user), worker.phone, worker.name) == ("孙丽", new, "孙莉")
    User.objects.filter(pk=user.pk).update(phone="+8613900000101")
    with pytest.raises(PhoneKnown):
        change(prefecture, worker, phone="+8613900000101")  # on Xiuying's file


def test_the_page_shows_what_is_written(prefecture: Prefecture, signed_in: Any) -> None:
    worker, lan = register(prefecture, phone=PHONE), signed_in(prefecture.lan)
    page = reverse("station:worker-change", args=[worker.pk])
    form = lan.get(page).context["form"]
    said = {"key": uuid4(), "crafts": [prefecture.crafts["weaving"].pk], "works_at_home": "on"}
    assert list(form.fields["crafts"].queryset) == [prefecture.crafts["weaving"]]  # straw is known
    said |= {name: form[name].value() for name in ("name", "phone", "minutes_per_day")}
    assert lan.post(page, said | {"phone": "139 0000 0101"}).context["form"].errors["phone"]
    for _press in range(2):
        answer = lan.post(page, said | {"minutes_per_day": "90"})
        assert answer["Location"] == reverse("station:worker", args=[worker.pk])
    worker.refresh_from_db()
    assert (worker.minutes_per_day, worker.phone.as_e164, worker.is_carer) == (90, PHONE, False)
