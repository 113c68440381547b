"""Test that buyers see who the bases are, where they stand, and what they make."""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from catalog import listing
from catalog.models import Product
from shop.accounts.models import User
from tests.personas import Prefecture


def test_bases_are_listed_and_narrowed_by_place_and_craft(client: Client, prefecture: Prefecture) -> None:
    prefecture.bases["straw"].crafts.add(prefecture.crafts["straw"])
    every = client.get("/bases/").content.decode()
    assert "青县草编合作社" in every and "肃宁布艺厂" in every
    for query in ("place=130922", "craft=weaving"):
        page = client.get(f"/bases/?{query}").content.decode()
        assert "青县草编合作社" in page and "肃宁布艺厂" not in page
    assert client.get("/bases/?place=none").status_code == 200


def test_a_base_shows_its_works_and_villages_in_few_queries(
    client: Client, prefecture: Prefecture, django_assert_max_num_queries
) -> None:
    listing.refresh(Product.objects.all())
    client.get("/bases/straw/")
    with django_assert_max_num_queries(9):
        page = client.get("/bases/straw/").content.decode()
    assert "草柳编收纳篮" in page and "布老虎" not in page
    assert "刘庄加工站" in page
    assert client.get("/bases/nobody/").status_code == 404


def test_two_operators_do_not_overwrite_each_other_unseen(
    prefecture: Prefecture, signed_in: Callable[[User | None], Client]
) -> None:
    prefecture.bases["straw"].crafts.add(prefecture.crafts["straw"])
    second = User.objects.create(email="second@example.org", last_name="Second", is_staff=True, is_superuser=True)
    base = prefecture.bases["straw"]
    page = f"/admin/workshops/base/{base.pk}/change/"
    early, late = signed_in(prefecture.root), signed_in(second)
    hers, his = (as_shown(client, page) for client in (early, late))
    assert early.post(page, hers | {"margin": "0.300"}).status_code == 302
    answer: Any = late.post(page, his | {"introduction": "编了三代人。"})
    said = BeautifulSoup(answer.content, "html.parser")
    told = " ".join(error.text for error in said.select(".errorlist"))
    assert "Root 在" in told
    assert "毛利率：0.250 → 0.300" in told
    kept = said.find("textarea", attrs={"name": "introduction"})
    seen = said.find("input", attrs={"name": "seen"})
    assert kept is not None
    assert kept.text.strip() == "编了三代人。"
    assert seen is not None
    assert late.post(page, his | {"introduction": "编了三代人。", "seen": str(seen["value"])}).status_code == 302
    base.refresh_from_db()
    assert base.introduction == "编了三代人。"


def as_shown(client: Client, page: str) -> dict[str, str]:
    """Return the form of an admin page as it is shown."""
    form: Any = BeautifulSoup(client.get(page).content, "html.parser").find("form", id="base_form")
    said: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "file") or (kind == "checkbox" and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.find_all("option", selected=True)]
            said[name] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        else:
            said[name] = field.text.strip() if field.name == "textarea" else field.get("value", "")
    return said
