"""Define what pages of the staff's admins (Wagtail, Oscar, Django) may load, and the menu of the dashboard."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ROOMS = ("/cms/", "/admin/", "/dashboard/", "/en/dashboard/")
POLICY = {  # still from this host alone, and no script but from files
    "style-src": [SELF, UNSAFE_INLINE],  # their editors place things by style attributes
    "img-src": ["blob:"],  # pictures are shown before they are sent
    "media-src": [SELF, "blob:"],
}
# How Django and Python say that a number is none, or that a page has none of that number
NO_NUMBER = ("expected a number but got", "invalid literal for int()", "Negative indexing is not supported")
EDITORS_ROOM = "/cms/"
EDITORS_POLICY = POLICY | {"script-src": [UNSAFE_INLINE]}  # Wagtail starts each chooser by a script in its markup


def staff_policy(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], HttpResponse]:
    """Ease the content security policy for the staff's editors, in their admins alone.

    Runs below django-csp's middleware.
    """
    eased = csp_update(POLICY)(get_response)
    eased_for_editors = csp_update(EDITORS_POLICY)(get_response)

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response
        if request.path.startswith(ROOMS):
            answer = eased_for_editors if request.path.startswith(EDITORS_ROOM) else eased
        response: HttpResponse = answer(request)
        return response

    return respond


def refuse_impossible_numbers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in words where a staff's admin is sent the number of a row or page that is none, or is too large.

    The admins' own pages send no such number, and their views use it unchecked.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def refuse(request: HttpRequest, broke: Exception) -> HttpResponse | None:
        is_number = isinstance(broke, ValueError) and any(words in str(broke) for words in NO_NUMBER)
        if not request.path.startswith(ROOMS) or not (is_number or isinstance(broke, DataError)):
            return None
        return HttpResponseBadRequest(
            _("This page does not offer that choice."), content_type="text/plain; charset=utf-8"
        )

    respond.process_exception = refuse  # type: ignore[attr-defined]  # where Django looks for it
    return respond


def door(address: str, is_open: Callable[[Any], bool]) -> dict[str, Any]:
    """Return the entry of Oscar's menu that leads to another admin, and the users for whom it is shown."""
    return {"url_name": address, "access_fn": lambda user, *_args: is_open(user)}


def edits(user: Any) -> bool:
    return bool(user.has_perm("wagtailadmin.access_admin"))


def plans(user: Any) -> bool:
    from workshops.reach import bases_of  # settings read this module before there are models

    return bases_of(user).exists()


def administers(user: Any) -> bool:
    return bool(user.is_superuser)


def sends(user: Any) -> bool:
    return bool(user.has_perm("order.change_order"))


DASHBOARD: list[dict[str, Any]] = [
    {"label": _("Today"), "icon": "fas fa-list", "url_name": "dashboard:index"},
    {
        "label": _("Goods"),
        "icon": "fas fa-shopping-basket",
        "children": [
            {"label": _("Products"), "url_name": "dashboard:catalogue-product-list"},
            {"label": _("Crafts"), "url_name": "dashboard:catalogue-category-list"},
            {"label": _("Kinds of products"), "url_name": "dashboard:catalogue-class-list"},
            {"label": _("Options"), "url_name": "dashboard:catalogue-option-list"},
            {"label": _("Choices of options"), "url_name": "dashboard:catalogue-attribute-option-group-list"},
            {"label": _("Ranges"), "url_name": "dashboard:range-list"},
            {"label": _("Low stock"), "url_name": "dashboard:stock-alert-list"},
        ],
    },
    {
        "label": pgettext_lazy("shop", "Orders"),
        "icon": "fas fa-truck",
        "children": [
            {"label": _("All orders"), "url_name": "dashboard:order-list"},
            {"label": _("Sending"), **door("sending:shipping", sends)},
            {"label": _("Sales in figures"), "url_name": "dashboard:order-stats"},
            {"label": _("Bases as sellers"), "url_name": "dashboard:partner-list"},
        ],
    },
    {
        "label": _("Buyers"),
        "icon": "fas fa-users",
        "children": [
            {"label": _("All buyers"), "url_name": "dashboard:users-index"},
            {"label": _("Waiting for stock"), "url_name": "dashboard:user-alert-list"},
            {"label": _("Reviews"), "url_name": "dashboard:reviews-list"},
        ],
    },
    {
        "label": _("Offers"),
        "icon": "fas fa-tags",
        "children": [
            {"label": _("Price offers"), "url_name": "dashboard:offer-list"},
            {"label": _("Vouchers"), "url_name": "dashboard:voucher-list"},
            {"label": _("Sets of vouchers"), "url_name": "dashboard:voucher-set-list"},
        ],
    },
    {"label": _("Messages"), "icon": "fas fa-envelope", "url_name": "dashboard:comms-list"},
    {"label": _("Reports"), "icon": "fas fa-chart-bar", "url_name": "dashboard:reports-index"},
    {
        "label": _("Other rooms"),
        "icon": "fas fa-door-open",
        "access_fn": lambda user, *_args: edits(user) or plans(user) or administers(user),
        "children": [
            {"label": _("Stories"), **door("wagtailadmin_home", edits)},
            {"label": _("Planning desk"), **door("desk:home", plans)},
            {"label": _("Administration"), **door("admin:index", administers)},
        ],
    },
]
