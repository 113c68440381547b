"""Sort long lists by a column, split them into pages, and export the same rows as a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.pages.spreadsheets import xlsx

PER_PAGE = 50


@dataclass(frozen=True)
class Column:
    """A column: its head, its sort key ("" for none), and its value in a spreadsheet."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Head:
    """A column's head as shown: `link` sorts by it, `order` says how it is sorted now."""

    label: Any
    numeric: bool
    link: str
    order: str


def sorted_rows(request: HttpRequest, rows: QuerySet[Any], columns: Sequence[Column]) -> QuerySet[Any]:
    """Sort rows as the reader asked with `?sort=name` or `?sort=-name`, or leave their order."""
    asked = request.GET.get("sort", "")
    for column in columns:
        if column.sort and asked.lstrip("-") == column.name:
            return rows.order_by(f"{'-' if asked.startswith('-') else ''}{column.sort}", "pk")
    return rows


def heads(request: HttpRequest, columns: Iterable[Column]) -> list[Head]:
    """Return the heads of a list with their sorting links. The rest of the query is kept."""
    asked, found = request.GET.get("sort", ""), []
    for column in columns:
        query = request.GET.copy()
        query.pop("page", None)
        query["sort"] = f"-{column.name}" if asked == column.name else column.name
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(asked, "")
        found.append(Head(column.label, column.numeric, f"?{query.urlencode()}" if column.sort else "", order))
    return found


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """Return the page that the reader asked for."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def as_spreadsheet(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """Return the rows as an xlsx file called `<name>-<today>.xlsx`."""
    cells = ([column.value(row) for column in columns] for row in rows)
    return xlsx(f"{name}-{timezone.localdate():%Y%m%d}", [column.label for column in columns], cells)
