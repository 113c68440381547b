"""Share an enquiry, an offer, an address, and a network that can promise among tests of bulk buying."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from oscar.core.loading import get_model

from catalog.models import Product
from shop.enquiries import asking, promising, quoting
from shop.enquiries.costing import Cost, Material
from shop.enquiries.models import Enquiry, Quote
from tests.personas import Prefecture, in_days

Country = get_model("address", "Country")
ShippingAddress = get_model("order", "ShippingAddress")
ANNA = asking.Contact("陈安娜", "安家礼品", "+8613900000003", "anna@example.org")
TERMS = quoting.Terms(
    pieces=5000,
    unit_price=Decimal("71.33"),
    freight=Decimal("860.05"),
    deposit_share=Decimal("0.3"),
    promise_on=in_days(60),
    valid_until_on=in_days(14),
    words="含外箱与唛头。",
)


def costing(per_piece: str, pieces: int = 5000) -> Cost:
    """Return a cost of so many CNY a piece, all of it for straw."""
    straw = Material("麦草", "wheat straw", "kg", Decimal(1), Decimal(per_piece))
    return Cost(pieces, in_days(0), None, (straw,), (), Decimal("0.08"), Decimal(0), (), Decimal(0))


def at_a_cost(per_piece: str) -> promising.Provider:
    """A network that makes any number by the 40th day from now, at so many CNY a piece."""

    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> promising.Promise:
        return promising.Promise(True, in_days(38), in_days(40), 6, costing(per_piece, pieces))

    return answer


@pytest.fixture
def ask(prefecture: Prefecture) -> Callable[..., Enquiry]:
    """Ask for Anna's 5,000 baskets as a guest by `ask(...)`, with the given changes."""

    def make(**other: Any) -> Enquiry:
        wish: dict[str, Any] = {"product": prefecture.products["basket"], "pieces": 5000, "wish_on": in_days(60)}
        wish |= {"contact": ANNA, "by": None, "key": uuid4(), "words": "可以印标吗?"}
        return asking.ask(**wish | other)

    return make


@pytest.fixture
def quote(ask: Callable[..., Enquiry], prefecture: Prefecture) -> Quote:
    """Return Mei's offer to Anna."""
    return quoting.send(ask(), TERMS, by=prefecture.mei, key=uuid4())


@pytest.fixture
def address(db: None) -> Any:
    """Return an unsaved address in Beijing."""
    country, _ = Country.objects.get_or_create(
        iso_3166_1_a2="CN", defaults={"iso_3166_1_a3": "CHN", "printable_name": "中国", "name": "中国"}
    )
    where = {"last_name": "陈安娜", "state": "北京市", "line4": "朝阳区", "line1": "工体北路 1 号"}
    return ShippingAddress(country=country, phone_number="+8613900000003", **where)


@pytest.fixture(autouse=True)
def network() -> Iterator[Callable[[promising.Provider], None]]:
    """Let no planner answer in these tests until `network(provider)` lets one."""
    before = list(promising._providers)
    promising._providers.clear()
    yield promising.register
    promising._providers[:] = before
