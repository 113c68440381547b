"""Create the people of the tests and the small prefecture they live in.

Mei and Hong run the straw base, Otto another one. Lan leads the village station of Liuzhuang, where Xiuying and Guilan
work, and Fen the one of Beichen, where Yan works. Anna buys, Ben buys something else. Guan is an officer of the
association, Shu of one county. Zhen writes stories, Mo publishes them. Tai keeps the shop, Root may do everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from catalog.models import Category, PriceTier, Product
from dispatch.models import Material, Operation, RateCard, SheetMaterial, TechSheet
from shop.accounts import staffing
from shop.accounts.models import User
from workshops.models import (
    Base,
    Certification,
    Craft,
    LeadTimes,
    Link,
    MinimumWage,
    PayAccount,
    Place,
    Post,
    Skill,
    Station,
    Worker,
)

PASSWORD = "straw-plait-willow"
Partner: Any = get_model("partner", "Partner")
StockRecord: Any = get_model("partner", "StockRecord")
ProductClass: Any = get_model("catalogue", "ProductClass")


def person(name: str, *, phone: str | None = None, **more: Any) -> User:
    """Create a user who signs in with `<name>@example.org` and PASSWORD."""
    return User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, first_name=name, phone=phone, **more)


def product(base: Base, title: str, title_en: str, *, price: str, stock: int = 50, category: Category) -> Product:
    """Create a product of a base with a price in CNY and pieces in stock, in one category."""
    kind, _ = ProductClass.objects.get_or_create(slug="craft", defaults={"name": "手工艺品", "requires_shipping": True})
    made = Product.objects.create(
        title=title, title_en=title_en, product_class=kind, description=f"{title}。", description_en=f"{title_en}."
    )
    made.categories.add(category)
    StockRecord.objects.create(
        product=made, partner=base.partner, partner_sku=f"S{made.pk}", price=Decimal(price), num_in_stock=stock
    )
    return made


def tech_sheet(
    made: Product, base: Base, craft: Craft, *steps: tuple[str, str, str], by: User, by_second: User
) -> TechSheet:
    """Create a tech sheet with operations (name, standard minutes, CNY per piece) whose rates two people agreed on."""
    sheet = TechSheet.objects.create(product=made, base=base, min_lot=10)
    for position, (name, minutes, rate) in enumerate(steps, start=1):
        operation = Operation.objects.create(
            sheet=sheet, position=position, name=name, name_en=name, craft=craft, standard_minutes=Decimal(minutes)
        )
        RateCard.objects.create(
            operation=operation,
            rate=Decimal(rate),
            standard_minutes=Decimal(minutes),
            from_on=date(2026, 1, 1),
            proposed_by=by,
            approved_by=by_second,
            approved_at=timezone.now(),
        )
    straw, _ = Material.objects.get_or_create(
        base=base, name="麦草", defaults={"name_en": "wheat straw", "unit": "kg", "unit_cost": Decimal("6.5")}
    )
    SheetMaterial.objects.create(sheet=sheet, material=straw, per_piece=Decimal("0.8"))
    sheet.state = TechSheet.State.IN_FORCE
    sheet.save()
    return sheet


@dataclass
class Prefecture:
    """Everything that the tests' prefecture starts with, by name."""

    people: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    counties: dict[str, Place] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)
    crafts: dict[str, Craft] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """Return a user by her name: `prefecture.mei` is the user Mei."""
        try:
            people: dict[str, User] = self.__dict__["people"]
            return people[name]
        except KeyError:
            raise AttributeError(name) from None


def build_prefecture() -> Prefecture:
    """Build the small prefecture: two counties, three village stations, two bases, three workers, two products."""
    Site.objects.get_or_create(pk=1, defaults={"domain": "testserver", "name": "巧手 Qiaoshou"})  # a flush took it
    world = Prefecture()
    build_places(world)
    build_people(world)
    build_work(world)
    return world


def without_lead_times(base: Base, **days: Any) -> LeadTimes:
    """Let a base work every day around the clock with no days beside the making, but for the given ones."""
    none = dict.fromkeys(("answer_days", "sample_days", "material_days", "checking_days", "packing_days"), 0)
    lead = {"week": 7, "closes_at": time(23, 59, 59), "order_share": 1, "pieces_a_day": 1_000_000}
    return LeadTimes.objects.update_or_create(base=base, defaults=none | lead | days)[0]


def build_places(world: Prefecture) -> None:
    world.places["cangzhou"] = prefecture = Place.objects.create(
        code="1309", name="沧州市", name_en="Cangzhou", level=Place.Level.PREFECTURE
    )
    for index, (code, name, name_en) in enumerate([("130922", "青县", "Qingxian"), ("130926", "肃宁县", "Suning")]):
        world.counties[name_en.lower()] = Place.objects.create(
            level=Place.Level.COUNTY,
            parent=prefecture,
            code=code,
            name=name,
            name_en=name_en,
            area_class="2",
            latitude=38,
            longitude=117,
            tile_x=index,
            tile_y=0,
        )
    MinimumWage.objects.create(area_class="2", hourly=Decimal("15.00"), from_on=date(2020, 1, 1), source="example")
    weaving = Craft.objects.create(code="weaving", name="编织", name_en="Weaving")
    world.crafts["weaving"] = weaving
    world.crafts["straw"] = Craft.objects.create(
        code="straw", name="草柳编", name_en="Straw and willow", parent=weaving
    )
    world.crafts["paper"] = Craft.objects.create(code="paper", name="剪纸", name_en="Paper-cutting")
    for county, key in ((world.counties["qingxian"], "qingxian"), (world.counties["suning"], "suning")):
        world.stations[key] = Station.objects.create(
            code=f"C{county.code}", name=f"{county.name}服务站", name_en=f"{county.name_en} station", level="county",
            place=county, latitude=38, longitude=117,
        )  # fmt: skip
    villages = [("liuzhuang", "刘庄", "qingxian"), ("beichen", "北陈屯", "qingxian"), ("xiaowang", "小王庄", "suning")]
    for number, (key, name, county_key) in enumerate(villages, start=1):
        at = Place.objects.create(
            code=f"{world.counties[county_key].code}-{number}", name=name, name_en=key.title(),
            level=Place.Level.VILLAGE, parent=world.counties[county_key],
        )  # fmt: skip
        village = Station.objects.create(
            code=f"V{number:03}", name=f"{name}加工站", name_en=f"{key.title()} station", level="village", place=at,
            parent=world.stations[county_key], latitude=38, longitude=117,
        )  # fmt: skip
        world.stations[key] = village
        for craft in ("weaving", "straw"):
            Certification.objects.create(station=village, craft=world.crafts[craft], from_on=date(2024, 1, 1))


