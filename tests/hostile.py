"""Make hostile text, and the forms of a page filled with it by a fixed rule, so that each run sends the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.utils import timezone

TEXTS: list[str | bytes] = [
    "\0", "a\vb\x07\x1b[31m", "字" * 300, "𠮷𬭎", "\u202e\u200fabc\u200b", b"\xff\xfe\xc3",
    "a\r\nb", "<b>'\"&{{", "x" * 2100,
    "❤️", "",
]  # fmt: skip
NUMBERS: list[str | bytes] = [
    "2147483648", "1e999999", "9" * 5000, "-1", "32768", "9223372036854775808", "NaN", "²", "0.000000001", "٣", "0",
    "Infinity", "99999999999999.99",
]  # fmt: skip
DATES: list[str | bytes] = ["9999-12-31", "0001-01-01", "2026-02-30", "99999-01-01", "1899-12-31", "\0"]
PARAMETERS = (  # noqa: SIM905
    "q page sort state county craft place base stock low high format quarter month from show late list plan line "
    "pieces entry worker seen next kind price product"
).split()
Pairs = list[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and its fields as `(name, plausible value, hostile values of its kind)`."""

    action: str
    fields: tuple[tuple[str, str, tuple[str | bytes, ...]], ...]

    def filled(self, *, turn: int) -> Iterator[Pairs]:
        """Yield the form with each field in turn hostile, twice, and the others plausible."""
        for place, (name, _value, hostile) in enumerate(self.fields):
            everything = (*hostile, *TEXTS, *NUMBERS)
            for value in (hostile[(place + turn) % len(hostile)], everything[(place * 5 + turn) % len(everything)]):
                yield [(other, value if other == name else plain) for other, plain, _ in self.fields]

    def mixed(self, *, turn: int) -> Iterator[Pairs]:
        """Yield the form with every third field hostile, three times: for forms with dozens of fields."""
        for third in range(3):
            yield [
                (name, hostile[(turn + place) % len(hostile)] if place % 3 == third else plain)
                for place, (name, plain, hostile) in enumerate(self.fields)
            ]


def queries(turn: int, *, number: int) -> Iterator[Pairs]:
    """Yield queries in which every parameter that some page reads is hostile."""
    values = [*TEXTS, *NUMBERS, *DATES]
    yield [(name, "1e999999") for name in PARAMETERS]
    for each in range(number - 1):
        yield [(name, values[(turn + place * 3 + each * 7) % len(values)]) for place, name in enumerate(PARAMETERS)]


def forms(html: str, path: str, *, with_bare: bool = False) -> Iterator[Form]:
    """Return the forms of a page that change something, and those of a button alone `with_bare`."""
    soup = BeautifulSoup(html, "html.parser")
    for form in soup.find_all("form", method=lambda method: bool(method) and method.lower() == "post"):
        tags = form.find_all(["input", "select", "textarea", "button"])
        if form.get("id"):
            tags += soup.find_all(["input", "select", "textarea", "button"], form=form["id"])
        fields: dict[str, tuple[str, str, tuple[str | bytes, ...]]] = {}
        for tag in tags:
            name, kind = str(tag.get("name") or ""), str(tag.get("type") or tag.name)
            if name and name != "csrfmiddlewaretoken" and kind != "file" and name not in fields:
                fields[name] = (name, plausible(tag, kind), tuple(hostile_of(tag, kind)))
        if fields or with_bare:
            yield Form(urljoin(path, str(form.get("action") or "")), tuple(fields.values()))


def hostile_of(tag: Tag, kind: str) -> list[str | bytes]:
    if kind in ("date", "datetime-local", "month"):
        return DATES
    return NUMBERS if kind in ("number", "hidden", "radio", "select") or tag.get("inputmode") else TEXTS


def plausible(tag: Tag, kind: str) -> str:
    """Return what a person might leave or type in a field."""
    if kind == "select":
        options = [option for option in tag.find_all("option") if option.get("value")]
        chosen: Any = next(
            (option for option in options if option.has_attr("selected")), options[0] if options else None
        )
        return str(chosen["value"]) if chosen else ""
    typed = {
        "number": str(tag.get("min") or "1"),
        "date": str(timezone.localdate() + timedelta(days=10)),
        "email": "someone@example.org",
        "tel": "13800138000",
    }
    return str(tag.get("value") or typed.get(kind, "1" if tag.get("inputmode") else "文字"))
