"""Export lists as spreadsheets: what a page shows, as an xlsx or CSV file."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Digits(str):
    """Mark a number that names something, such as an account, so that no spreadsheet program rounds it.

    They round numbers to 15 digits. An xlsx cell is formatted as text. In a CSV file a tab precedes the number: as
    opposed to `="..."` it is still there after the file was saved again, and an import that trims blanks drops it.
    """

    __slots__ = ()


def xlsx(name: str, headings: Sequence[str | Promise], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a download called `name`.xlsx of one sheet: bold headings, then the rows (str, int, Decimal, date)."""
    from openpyxl import Workbook  # here and below: slow to load, and few processes write sheets

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, str(heading)) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def comma_separated(name: str, headings: Sequence[str | Promise], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return the same as a download called `name`.csv."""
    answer = HttpResponse(csv_text([headings, *rows]), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as the text of a CSV file, with the byte order mark without which Excel garbles Chinese."""
    file = StringIO()
    csv.writer(file).writerows([_text(value) for value in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _bold(sheet: Any, words: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, Digits):
        return _harmless(value)
    cell = WriteOnlyCell(sheet, value=str(_harmless(value)))
    cell.number_format = "@"
    return cell


def _text(value: Any) -> Any:
    return f"\t{value}" if isinstance(value, Digits) and value.isdecimal() else _harmless(value)


def _harmless(value: Any) -> Any:
    """Return a value that the opening program shows and does not run, if it begins like a formula."""
    if isinstance(value, Promise):
        value = str(value)
    is_formula = isinstance(value, str) and value.startswith(tuple("=+-@\t\r")) and not NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value