def build_people(world: Prefecture) -> None:
    phones = {"xiuying": "+8613900000001", "lan": "+8613900000002", "anna": "+8613900000003", "fen": "+8613900000004"}
    for name in ["mei", "hong", "otto", "lan", "fen", "xiuying", "yan", "anna", "ben", "guan", "shu", "zhen", "mo"]:
        world.people[name] = person(name.title(), phone=phones.get(name))
    world.people["tai"] = person("Tai", is_staff=True)
    world.people["tai"].groups.add(Group.objects.get(name=staffing.GROUP))
    world.people["root"] = person("Root", is_staff=True, is_superuser=True)
    for key, name, county in (("straw", "青县草编合作社", "qingxian"), ("cloth", "肃宁布艺厂", "suning")):
        partner = Partner.objects.create(name=name, code=key)
        base = Base.objects.create(
            partner=partner, slug=key, name=name, name_en=f"{key.title()} base", form="cooperative",
            place=world.counties[county], latitude=38, longitude=117,
        )  # fmt: skip
        world.bases[key] = base
        for village in ("liuzhuang", "beichen", "xiaowang"):
            Link.objects.create(
                base=base, station=world.stations[village], cost_per_piece=Decimal("0.20"), cost_per_lot=Decimal("40")
            )
    Post.objects.create(user=world.mei, role=Post.Role.BASE_MANAGER, base=world.bases["straw"])
    Post.objects.create(user=world.hong, role=Post.Role.BASE_MANAGER, base=world.bases["straw"])
    Post.objects.create(user=world.otto, role=Post.Role.BASE_MANAGER, base=world.bases["cloth"])
    Post.objects.create(user=world.lan, role=Post.Role.STATION_LEAD, station=world.stations["liuzhuang"])
    Post.objects.create(user=world.fen, role=Post.Role.STATION_LEAD, station=world.stations["beichen"])
    Post.objects.create(user=world.guan, role=Post.Role.ASSOCIATION_OFFICER, place=world.places["cangzhou"])
    Post.objects.create(user=world.shu, role=Post.Role.COUNTY_OFFICER, place=world.counties["qingxian"])
    for who, group in (("zhen", "Editors"), ("mo", "Moderators")):
        world.people[who].groups.add(Group.objects.get_or_create(name=group)[0])


def build_work(world: Prefecture) -> None:
    makers = (("xiuying", "王秀英", "liuzhuang"), ("guilan", "李桂兰", "liuzhuang"), ("yan", "赵艳", "beichen"))
    for number, (key, name, village) in enumerate(makers, start=1):
        worker = Worker.objects.create(
            number=f"W{number:05}", name=name, station=world.stations[village], user=world.people.get(key),
            phone=f"+86139000001{number:02}", minutes_per_day=240, joined_on=date(2025, 3, 1),
        )  # fmt: skip
        world.workers[key] = worker
        PayAccount.objects.create(
            worker=worker, kind=PayAccount.Kind.BANK, bank="农村信用社", holder=name, changed_by=world.guan,
            number=f"62218800000000{number:02}",
        )  # fmt: skip
        for craft in ("weaving", "straw"):
            Skill.objects.create(worker=worker, craft=world.crafts[craft], since_on=date(2025, 3, 1))
    world.categories["straw"] = Category.add_root(name="草柳编", name_en="Straw and willow", slug="straw")
    basket = product(
        world.bases["straw"], "草柳编收纳篮", "Straw storage basket", price="128.00", category=world.categories["straw"]
    )
    PriceTier.objects.create(product=basket, from_pieces=100, unit_price=Decimal("76.00"))
    steps = ("编篮身", "70", "20.5"), ("缝提手", "25", "7.5")
    tech_sheet(basket, world.bases["straw"], world.crafts["straw"], *steps, by=world.mei, by_second=world.hong)
    world.products["basket"] = basket
    world.products["tiger"] = product(
        world.bases["cloth"], "布老虎", "Cloth tiger", price="88.00", category=world.categories["straw"]
    )


@pytest.fixture
def prefecture(db: None) -> Prefecture:
    """Return the small prefecture that this module's first lines describe."""
    return build_prefecture()


@pytest.fixture
def signed_in(client: Client) -> Callable[[User | None], Client]:
    """Return a test client by `signed_in(user)` with that user signed in. None is a visitor."""

    def sign_in(user: User | None) -> Client:
        fresh = client.__class__()
        if user is not None:
            fresh.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return fresh

    return sign_in


def in_days(days: int) -> date:
    """Return the date `days` days from today, on this site's clock."""
    return timezone.localdate() + timedelta(days=days)
