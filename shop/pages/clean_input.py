"""Clean the text of every request where it comes in, so that no form, page or export meets what it cannot keep.

Control, invisible and direction characters go, and letters are composed (NFC). A name pasted from a word processor is
then stored as it is read, and a number typed in full-width digits is a number in every field. Joiners stay, because
they hold together emoji and the letters of some scripts.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict, UnreadablePostError

KEPT = "\t\n\r\u200c\u200d"
NO_CHARACTERS = "\ufffe\uffff"  # XML, and so a spreadsheet, refuses them
REMOVED = {"Cc", "Cf", "Cs"}  # control, format, halves of a pair
SPACING = re.compile("[\v\f\x1c-\x1f\x85\u2028\u2029]")  # line breaks of word processors
NUMBER = re.compile(r"[＋－]?[0-9０-９](?:[0-9０-９．－]*[0-9０-９])?")  # as Chinese keyboards write it, full-width
LONGEST_PATH = 1_000
LONGEST_PARAMETER = 2_000
NOWHERE = "/-/"


def clean(text: str) -> str:
    """Return the text without control, invisible and direction characters, composed as NFC, with half-width numbers."""
    if text.isascii() and text.isprintable():
        return text
    text = NUMBER.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    kept = "".join(each for each in SPACING.sub(" ", text) if each in KEPT or not is_removed(each))
    return unicodedata.normalize("NFC", kept)


def is_removed(character: str) -> bool:
    return unicodedata.category(character) in REMOVED or character in NO_CHARACTERS


def clean_input(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], HttpResponse]:
    """Clean the query, the cookies and the form of a request. An unclean address is one that does not exist."""

    def respond(request: HttpRequest) -> HttpResponse:
        if len(request.path_info) > LONGEST_PATH or any(map(is_removed, request.path_info)):
            request.path = request.path_info = NOWHERE
        request.GET = cleaned(request.GET, longest=LONGEST_PARAMETER)  # type: ignore[assignment]
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if not any(map(is_removed, value))}
        if request.method == "POST":
            try:
                request.POST = cleaned(request.POST)  # type: ignore[assignment]
            except UnreadablePostError:  # the line broke while a form or a picture was sent
                return HttpResponseBadRequest()
        response: HttpResponse = get_response(request)
        return response

    return respond


def cleaned(sent: QueryDict, longest: int | None = None) -> QueryDict:
    """Return the parameters with clean values, cut to the longest. A password stays as it was typed."""
    made = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        made.setlist(clean(name), values if "password" in name else [clean(value)[:longest] for value in values])
    made._mutable = False
    return made
