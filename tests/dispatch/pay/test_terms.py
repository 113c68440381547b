"""Test that a base's manager sets its settlement and brokers, and that lots that are out stay as issued."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Lot, Period
from dispatch.pay import terms
from dispatch.pay.errors import BrokerMissing, NotABroker, WrongRate
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours
from tests.dispatch.ordering import bulk_order, plan_line
from tests.personas import Prefecture, in_days
from workshops import brokers
from workshops.errors import ManagesTheBase, StillServes
from workshops.models import Base, JournalEntry, Link, Post

SignedIn = Any


@pytest.fixture
def link(prefecture: Prefecture) -> Link:
    """Return the straw base's link to Liuzhuang, where Ben is a broker."""
    station = prefecture.stations["liuzhuang"]
    Post.objects.create(user=prefecture.ben, role=Post.Role.BROKER, station=station)
    return prefecture.bases["straw"].links.get(station=station)


def issue(world: Prefecture, pieces: int = 20) -> Lot:
    """Issue a lot for Liuzhuang as things stand."""
    from dispatch.models import WorkOrder
    from dispatch.work import issuing
    from dispatch.work.opening import open_work_orders

    order = bulk_order(world, pieces=pieces, due_on=in_days(30))
    order.set_status("paid")
    work_order = WorkOrder.objects.filter(line__order=order).first() or open_work_orders(order, by=None)[0]
    return issuing.issue([plan_line(world, work_order, world.stations["liuzhuang"], pieces)], by=world.mei)[0]


def test_a_new_settlement_holds_for_lots_issued_from_now_on(prefecture: Prefecture) -> None:
    base = prefecture.bases["straw"]
    before = issue(prefecture)
    terms.set_settlement(base, how=Base.Settles.BY_LOT, by=prefecture.mei)
    terms.set_settlement(base, how=Base.Settles.BY_LOT, by=prefecture.hong)
    after = issue(prefecture)
    assert [period.lot for period in Period.objects.filter(lot__isnull=False)] == [after]
    assert before.work_order.base_id == base.pk
    entry = JournalEntry.objects.get(verb="terms.set_settlement")
    assert (entry.by, entry.data) == (prefecture.mei, {"before": "monthly", "now": "by_lot"})
    with pytest.raises(NotYours):
        terms.set_settlement(base, how=Base.Settles.MONTHLY, by=prefecture.otto)


def test_a_broker_of_the_station_earns_on_the_next_lots(prefecture: Prefecture, link: Link) -> None:
    before = issue(prefecture)
    terms.set_broker(link, broker=prefecture.ben, rate=Decimal("0.2500"), by=prefecture.mei)
    after = issue(prefecture)
    assert [(lot.broker, lot.broker_rate) for lot in (before, after)] == [(None, 0), (prefecture.ben, Decimal("0.25"))]
    terms.set_broker(link, broker=None, rate=Decimal(0), by=prefecture.hong)
    rows = JournalEntry.objects.filter(verb="terms.set_broker", station=link.station).order_by("pk")
    assert [(row.by, row.data["broker"], row.data["rate"]) for row in rows] == [
        (prefecture.mei, "Ben", "0.2500"), (prefecture.hong, "", "0"),
    ]  # fmt: skip


def test_a_broker_has_her_post_at_the_station_and_a_rate_in_bounds(prefecture: Prefecture, link: Link) -> None:
    cases: list[tuple[type[Exception], User | None, str, User]] = [
        (NotYours, prefecture.ben, "0.25", prefecture.otto), (NotYours, prefecture.ben, "0.25", prefecture.lan),
        (NotABroker, prefecture.anna, "0.25", prefecture.mei), (BrokerMissing, None, "0.25", prefecture.mei),
        (WrongRate, prefecture.ben, "-0.01", prefecture.mei), (WrongRate, prefecture.ben, "0.00001", prefecture.mei),
    ]  # fmt: skip
    for refusal, broker, rate, by in cases:
        with pytest.raises(refusal):
            terms.set_broker(link, broker=broker, rate=Decimal(rate), by=by)
    link.refresh_from_db()
    assert link.broker is None and not JournalEntry.objects.filter(verb="terms.set_broker").exists()


def test_settlement_and_broker_are_set_on_the_desk(prefecture: Prefecture, link: Link, signed_in: SignedIn) -> None:
    page, broker = reverse("desk:pay-settings"), reverse("desk:pay-broker", args=[link.pk])
    mei: Client = signed_in(prefecture.mei)
    mei.post(page, {"key": uuid4(), "how": "by_lot"})
    assert mei.post(page, {"key": uuid4(), "how": "by_moon"}).context["form"].errors["how"]
    said = {"key": uuid4(), "broker": prefecture.ben.pk, "rate": "0.25"}
    for field, wrong in (("broker", ""), ("broker", prefecture.anna.pk), ("rate", "-1"), ("rate", "")):
        assert mei.post(broker, {**said, field: wrong}).context["form"].errors[field], (field, wrong)
    mei.post(broker, said)
    link.refresh_from_db()
    assert (link.broker, link.broker_rate, link.base.settles) == (prefecture.ben, Decimal("0.25"), "by_lot")
    shown = mei.get("/en" + page).content.decode()
    assert "lot by lot" in shown and "Ben, ¥0.25" in shown and "¥0.25" in shown
    assert signed_in(prefecture.otto).get(broker).status_code == 404


