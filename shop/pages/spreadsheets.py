"""Export lists as spreadsheets: what a page shows, as an xlsx or CSV file."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(name: str, headings: Sequence[str | Promise], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a download called `name`.xlsx of one sheet: bold headings, then the rows (str, int, Decimal, date)."""
    from openpyxl import Workbook  # here and below: slow to load, and few processes write sheets

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, str(heading)) for heading in headings])
    for row in rows:
        sheet.append([_harmless(value) for value in row])
    file = BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def comma_separated(name: str, headings: Sequence[str | Promise], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return the same as a download called `name`.csv, in UTF-8 with the byte order mark that spreadsheets need."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([str(heading) for heading in headings])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    answer = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _bold(sheet: Any, words: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=words)
    cell.font = Font(bold=True)
    return cell


def _harmless(value: Any) -> Any:
    """Return a value that the opening program shows and does not run, if it begins like a formula."""
    if isinstance(value, Promise):
        value = str(value)
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
