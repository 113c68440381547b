"""Define tags of the design system: icons, money, language links, navigation, charts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet, BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop import words
from shop.money import exactly, money, rate
from shop.pages import charts
from shop.pages.addresses import in_language

register = template.Library()

MESSAGE_ICONS = {"success": "accept", "warning": "warning", "error": "warning", "danger": "warning"}
MESSAGE_TONES = {"success": "good", "warning": "wait", "error": "bad", "danger": "bad"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return a line icon of the sprite. Screen readers skip it unless it has a `label`."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    address = f"{static('shop/img/icons.svg')}#{name}"
    return format_html('<svg class="icon" width="24" height="24" {}><use href="{}"/></svg>', voice, address)


@register.simple_tag(takes_context=True)
def component(context: template.Context, name: str, /, **given: object) -> SafeString:
    """Draw `components/NAME.html` from the words given alone: it sees nothing else of the page."""
    drawn = template.Engine.get_default().get_template(f"components/{name}.html")
    return drawn.render(context.new({"csrf_token": context.get("csrf_token"), **given}))


@register.simple_block_tag
def scrolling(content: str, label: str) -> SafeString:
    """Frame a wide table so that it scrolls sideways, also by keyboard. `label` names the table for screen readers."""
    return format_html('<div class="table-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail: object, here: object = "") -> dict[str, Any]:
    """The pages above this one, each as title and address, then this page's own title."""
    return {"trail": list(zip(trail[::2], trail[1::2], strict=True)), "here": here}


@register.filter
def address(name: str, of: object = None) -> str:
    """The address of the page called `name`, `of` what it shows: `"desk:lot-detail"|address:lot.number`."""
    return reverse(name, args=None if of is None else [of])


for tag in (money, exactly, rate):  # as filters they are words of a component
    register.simple_tag(tag)
    register.filter(tag)
register.filter(words.counted)
register.filter(words.unit_name)
register.filter(words.percent)
register.filter(words.in_readers_language)
register.filter(words.phone_number)


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """Return this page in each language: `code`, `name`, `url`, `address` (absolute), `current`."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    links = []
    for code, name in settings.LANGUAGES:
        url = in_language(here, code)
        address = request.build_absolute_uri(url) if request else url
        links.append({"code": code, "name": name, "url": url, "address": address, "current": code == get_language()})
    return links


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """Return the `data-theme` attribute that the reader chose, or nothing when the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme") if request else None
    return format_html('data-theme="{}"', chosen) if chosen in ("light", "dark") else mark_safe("")


@register.simple_tag(takes_context=True)
def nav_current(context: template.Context, prefix: str, exact: bool = False) -> SafeString:
    """Return `aria-current="page"` when this page's path starts with `prefix` (or is it, when `exact`)."""
    request = context.get("request")
    path = request.path if request else ""
    here = path == prefix if exact else path.startswith(prefix)
    return mark_safe('aria-current="page"') if here else mark_safe("")


@register.simple_tag(takes_context=True)
def nav_link(
    context: template.Context, name: str, label: str, symbol: str = "", exact: bool = False, count: int = 0
) -> SafeString:
    """Return a list item with a link to the page called `name`, or nothing when the site has no such page.

    `exact` marks it as current on that very path only. `count` is shown behind the label when it is not 0.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return mark_safe("")
    return format_html(
        '<li><a href="{}" {}>{}<span>{}</span>{}</a></li>',
        url,
        nav_current(context, url, exact),
        icon(symbol) if symbol else "",
        label,
        format_html('<span class="count">{}</span>', count) if count else "",
    )


@register.filter
def message_icon(tags: str) -> str:
    """Return the icon of a message with these tags."""
    return next((MESSAGE_ICONS[tag] for tag in tags.split() if tag in MESSAGE_ICONS), "info")


@register.filter
def message_tone(tags: str) -> str:
    """Return the tone (good, wait, bad, busy) of a message with these tags."""
    return next((MESSAGE_TONES[tag] for tag in tags.split() if tag in MESSAGE_TONES), "busy")


@register.filter
def control(field: BoundField) -> str:
    """Return the kind of control that a bound field shows: its input type, or `select`, `textarea`, `group`."""
    if field.use_fieldset:
        return "group"
    return getattr(field.field.widget, "input_type", "textarea")


@register.filter
def problems(form: BaseForm | Iterable[BaseForm]) -> list[dict[str, str]]:
    """Return what a form or a set of forms was refused for, each with its words and the `id` of the field to change."""
    if not isinstance(form, BaseForm):
        whole = form.non_form_errors() if isinstance(form, BaseFormSet) else []
        return [{"text": str(text), "field": ""} for text in whole] + [each for one in form for each in problems(one)]
    found = [{"text": str(text), "field": ""} for text in form.non_field_errors()]
    for field in form.visible_fields():
        first = field.id_for_label or f"{field.auto_id}_0"  # of radio buttons
        found += [{"text": f"{capfirst(field.label)}: {text}", "field": first} for text in field.errors]
    if any(field.errors for field in form.hidden_fields()):
        found.append({"text": _("A part of this form has got lost. Please load the page anew."), "field": ""})
    return found


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Return the numbers to show under a long list: both ends, the neighbours of this page, and gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.inclusion_tag("components/chart_bar.html")
def bar_chart(
    rows: Sequence[Sequence[object]],
    title: str,
    description: str = "",
    series: Sequence[str] = (),
    unit: str = "",
    threads: str = "12345",
) -> dict[str, Any]:
    """Draw a bar per row of `(label, value[, text])`, or stacked for `(label, [values][, text])`.

    `series` names the stacked values. `threads` are the colours of the series in order: 1 indigo, 2 cinnabar, 3 straw,
    4 bamboo, 5 plum.
    """
    laid = charts.bars(rows, [int(thread) for thread in threads])
    return {
        "bars": laid,
        "height": len(laid) * charts.ROW,
        "title": title,
        "description": description,
        "series": list(zip(map(int, threads), series, strict=False)),
        "unit": unit,
    }


@register.inclusion_tag("components/chart_line.html")
def line_chart(
    rows: Sequence[tuple[object, float]], title: str, description: str = "", unit: str = "", running: str = ""
) -> dict[str, Any]:
    """Draw a line through rows of `(label, value)`, from zero.

    `running` says in words that the time of the last row is not over: it has a mark of its own and is no part of the
    line, which would else seem to fall.
    """
    values = [value for _, value in rows]
    line = charts.points(values, apart=1 if running else 0)
    return {
        "rows": [*rows[:-1], (f"{rows[-1][0]} {running}", rows[-1][1])] if running and rows else rows,
        "points": line,
        "line_ends": line.split(" ")[-1].split(",")[0] or "100",
        "mark": charts.points(values).split(",")[-1] if running else "",
        "highest": max(values, default=0),
        "first": rows[0][0] if rows else "",
        "last": f"{rows[-1][0]} {running}".strip() if rows else "",
        "title": title,
        "description": description,
        "unit": unit,
    }


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[float], title: str) -> dict[str, Any]:
    """Draw a small line for a table cell. `title` says in words what it shows."""
    return {"points": charts.points(values, width=96, height=28), "title": title}
