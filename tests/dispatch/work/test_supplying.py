"""Test that materials add up: nothing comes from nowhere and nothing disappears."""

from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch.models import LotMaterial
from dispatch.pay.ledger import reconcile
from dispatch.work import supplying
from dispatch.work.errors import NotEnoughMaterial
from shop.refusing import KeyReused, NotYours, ReasonMissing, WrongCount
from tests.dispatch.lots import lot_at
from tests.personas import Prefecture


@pytest.fixture
def straw(prefecture: Prefecture) -> LotMaterial:
    """Return the 8 kg of straw that the base sent with a lot."""
    return lot_at(prefecture, pieces=10).materials.get()


def test_a_delivery_is_booked_once(prefecture: Prefecture, straw: LotMaterial) -> None:
    key, quantities = uuid4(), {straw.pk: Decimal("7.5")}
    first = supplying.book_in(lot=straw.lot, quantities=quantities, by=prefecture.lan, key=key)
    assert supplying.book_in(lot=straw.lot, quantities=quantities, by=prefecture.lan, key=key) == first
    with pytest.raises(KeyReused):
        supplying.book_in(lot=straw.lot, quantities={straw.pk: Decimal(8)}, by=prefecture.lan, key=key)
    straw.refresh_from_db()
    assert (straw.booked_in, straw.at_hand) == (Decimal("7.5"), Decimal("7.5"))


def test_no_more_is_booked_in_than_was_sent(prefecture: Prefecture, straw: LotMaterial) -> None:
    with pytest.raises(NotEnoughMaterial) as refusal:
        supplying.book_in(lot=straw.lot, quantities={straw.pk: Decimal(9)}, by=prefecture.lan, key=uuid4())
    assert refusal.value.most == "8"
    other = lot_at(prefecture).materials.get()
    with pytest.raises(WrongCount):
        supplying.book_in(lot=straw.lot, quantities={other.pk: Decimal(1)}, by=prefecture.lan, key=uuid4())


def test_used_returned_and_scrapped_are_what_was_there(prefecture: Prefecture, straw: LotMaterial) -> None:
    supplying.book_in(lot=straw.lot, quantities={straw.pk: Decimal(8)}, by=prefecture.lan, key=uuid4())
    supplying.use(line=straw, quantity=Decimal(5), by=prefecture.lan, key=uuid4())
    supplying.scrap(line=straw, quantity=Decimal(1), by=prefecture.lan, key=uuid4(), note="mouldy")
    key = uuid4()
    for _repeat in range(2):
        supplying.give_back(line=straw, quantity=Decimal("1.5"), by=prefecture.lan, key=key)
    with pytest.raises(NotEnoughMaterial):
        supplying.use(line=straw, quantity=Decimal("0.51"), by=prefecture.lan, key=uuid4())
    with pytest.raises(ReasonMissing):
        supplying.scrap(line=straw, quantity=Decimal("0.1"), by=prefecture.lan, key=uuid4(), note=" ")
    straw.refresh_from_db()
    assert straw.at_hand == Decimal("0.5")
    assert straw.moves.count() == 5
    assert reconcile() == []


def test_only_who_runs_the_station_keeps_its_materials(prefecture: Prefecture, straw: LotMaterial) -> None:
    with pytest.raises(NotYours):
        supplying.book_in(lot=straw.lot, quantities={straw.pk: Decimal(1)}, by=prefecture.fen, key=uuid4())