def test_a_manager_or_an_officer_gives_and_takes_the_post(prefecture: Prefecture) -> None:
    station = prefecture.stations["liuzhuang"]
    for by in (prefecture.mei, prefecture.guan):
        posts = {brokers.appoint(station, person=prefecture.anna, by=by).pk for _again in range(2)}
        assert list(terms.brokers_of(station)) == [prefecture.anna] and len(posts) == 1
        (post,) = Post.objects.filter(pk__in=posts)
        brokers.dismiss(post, by=by)
        with pytest.raises(AlreadyDone):  # two of them at once
            brokers.dismiss(Post(pk=posts.pop()), by=by)
        assert not terms.brokers_of(station).exists()
    noted = JournalEntry.objects.filter(station=station, verb__startswith="brokers.").order_by("pk")
    assert [(row.verb, row.by, row.data["broker"]) for row in noted] == [
        ("brokers.appoint", prefecture.mei, "Anna"), ("brokers.dismiss", prefecture.mei, "Anna"),
        ("brokers.appoint", prefecture.guan, "Anna"), ("brokers.dismiss", prefecture.guan, "Anna"),
    ]  # fmt: skip


def test_a_manager_is_no_broker_and_a_serving_broker_keeps_her_post(prefecture: Prefecture, link: Link) -> None:
    for person, by in ((prefecture.hong, prefecture.mei), (prefecture.otto, prefecture.guan)):
        with pytest.raises(ManagesTheBase):
            brokers.appoint(link.station, person=person, by=by)
    post = link.station.posts.get(role=Post.Role.BROKER)
    terms.set_broker(link, broker=prefecture.ben, rate=Decimal("0.25"), by=prefecture.mei)
    with pytest.raises(StillServes):
        brokers.dismiss(post, by=prefecture.otto)
    lead = link.station.posts.get(role=Post.Role.STATION_LEAD)
    for wrong, by in ((post, prefecture.shu), (post, prefecture.lan), (lead, prefecture.mei)):
        with pytest.raises(NotYours):
            brokers.dismiss(wrong, by=by)
    with pytest.raises(NotYours):
        brokers.appoint(link.station, person=prefecture.anna, by=prefecture.lan)


def test_the_post_is_given_by_phone_and_taken_on_the_desk(
    prefecture: Prefecture, link: Link, signed_in: SignedIn
) -> None:
    page, mei = reverse("desk:pay-broker", args=[link.pk]), signed_in(prefecture.mei)
    said = {"form": "post", "post-key": uuid4(), "post-phone": "139 0000 0003"}
    assert "phone" in mei.post(page, said).context["post_form"].errors  # Anna has not shown that it is hers
    User.objects.filter(pk=prefecture.anna.pk).update(phone_verified_at=timezone.now())
    assert "Anna" in mei.post(page, said, follow=True).content.decode()
    post = link.station.posts.get(user=prefecture.anna)
    away = reverse("desk:pay-broker-dismiss", args=[link.pk, post.pk])
    assert signed_in(prefecture.otto).post(away).status_code == 404
    assert "Anna" in mei.post(away, follow=True).content.decode()
    assert not Post.objects.filter(pk=post.pk).exists()


def test_the_association_gives_and_takes_it_too_and_a_county_only_looks(
    prefecture: Prefecture, link: Link, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=prefecture.anna.pk).update(phone_verified_at=timezone.now())
    page, guan, shu = reverse("federation:brokers"), signed_in(prefecture.guan), signed_in(prefecture.shu)
    said = {"key": uuid4(), "station": "v001", "phone": "13900000003"}
    assert guan.post(page, said | {"station": "V999"}).context["form"].errors["station"]
    assert "Anna" in guan.post(page, said, follow=True).content.decode()
    assert "Anna" in shu.get(page, {"q": "刘庄"}).content.decode()
    assert "Anna" not in shu.get(page, {"q": "北陈"}).content.decode()
    shu.post(page, said | {"phone": prefecture.xiuying.phone.as_e164})
    post = link.station.posts.get(user=prefecture.anna)
    away = reverse("federation:broker-dismiss", args=[post.pk])
    assert shu.post(away).status_code == 404
    guan.post(away)
    assert list(terms.brokers_of(link.station)) == [prefecture.ben]
