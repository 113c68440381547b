"""Test that the second of two people who change the same thing sees what the first did before she overwrites it."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch import planning
from dispatch.models import Lot, TechSheet
from shop.accounts.models import User
from shop.enquiries import asking
from shop.enquiries.models import Enquiry
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days
from tests.reading import words
from tests.test_forms import signed_in
from workshops import households
from workshops.models import Base, Link, Post, Worker


def filled(client: Client, page: str, **typed: Any) -> dict[str, Any]:
    """Return the form of a page as it is shown, with what she types."""
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    form: Any = next(each for each in soup.find_all("form", method="post") if each.find(attrs={"name": "seen"}))
    said: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        kind, name = field.get("type"), field.get("name")
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True)
            said[name] = chosen["value"] if chosen else ""
        else:
            said[name] = field.text.strip() if field.name == "textarea" else field.get("value", "")
    return said | typed


def told(answer: Any) -> str:
    """Return what the summary of a refused form says."""
    return words(BeautifulSoup(answer.content, "html.parser").select_one(".errors"))


def second_overwrites(
    first: tuple[User, dict[str, Any]], second: tuple[User, dict[str, Any]], page: str, to: str
) -> Any:
    """Let two people open a page, the first send it, the second send it and (told of it) send it again."""
    (one, hers), (other, his) = first, second
    early, late = signed_in(one), signed_in(other)
    said, later = filled(early, page, **hers), filled(late, page, **his)
    assert early.post(to, said).status_code == 302, "the first is not asked"
    answer: Any = late.post(to, later)
    assert answer.status_code in (200, 422)
    again = filled_of(answer)
    assert all(again[name] == str(value) for name, value in his.items()), "nothing of her typing is lost"
    assert late.post(to, later | {"seen": again["seen"]}).status_code == 302, "asked once, she is taken"
    return told(answer)


def filled_of(answer: Any) -> dict[str, str]:
    soup = BeautifulSoup(answer.content, "html.parser")
    form: Any = next(each for each in soup.find_all("form", method="post") if each.find(attrs={"name": "seen"}))
    fields = form.find_all(["input", "select", "textarea"])
    said = {}
    for field in fields:
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        chosen = field.find("option", selected=True) if field.name == "select" else None
        said[field.get("name")] = chosen["value"] if chosen else (field.get("value") or field.text.strip())
    return said


def test_a_rule_of_surplus(prefecture: Prefecture) -> None:
    page = "/en/desk/pay/tolerance/"
    said = second_overwrites((prefecture.mei, {"percent": "8"}), (prefecture.hong, {"percent": "12"}), page, page)
    assert "Mei changed this on" in said
    assert f"{timezone.localdate():%Y}" in said
    assert "0 → 8" in said
    assert Base.objects.get(slug="straw").tolerance * 100 == 12


def test_how_a_base_settles(prefecture: Prefecture) -> None:
    page = "/en/desk/pay/settings/"
    said = second_overwrites((prefecture.mei, {"how": "by_lot"}), (prefecture.hong, {"how": "monthly"}), page, page)
    assert "Mei changed this on" in said
    assert Base.objects.get(slug="straw").settles == "monthly"


def test_the_broker_of_a_station(prefecture: Prefecture) -> None:
    link = prefecture.bases["straw"].links.get(station=prefecture.stations["liuzhuang"])
    for who in (prefecture.anna, prefecture.ben):
        Post.objects.create(user=who, role=Post.Role.BROKER, station=link.station)
    page = f"/en/desk/pay/settings/stations/{link.pk}/"
    hers, his = {"broker": prefecture.anna.pk, "rate": "0.3"}, {"broker": prefecture.ben.pk, "rate": "0.4"}
    said = second_overwrites((prefecture.mei, hers), (prefecture.hong, his), page, page)
    assert "Broker: nobody → Anna" in said
    assert "0 → 0.3" in said
    assert Link.objects.get(pk=link.pk).broker == prefecture.ben


def test_a_tech_sheet(prefecture: Prefecture) -> None:
    sheet = TechSheet.objects.get(product=prefecture.products["basket"])
    page = f"/en/desk/sheets/{sheet.pk}/"
    hers = {"min_lot": "20", "steps-0-standard_minutes": "65"}
    said = second_overwrites((prefecture.mei, hers), (prefecture.hong, {"notes": "麦草要晒两天。"}), page, page)
    assert "Smallest sensible lot: 10 → 20" in said
    assert "70.00" in said
    assert "65.00" in said
    sheet.refresh_from_db()
    assert sheet.notes == "麦草要晒两天。"


def test_a_quote(prefecture: Prefecture) -> None:
    enquiry: Enquiry = asking.ask(
        product=prefecture.products["basket"], pieces=5000, wish_on=in_days(60), words="", file=None,
        contact=asking.Contact("陈安娜", "", "+8613900000003", ""), by=None, key=uuid4(),
    )  # fmt: skip
    page = f"/en/desk/enquiries/{enquiry.number}/"
    terms = {"freight": "0", "promise_on": in_days(60).isoformat()}
    hers, his = terms | {"unit_price": "71.33"}, terms | {"unit_price": "69.00"}
    said = second_overwrites((prefecture.mei, hers), (prefecture.hong, his), page, f"{page}quotes/")
    assert "Mei changed this on" in said
    assert "Price per piece: – → ¥71.33" in said
    assert [f"{quote.unit_price}" for quote in enquiry.quotes.all()] == ["69.00", "71.33"]


def test_the_file_of_a_woman(prefecture: Prefecture) -> None:
    Post.objects.create(user=prefecture.ben, role=Post.Role.BROKER, station=prefecture.stations["liuzhuang"])
    worker: Worker = prefecture.workers["guilan"]
    page = f"/en/station/workers/{worker.pk}/change/"
    hers, his = {"minutes_per_day": "300"}, {"name": "李桂蘭"}
    said = second_overwrites((prefecture.lan, hers), (prefecture.ben, his), page, page)
    assert "Minutes a day: 240 → 300" in said


def test_the_parts_of_a_household(prefecture: Prefecture) -> None:
    Post.objects.create(user=prefecture.ben, role=Post.Role.BROKER, station=prefecture.stations["liuzhuang"])
    women = [prefecture.workers[who] for who in ("xiuying", "guilan")]
    home = households.register(prefecture.stations["liuzhuang"], head="王大山", members=women, by=prefecture.lan)
    page, agree = f"/en/station/households/{home.pk}/", {"do": "agree"}
    parts = [f"parts_{woman.pk}" for woman in women]
    hers, his = dict(zip(parts, ("2", "1"), strict=True)), dict(zip(parts, ("1", "3"), strict=True))
    early, late = signed_in(prefecture.lan), signed_in(prefecture.ben)
    said, later = filled(early, page, **hers, **agree), filled(late, page, **his, **agree)
    assert early.post(page, said).status_code == 302
    assert "王秀英 W00001: – → 2" in told(late.post(page, later))
    assert sorted(households.parts_of(home).values()) == [1, 2]


def test_a_second_press_of_the_same_form_is_not_a_change(prefecture: Prefecture) -> None:
    client, page = signed_in(prefecture.mei), "/desk/pay/tolerance/"
    said = filled(client, page, percent="8")
    assert [client.post(page, said).status_code for _press in range(2)] == [302, 302]


@pytest.mark.parametrize("version", ["", "of another site"])
def test_a_form_without_its_version_is_taken_as_before(prefecture: Prefecture, version: str) -> None:
    client, page = signed_in(prefecture.mei), "/desk/pay/tolerance/"
    said = filled(client, page, percent="8") | {"seen": version}
    assert client.post(page, said).status_code == 302


def test_a_draft_plan_is_not_published_as_nobody_has_seen_it(prefecture: Prefecture) -> None:
    work_order(prefecture, pieces=60, due_on=in_days(30))
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    planning.solve_plan(plan.pk, iterations=50)
    early, late, board = signed_in(prefecture.mei), signed_in(prefecture.hong), f"/en/desk/dispatch/?plan={plan.pk}"
    publish, seen = reverse("desk:plan-publish", args=[plan.pk]), filled(late, board)["seen"]
    line = plan.lines.filter(pieces__gt=0)[0]
    early.post(reverse("desk:line-change", args=[line.pk, "pin"]))
    answer: Any = late.post(f"/en{publish}", {"seen": seen}, follow=True)
    said = words(BeautifulSoup(answer.content, "html.parser").select_one(".notices"))
    assert "Mei changed this on" in said
    assert f"{line.pieces} → {line.pieces} · pinned" in said
    assert not Lot.objects.exists()
    late.post(publish, {"seen": filled(late, board)["seen"]})
    assert Lot.objects.exists()
