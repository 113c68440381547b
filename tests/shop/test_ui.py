"""Test that the tags of the design system write what people and machines can read."""

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles.finders import find
from django.core.files.storage import FileSystemStorage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Engine, RequestContext, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize

from shop.pages import charts
from shop.pages.design import icons
from shop.pages.stylesheets import OneFileStylesheets, for_older_browsers, join, read
from shop.pages.templatetags import ui
from shop.settings import ROOT

DEBUGGING = Engine(libraries={"ui": "shop.pages.templatetags.ui"}, debug=True)


def render(source: str, request: HttpRequest | None = None, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("-3"), "−¥3.00"),
        (0, "¥0.00"),
        (Decimal("0.125"), "¥0.12"),
        (None, ""),
    ],
)
def test_money_reads_the_same_everywhere(amount: Decimal | None, shown: str) -> None:
    assert ui.money(amount) == shown


@pytest.mark.parametrize(("share", "shown"), [("0.000", "0"), ("0.050", "5"), ("0.025", "2.5"), ("1.000", "100")])
def test_a_share_in_percent_is_written_as_people_write_it(share: str, shown: str) -> None:
    assert render("{{ share|percent }}", share=Decimal(share)) == shown


@pytest.mark.parametrize(("amount", "shown"), [("0.3500", "¥0.35"), ("0.0375", "¥0.0375"), ("1.2050", "¥1.205")])
def test_a_rate_shows_as_many_places_as_it_needs(amount: str, shown: str) -> None:
    assert ui.rate(Decimal(amount)) == shown


def test_an_icon_is_silent_unless_it_has_words() -> None:
    assert 'aria-hidden="true"' in ui.icon("lot")
    assert 'aria-label="Basket &lt;3"' in ui.icon("basket", "Basket <3")


def test_every_icon_that_templates_ask_for_is_drawn() -> None:
    apps = ("shop", "catalog", "workshops", "dispatch", "cms")
    pages = (page.read_text() for app in apps for page in (ROOT / app).rglob("*.html"))
    asked = {name for page in pages for name in re.findall(r'(?:\{% icon |symbol=)"([\w-]+)"', page)}
    assert asked <= set(icons())


def test_the_language_switch_stays_on_the_page_and_keeps_the_query(rf: RequestFactory) -> None:
    request = rf.get("/catalogue/?q=草编&page=2")
    with translation.override("zh-hans"):
        chinese, english = ui.language_links(Context({"request": request}))
    assert chinese["current"]
    assert english["url"].startswith("/en/catalogue/?q=")
    assert english["url"].endswith("&page=2")


def test_navigation_shows_only_pages_that_exist_and_marks_this_one(rf: RequestFactory) -> None:
    request = rf.get("/catalogue/")
    assert render('{% nav_link "no:such-page" "Nowhere" %}', request) == ""
    assert 'aria-current="page"' in render('{% nav_link "catalogue:index" "All works" %}', request)


@pytest.mark.parametrize(("cookie", "attribute"), [("dark", 'data-theme="dark"'), ('"><script>', ""), (None, "")])
def test_the_chosen_theme_comes_with_the_page(rf: RequestFactory, cookie: str | None, attribute: str) -> None:
    request = rf.get("/")
    if cookie:
        request.COOKIES["theme"] = cookie
    assert render("{% theme %}", request) == attribute


def test_bars_share_one_scale_and_stack_without_gaps() -> None:
    long, short = charts.bars([("a", [60, 20]), ("b", [40])])
    assert [part.width for part in long.parts] == [75, 25]
    assert long.parts[1].x == 75
    assert short.parts[0].width == 50


@pytest.mark.parametrize("rows", [[], [("a", 0)]])
def test_a_chart_of_nothing_is_still_a_chart(rows: list[tuple[str, int]]) -> None:
    assert "<svg" in render("{% bar_chart rows 'Empty' %}{% line_chart rows 'Empty' %}", rows=rows)


def test_a_line_runs_from_zero_to_its_highest() -> None:
    assert charts.points([0, 5, 10]) == "0.00,100.00 50.00,50.00 100.00,0.00"


def test_a_month_that_is_not_over_is_a_mark_beside_the_line() -> None:
    rows = [("09", 5), ("10", 10), ("11", 1)]
    chart = render("{% line_chart rows 'Earned' running='so far' %}", rows=rows)
    assert 'class="line" points="0.00,50.00 50.00,0.00"' in chart
    assert 'points="0,100 0.00,50.00 50.00,0.00 50.00,100"' in chart
    assert 'cy="90.00%"' in chart
    assert chart.count("11 so far") == 2
    assert "running" not in render("{% line_chart rows 'Earned' %}", rows=rows)


