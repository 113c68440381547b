"""Read a page as people do: its stats, counts and tables by the words beside them, amounts as numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import translation

FIGURE = re.compile(r"[−-]?¥?[\d,]+(\.\d+)?( .*|%)?$")


def read(client: Client, address: str) -> BeautifulSoup:
    """The English page at an address."""
    with translation.override(translation.get_language()):  # a request leaves its own language behind
        answer = client.get("/en" + address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def words(tag: Tag | None) -> str:
    """Return the text of a tag on one line, or nothing for no tag."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def number(text: str) -> Decimal:
    """The number or the amount of CNY that a text begins with: ¥1,234.50, −¥3.00, 17 / 40."""
    plain = text.replace("¥", "").replace("−", "-").replace(",", "").replace("–", "0")
    return Decimal(plain.split()[0])


def stats(page: Tag) -> dict[str, Decimal]:
    """The figures of a page's tiles by their labels; days and words are none."""
    tiles = page.select(".stat")
    found = {words(each.select_one(".stat-label")): words(each.select_one(".stat-value")) for each in tiles}
    return {label: number(value) for label, value in found.items() if FIGURE.match(value)}


def notes(page: Tag) -> dict[str, str]:
    """Return the notes below the figures of a page's tiles, by their labels."""
    return {
        words(stat.select_one(".stat-label")): words(stat.select_one(".stat-note")) for stat in page.select(".stat")
    }


def counts(page: Tag) -> list[dict[str, Decimal]]:
    """Each list of counts, by their terms."""
    return [
        {words(term): number(words(term.find_next("dd"))) for term in each.select("dt")}
        for each in page.select("dl.counts")
    ]


def bars(page: Tag) -> dict[str, str]:
    """Return the words beside each progress bar, by its label."""
    return {words(bar.find("span")): words(bar.select_one(".number")) for bar in page.select(".progress")}


def table(page: Tag, caption: str = "") -> list[dict[str, str]]:
    """The rows of the table with a caption, or of the only one; each by the headings of its columns."""
    found = page.select_one(f'[aria-label="{caption}"] table' if caption else "main table")
    if found is None:
        return []
    heads = [words(head) for head in found.select("thead th")]
    return [
        dict(zip(heads, (words(cell) for cell in row.find_all(["th", "td"], recursive=False)), strict=False))
        for row in found.select("tbody tr")
    ]


def beside(page: Tag) -> Iterator[tuple[set[str], str]]:
    """Yield every text that stands in a table, beside a term, in a tile or a bar, with the words that name it.

    In a table these are the heading of its column and the first cell of its row. Texts of forms are left out.
    """
    for row in page.select("main tbody tr, main tfoot tr"):
        whole = row.find_parent("table")
        heads = [words(head) for head in whole.select("thead th")]
        title = "" if heads else str((row.find_parent(attrs={"aria-label": True}) or {}).get("aria-label", ""))
        cells = row.find_all(["th", "td"], recursive=False)
        for place, cell in enumerate(cells):
            if not cell.select("input, select, textarea"):
                yield {words(cells[0]), heads[place] if place < len(heads) else title}, words(cell)
    for term in page.select("main dt"):
        yield {words(term)}, words(term.find_next("dd"))
    for tile in page.select(".stat"):
        yield {words(tile.select_one(".stat-label"))}, words(tile.select_one(".stat-value"))
    for label, text in bars(page).items():
        yield {label}, text


def column(rows: list[dict[str, str]], heading: str) -> list[Decimal]:
    """The numbers of a column."""
    return [number(row[heading]) for row in rows]
