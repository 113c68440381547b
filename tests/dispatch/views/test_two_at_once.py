"""Test that the second of two people who change the same thing sees what the first did before she overwrites it."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch import planning
from dispatch.models import DispatchPlan, Lot, Outlay, PlanLine, TechSheet
from dispatch.pay import ceilings
from dispatch.rates import rating, tech_sheets
from shop.accounts.models import User
from shop.enquiries import asking
from shop.enquiries.models import Enquiry
from tests.dispatch.lots import hand, judge, lot_at, tell
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days
from tests.reading import words
from tests.test_forms import signed_in
from workshops import households, pay_accounts
from workshops.models import Base, Link, PayAccountChange, Post, Worker


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
    basket = prefecture.products["basket"]
    sheet = tech_sheets.draw_up(basket, base=prefecture.bases["straw"], by=prefecture.mei)
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


def test_a_draft_plan_is_not_put_aside_with_what_a_colleague_did_to_it(prefecture: Prefecture) -> None:
    plan, line, board = draft(prefecture)
    early, late = signed_in(prefecture.mei), signed_in(prefecture.hong)
    discard = reverse("desk:plan-discard", args=[plan.pk])
    seen = version_in(late, board, discard)
    early.post(reverse("desk:line-change", args=[line.pk, "pin"]))
    assert "Mei changed this on" in notices_of(late.post(f"/en{discard}", {"seen": seen}, follow=True))
    plan.refresh_from_db()
    assert plan.state == "draft"
    late.post(discard, {"seen": version_in(late, board, discard)})
    plan.refresh_from_db()
    assert plan.state == "discarded"


def test_a_pin_says_what_a_colleague_did_to_the_same_lot(prefecture: Prefecture) -> None:
    plan, line, board = draft(prefecture)
    early, late = signed_in(prefecture.mei), signed_in(prefecture.hong)
    pin, page = reverse("desk:line-change", args=[line.pk, "pin"]), f"{board}&line={line.pk}"
    seen = version_in(late, page, pin)
    early.post(pin, {"seen": version_in(early, page, pin)})
    assert "pinned" in notices_of(late.post(f"/en{pin}", {"seen": seen}, follow=True))
    other = plan.lines.filter(pieces__gt=0).exclude(pk=line.pk).first()
    if other is not None:  # a lot that nobody has touched is hers
        assert notices_of(late.post(f"/en/desk/dispatch/lines/{other.pk}/pin/", {"seen": seen}, follow=True)) == ""


def draft(prefecture: Prefecture) -> tuple[DispatchPlan, PlanLine, str]:
    """Return a draft, the first lot of it, and the address of its board."""
    work_order(prefecture, pieces=60, due_on=in_days(30))
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    planning.solve_plan(plan.pk, iterations=50)
    line = plan.lines.filter(pieces__gt=0).first()
    assert line is not None
    return plan, line, f"/en/desk/dispatch/?plan={plan.pk}"


def version_in(client: Client, page: str, action: str) -> str:
    """Return the version in the form of a page that is sent to `action`."""
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    form: Any = soup.find("form", action=lambda to: bool(to) and to.endswith(action))
    return str(form.find(attrs={"name": "seen"})["value"])


def notices_of(answer: Any) -> str:
    shown = BeautifulSoup(answer.content, "html.parser").select_one(".notices")
    return words(shown) if shown else ""


def test_a_pay_account(prefecture: Prefecture) -> None:
    """Let her account change while her lead types another one."""
    worker, page = prefecture.workers["xiuying"], f"/en/station/workers/{prefecture.workers['xiuying'].pk}/account/"
    late, hers = signed_in(prefecture.lan), {"kind": "wechat", "number": "wx-xiuying-1", "bank": ""}
    said = filled(late, page, **hers)
    change = enter(worker, prefecture.xiuying, number="6222020000000011")
    PayAccountChange.objects.filter(pk=change.pk).update(proven_at=timezone.now())
    pay_accounts.confirm(change, by=prefecture.guan)
    refused = late.post(page, said)
    assert "Xiuying changed this on" in told(refused)
    assert "•0001" not in told(refused).split("→")[1]
    assert "0011" in told(refused)
    assert "6222020000000011" not in refused.content.decode()
    again = filled_of(refused)
    assert again["number"] == "wx-xiuying-1"
    assert late.post(page, said | {"seen": again["seen"]}).status_code == 302


def enter(worker: Worker, by: User, *, number: str) -> PayAccountChange:
    return pay_accounts.enter(
        worker, kind="bank", bank="农业银行", holder=worker.name, number=number, by=by, key=uuid4()
    )


def test_an_advance(prefecture: Prefecture) -> None:
    for who in ("xiuying", "guilan"):
        judge(prefecture, tell(prefecture, hand(prefecture, lot_at(prefecture), who, 10), 10), 10)
    page, early, late = "/en/desk/pay/advances/", signed_in(prefecture.mei), signed_in(prefecture.hong)
    typed = {"amount": "20", "words": "school fees"}
    hers = filled(early, page, worker="W00001", **typed)
    his, other = (filled(late, page, worker=number, **typed) for number in ("W00001", "W00002"))
    assert early.post(page, hers).status_code == 302
    assert late.post(page, other).status_code == 302, "nothing was given to this woman"
    answer = late.post(page, his)
    assert "Mei changed this on" in told(answer)
    assert "王秀英 W00001: – → ¥20.00 not received yet (Mei)" in told(answer)
    assert late.post(page, his | {"seen": filled_of(answer)["seen"]}).status_code == 302
    assert Outlay.objects.count() == 3


def test_a_rate(prefecture: Prefecture) -> None:
    step = TechSheet.objects.get(product=prefecture.products["basket"]).operations.get(position=1)
    page, late = f"/en/desk/rates/{step.pk}/propose/", signed_in(prefecture.mei)
    said = filled(late, page, rate="22")
    card = rating.propose(step, rate=Decimal(21), from_on=in_days(0), by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    answer = late.post(page, said)
    assert "Hong changed this on" in told(answer)
    assert "CNY per piece: 20.5 → 21" in told(answer)
    assert late.post(page, said | {"seen": filled_of(answer)["seen"]}).status_code == 302


def test_the_ceilings(prefecture: Prefecture) -> None:
    base, page, late = prefecture.bases["straw"], "/en/desk/pay/ceilings/", signed_in(prefecture.mei)
    said = filled(late, page, advance="700")
    one = ceilings.propose(base, advance=Decimal(600), costs=Decimal(400), broker_rate=Decimal(1), by=prefecture.mei)
    ceilings.approve(one, by=prefecture.hong)
    answer = late.post(page, said)
    assert "Hong changed this on" in told(answer)
    assert "→ 600" in told(answer)
    assert late.post(page, said | {"seen": filled_of(answer)["seen"]}).status_code == 302


def test_the_headings_of_the_banks_template(prefecture: Prefecture) -> None:
    page = "/en/desk/pay/settings/bank/"
    hers, his = {"headings": "户名\t账号\t金额"}, {"headings": "姓名\t账号\t金额"}
    said = second_overwrites((prefecture.mei, hers), (prefecture.hong, his), page, page)
    assert "户名" in said


def test_the_stock_of_a_product_in_the_dashboard(prefecture: Prefecture) -> None:
    """Sell a piece and change the price while the shop has the product open: saving it would write both back."""
    product = prefecture.products["tiger"]
    record, page = product.stockrecords.get(), f"/en/dashboard/catalogue/products/{product.pk}/"
    client = signed_in(prefecture.tai)
    said = filled(client, page, title="布老虎枕")
    type(record).objects.filter(pk=record.pk).update(price="99.00", num_in_stock=49)
    refused: Any = client.post(page, said)
    shown = BeautifulSoup(refused.content, "html.parser")
    assert refused.status_code == 200
    assert "88.00 → 99.00" in shown.text
    assert "50 → 49" in shown.text
    record.refresh_from_db()
    assert (f"{record.price}", record.num_in_stock) == ("99.00", 49)
    assert client.post(page, said | {"seen": filled_of(refused)["seen"]}).status_code == 302
