"""Test that every list finds a row by what it shows, in both languages, and that an empty result shows a message."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dispatch.models import DispatchPlan, Period
from dispatch.pay import settling
from dispatch.work import issuing
from shop.accounts.models import User
from shop.enquiries.models import Enquiry
from tests.dispatch.lots import lot_at, made
from tests.dispatch.ordering import lot, work_order
from tests.personas import Prefecture, in_days, product, tech_sheet
from workshops import households
from workshops.models import Post, TrainingClass

SignIn = Callable[[User | None], Client]

LISTS = {
    "mei": ["desk:lots", "desk:orders", "desk:rates", "desk:sheets", "desk:enquiry-list"],
    "lan": ["station:lots", "station:workers", "station:households"],
    "guan": [f"federation:{name}" for name in ("counties", "stations", "bases", "lots", "training", "brokers")],
}
FIRST_USE = [
    "Publish a plan", "When a buyer accepts", "Operations stand on", "A tech sheet says how", "Buyers ask on",
    "No lots here", "No workers yet", "No households yet", "A county station enters", "nobody yet", "No lots yet",
]  # fmt: skip


def english(name: str, *args: object) -> str:
    """Return the English address of a page."""
    with override("en"):
        return reverse(name, args=args)


@pytest.fixture
def goods(prefecture: Prefecture) -> dict[str, str]:
    """Return the numbers of a lot, an order and an enquiry each, of baskets and of trays, at Liuzhuang."""
    straw, shelf = prefecture.bases["straw"], prefecture.categories["straw"]
    tray = product(straw, "「晓霞」柳编托盘", "Dawn Glow willow tray", price="68", category=shelf)
    people = {"by": prefecture.mei, "by_second": prefecture.hong}
    tech_sheet(tray, straw, prefecture.crafts["straw"], ("编盘底", "30", "9"), **people)
    numbers: dict[str, str] = {}
    for key, kind in (("basket", prefecture.products["basket"]), ("tray", tray)):
        order = work_order(prefecture, made=kind, pieces=40)
        given = lot(prefecture, order, prefecture.stations["liuzhuang"], 20)
        numbers |= {f"{key} order": order.number, f"{key} lot": issuing.accept(given, by=prefecture.lan).number}
        numbers[f"{key} enquiry"] = Enquiry.objects.get(product=kind).number
    DispatchPlan.objects.update(state=DispatchPlan.State.PUBLISHED)
    return numbers


@pytest.mark.parametrize(
    ("who", "name", "thing"),
    [
        ("mei", "desk:lots", "lot"),
        ("mei", "desk:orders", "order"),
        ("mei", "desk:dispatch", "order"),
        ("mei", "desk:enquiry-list", "enquiry"),
        ("lan", "station:lots", "lot"),
        ("guan", "federation:lots", "lot"),
    ],
)
def test_trays_are_found_and_no_baskets(
    prefecture: Prefecture, signed_in: SignIn, goods: dict[str, str], who: str, name: str, thing: str
) -> None:
    reader, tray, basket = signed_in(getattr(prefecture, who)), goods[f"tray {thing}"], goods[f"basket {thing}"]
    for address in (reverse(name), english(name)):
        for words in ("tray", "dawn TRAY", "托盘 晓霞", "xiaoxia", "tuopan xx", "lbtp", tray):
            page = reader.get(address, {"q": words}).content.decode()
            assert tray in page, words
            assert basket not in page, words


@pytest.mark.usefixtures("goods")
def test_baskets_are_found_where_the_page_lists_baskets(prefecture: Prefecture, signed_in: SignIn) -> None:
    mei = signed_in(prefecture.mei)
    for name in LISTS["mei"]:
        page = mei.get(english(name), {"q": "basket"}).content.decode()
        assert "Straw storage basket" in page, name
        assert "Dawn Glow" not in page, name


@pytest.mark.usefixtures("goods")
def test_rates_are_found_by_product_and_operation(prefecture: Prefecture, signed_in: SignIn) -> None:
    mei, address = signed_in(prefecture.mei), reverse("desk:rates")
    for words, steps in {
        "tray": ["编盘底"],
        "basket 提手": ["缝提手"],
        "bls": ["编篮身"],
        "bianlan": ["编篮身"],
        "shounalan": ["编篮身", "缝提手"],
    }.items():
        found = [operation.name for operation, _card in mei.get(address, {"q": words}).context["rows"]]
        assert found == steps, words


def test_a_lead_finds_her_women_and_their_households(prefecture: Prefecture, signed_in: SignIn) -> None:
    lan, addresses = signed_in(prefecture.lan), (reverse("station:workers"), reverse("station:households"))
    for key, head in (("xiuying", "赵大山"), ("guilan", "钱老四")):
        members = [prefecture.workers[key]]
        households.register(prefecture.stations["liuzhuang"], head=head, members=members, by=prefecture.lan)
    names = {"xiuying": ["王秀英"], "wxy": ["王秀英"], "li 桂": ["李桂兰"], "W00002": ["李桂兰"], "艳": []}
    for words, found in names.items():
        workers, homes = (lan.get(address, {"q": words}).context for address in addresses)
        assert [worker.name for worker in workers["page"]] == found, words
        assert [member.name for home in homes["page"] for member in home.members.all()] == found, words


def test_a_household_is_found_once_by_words_of_several_members(prefecture: Prefecture, signed_in: SignIn) -> None:
    members = [prefecture.workers["xiuying"], prefecture.workers["guilan"]]
    home = households.register(prefecture.stations["liuzhuang"], head="赵大山", members=members, by=prefecture.lan)
    lan, address = signed_in(prefecture.lan), reverse("station:households")
    for words in ("秀英 桂兰", "dashan xiuying guilan", "英 W0000"):
        assert list(lan.get(address, {"q": words}).context["page"]) == [home], words
    assert list(lan.get(address, {"q": "大山 艳"}).context["page"]) == []


def test_payslips_are_found_by_name_number_and_station(prefecture: Prefecture, signed_in: SignIn) -> None:
    given = lot_at(prefecture, pieces=3)
    made(prefecture, given, "xiuying", 2)
    made(prefecture, given, "guilan", 1)
    period = Period.objects.get()
    settling.close(period=period, by=prefecture.mei)
    mei, address = signed_in(prefecture.mei), english("desk:pay-period", period.pk)
    for words, name in {"xiuying": "王秀英", "lgl": "李桂兰", "W00002": "李桂兰", "liuzhuang 王": "王秀英"}.items():
        assert [row.worker.name for row in mei.get(address, {"q": words}).context["page"]] == [name], words
    assert "Nothing matches “nobody”" in mei.get(address, {"q": "nobody"}).content.decode()


def test_an_officer_finds_places_and_classes(prefecture: Prefecture, signed_in: SignIn) -> None:
    TrainingClass.objects.create(
        title="草编入门", craft=prefecture.crafts["straw"], station=prefecture.stations["liuzhuang"], seats=20,
        begins_on=in_days(5),
    )  # fmt: skip
    guan = signed_in(prefecture.guan)
    for name, words, rows in [
        ("counties", "qingxian", ["青县"]),
        ("counties", "sn", ["肃宁县"]),
        ("stations", "beichen station", ["北陈屯加工站"]),
        ("stations", "xiaowang suning", ["小王庄加工站"]),
        ("stations", "V001", ["刘庄加工站"]),
        ("bases", "caobian", ["青县草编合作社"]),
        ("bases", "cloth 肃宁", ["肃宁布艺厂"]),
        ("training", "straw liuzhuang", ["草编入门"]),
        ("training", "rumen", ["草编入门"]),
        ("training", "paper", []),
    ]:
        page = guan.get(reverse(f"federation:{name}"), {"q": words}).context["page"]
        assert [getattr(row, "title", "") or row.name for row in page] == rows, words


def test_a_broker_is_found_by_her_whole_name_and_her_place(prefecture: Prefecture, signed_in: SignIn) -> None:
    User.objects.filter(pk=prefecture.anna.pk).update(last_name="王", first_name="秀英")
    for person, key in ((prefecture.anna, "liuzhuang"), (prefecture.ben, "xiaowang")):
        Post.objects.create(user=person, role=Post.Role.BROKER, station=prefecture.stations[key])
    guan, address = signed_in(prefecture.guan), reverse("federation:brokers")
    for words in ("王秀", "xiuying", "liuzhuang", "刘庄 秀英", "qingxian wang"):
        assert [post.user for post in guan.get(address, {"q": words}).context["page"]] == [prefecture.anna], words


@pytest.mark.parametrize("who", LISTS)
def test_an_empty_result_says_so_and_offers_to_clear_the_search(
    prefecture: Prefecture, signed_in: SignIn, who: str
) -> None:
    reader = signed_in(getattr(prefecture, who))
    for name in LISTS[who]:
        page = reader.get(english(name), {"q": "<b>nothing", "sort": "number", "page": "3"}).content.decode()
        assert "Nothing matches “&lt;b&gt;nothing”" in page, name
        assert 'href="?sort=number">Clear the search' in page, name
        assert not [words for words in FIRST_USE if words in page], name
        assert reader.get(english(name), {"q": "%\0" * 150}).status_code == 200, name


@pytest.mark.parametrize(
    ("who", "name", "chosen"),
    [
        ("mei", "desk:lots", {"state": "declined"}),
        ("mei", "desk:orders", {"state": "late"}),
        ("mei", "desk:enquiry-list", {"state": "agreed"}),
        ("guan", "federation:lots", {"late": "1"}),
    ],
)
def test_a_filter_that_hides_every_row_offers_to_show_all(
    prefecture: Prefecture, signed_in: SignIn, who: str, name: str, chosen: dict[str, str]
) -> None:
    page = signed_in(getattr(prefecture, who)).get(english(name), chosen).content.decode()
    assert "Nothing fits this filter" in page
    assert 'href="?">Show all' in page
    assert not [words for words in FIRST_USE if words in page]


def test_a_list_before_its_first_row_says_what_brings_one(prefecture: Prefecture, signed_in: SignIn) -> None:
    mei = signed_in(prefecture.mei)
    for name, words in (("desk:lots", "Publish a plan"), ("desk:orders", "When a buyer accepts")):
        for query in ({}, {"q": "  "}):
            assert words in mei.get(english(name), query).content.decode()
