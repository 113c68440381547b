"""Fill a form of a page with what was once typed into it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

Fields = Mapping[str, Sequence[str]]
NEVER = {"file", "password", "submit", "button", "image", "reset"}
CONTROLS = ["input", "select", "textarea"]


def filled(html: str, *, page: str, action: str, fields: Fields, notice: str) -> str:
    """Return a page with the `fields` in its form that posts to `action`, and the notice (HTML) above them.

    Where the page has no such form any more, the notice stands at its top, above the words that were typed.
    """
    soup = BeautifulSoup(html, "html.parser")
    form = _form(soup, page, action, fields)
    if form is None:
        _tell(soup, fields, notice)
        return str(soup)
    for control in controls_of(form, soup):
        _put(control, fields)
    for folded in form.find_parents("details"):
        folded["open"] = ""
    form.insert(0, BeautifulSoup(notice, "html.parser"))
    return str(soup)


def controls_of(form: Tag, soup: BeautifulSoup) -> list[Tag]:
    """Return the fields of a form, those too that stand outside it."""
    outside = soup.find_all(CONTROLS, attrs={"form": str(form["id"])}) if form.get("id") else []
    return [*form.find_all(CONTROLS), *outside]


def _form(soup: BeautifulSoup, page: str, action: str, fields: Fields) -> Tag | None:
    """Return the form that posts there and has most of these fields."""

    def shared(form: Tag) -> int:
        return len({str(control.get("name")) for control in controls_of(form, soup)} & fields.keys())

    forms = soup.find_all("form", method=lambda method: bool(method) and method.lower() == "post")
    fitting = [form for form in forms if urlsplit(urljoin(page, str(form.get("action") or page))).path == action]
    return max(fitting, key=shared, default=None)


def _put(control: Tag, fields: Fields) -> None:
    name, kind = str(control.get("name")), str(control.get("type") or control.name)
    if kind in NEVER or name == "csrfmiddlewaretoken" or (name not in fields and kind != "checkbox"):
        return
    values = fields.get(name, [])
    if kind in ("checkbox", "radio"):
        _mark(control, "checked", str(control.get("value", "on")) in values)
    elif control.name == "select":
        for option in control.find_all("option"):
            _mark(option, "selected", str(option.get("value", option.text)) in values)
    elif control.name == "textarea":
        control.string = values[0]
    else:
        control["value"] = values[0]


def _mark(tag: Tag, mark: str, is_so: bool) -> None:
    del tag[mark]
    if is_so:
        tag[mark] = ""


def _tell(soup: BeautifulSoup, fields: Fields, notice: str) -> None:
    """Put the notice and what was typed at the top of the page."""
    typed = soup.new_tag("ul")
    for values in fields.values():
        for value in filter(str.strip, values):
            line = soup.new_tag("li")
            line.string = value
            typed.append(line)
    place = soup.find(id="content") or soup.body or soup
    place.insert(0, BeautifulSoup(notice, "html.parser"), typed)
