"""Test that every page leads to itself in the other language."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.personas import Prefecture


@pytest.mark.parametrize(
    ("here", "there"),
    [("/search/?q=篮", "/en/search/?q="), ("/en/search/?q=basket", "/search/?q="), ("/no/page/", "/en/no/page/"),
     ("/en/no/page/", "/no/page/"), ("/bases/", "/en/bases/"), ("/en/", "/"), ("/", "/en/")],
)  # fmt: skip
def test_a_page_links_to_itself_in_the_other_language(
    prefecture: Prefecture, client: Client, here: str, there: str
) -> None:
    page = BeautifulSoup(client.get(here).content, "html.parser")
    links = [str(link["href"]) for link in page.select(".shop-tools a[hreflang]")]
    assert len(links) == 1
    assert links[0].startswith(there)
