"""Guard and record the CSV files of the staff's dashboard, which Oscar writes without either."""

import csv
from collections.abc import Callable
from io import StringIO

from django.http import HttpRequest, HttpResponse

from shop.pages.spreadsheets import CSV, csv_text
from workshops.access import visitor
from workshops.exporting import export_list

NAMELESS = "voucher-set-download"  # codes alone, without headings


def dashboard_files(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write each CSV file of the dashboard anew by the rules of our own, and record who took it.

    A middleware reaches them all, whereas Oscar has a writer for each list.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        answer, page = get_response(request), request.resolver_match
        if page and "dashboard" in page.namespaces and answer.headers.get("Content-Type", "").startswith("text/csv"):
            rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
            answer.content = csv_text(rows).encode()
            answer.headers["Content-Type"] = CSV
            if page.url_name != NAMELESS:
                name = answer.headers["Content-Disposition"].partition("filename=")[2].strip('"')
                export_list(name, rows=len(rows) - 1, by=visitor(request))
        return answer

    return respond
