"""Test that buyers see who the bases are, where they stand, and what they make."""

from django.test import Client

from catalog import listing
from catalog.models import Product
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
    with django_assert_max_num_queries(8):
        page = client.get("/bases/straw/").content.decode()
    assert "草柳编收纳篮" in page and "布老虎" not in page
    assert "刘庄加工站" in page
    assert client.get("/bases/nobody/").status_code == 404