def test_each_place_is_served_one_stylesheet_without_imports() -> None:
    folder = ROOT / "shop" / "static"
    source = FileSystemStorage(folder)
    paths = {str(path.relative_to(folder)): (source, str(path.relative_to(folder))) for path in folder.rglob("*.css")}
    for place in ("storefront", "desk", "station", "me"):
        assert find(f"shop/css/{place}.css")
        text = join(f"shop/css/{place}.css", paths)
        assert "@import" not in text
        assert text.startswith("@layer reset, tokens, base, components, places, utilities;")
        assert text.count("{") == text.count("}")


def test_a_browser_without_light_dark_gets_the_light_colours() -> None:
    """Check the fallback, since a phone of 2022 would else show pages without their colours."""
    shadow = "0 1px 2px light-dark(rgb(74 58 32 / 10%), rgb(0 0 0 / 40%))"
    css = f":root{{--ink: light-dark(#26221c, #efe7d8);--on-fill: #fffaf2;--shadow: {shadow};}}"
    assert for_older_browsers(css) == (
        "@supports not (color: light-dark(#000, #fff)) {:root,html[data-theme]{color-scheme: light;"
        "--ink: #26221c;--shadow: 0 1px 2px rgb(74 58 32 / 10%);}}"
    )
    assert for_older_browsers("body{color: #26221c}") == ""


def test_the_administration_has_the_light_colours_in_older_browsers_too() -> None:
    folder = ROOT / "shop" / "static"
    source = FileSystemStorage(folder)
    paths = {str(path.relative_to(folder)): (source, str(path.relative_to(folder))) for path in folder.rglob("*.css")}
    list(OneFileStylesheets().post_process(paths, dry_run=True))
    fallback = read("shop/css/admin.css", paths).partition("@supports not")[2]
    assert "--link-fg: #2c4770;" in fallback
    assert "@supports" not in read("shop/css/tokens.css", paths), "it is a part of others, which have it once"


@pytest.mark.parametrize("template", ["404.html", "403.html", "500.html"])
def test_an_error_page_needs_nothing_but_itself(template: str) -> None:
    with translation.override("en"):
        assert "To the home page" in render_to_string(template)


def test_a_component_sees_only_the_words_it_is_given() -> None:
    drawn = render('{% component "stat" label=_("Pieces") value=40 %}', note="L-2041", tone="bad", url="/desk/lots/")
    assert "40" in drawn
    assert "件数" in drawn
    assert not [leak for leak in ("L-2041", "tone-bad", "href") if leak in drawn]


def test_a_component_that_posts_carries_the_token_of_the_page() -> None:
    source = '{% component "dialog" id="close" title="Close?" submit="Close" action="/close/" %}'
    assert 'name="csrfmiddlewaretoken" value="of-this-page"' in render(source, csrf_token="of-this-page")


def test_a_component_keeps_the_rest_of_the_query(rf: RequestFactory) -> None:
    request = rf.get("/desk/lots/?q=basket")
    context = RequestContext(request, {"page": Paginator(range(50), 10).page(2)})
    drawn = Template('{% load ui %}{% component "pagination" page=page %}').render(context)
    assert 'href="?q=basket&amp;page=3"' in drawn


def test_a_tag_may_span_lines_and_its_words_are_collected_for_translation() -> None:
    source = '{% load ui %}\n{% component "badge"\n  text=_("Late")\n  tone="bad"\n%}'
    assert "tone-bad" in Template(source).render(Context())
    assert '_("Late")' in templatize(source)


def test_an_error_names_the_line_also_below_a_tag_that_spans_lines() -> None:
    with pytest.raises(TemplateSyntaxError) as error:
        Template('{% load ui %}\n{% component "badge"\n  text="Late"\n%}\n{% no_such_tag %}', engine=DEBUGGING)
    assert vars(error.value)["template_debug"]["line"] == 5


def test_a_wide_table_scrolls_by_keyboard_and_says_what_it_is() -> None:
    drawn = render("{% scrolling label %}<table></table>{% endscrolling %}", label="Lots <late>")
    assert 'tabindex="0"' in drawn
    assert 'aria-label="Lots &lt;late&gt;"><table>' in drawn


def test_breadcrumbs_lead_up_and_end_here() -> None:
    with translation.override("en"):
        drawn = render(
            '{% breadcrumbs "Lots" "desk:lots"|address "L-1" "desk:lot-detail"|address:"L-1" here="Surplus" %}'
        )
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', drawn) == [
        ("/en/desk/lots/", "Lots"),
        ("/en/desk/lots/L-1/", "L-1"),
    ]
    assert '<li aria-current="page">Surplus</li>' in drawn


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_dates_are_written_alike_in_both_languages(language: str) -> None:
    moment = datetime(2026, 12, 3, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    with translation.override(language):
        shown = render('{{ at|date }}, {{ at|date:"DATETIME_FORMAT" }}, {{ at|date:"MONTH_DAY_FORMAT" }}', at=moment)
    assert shown == "2026-12-03, 2026-12-03 09:05, 12-03"
