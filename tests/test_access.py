"""Test every address with every role. A new address without a rule fails."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from shop.accounts.models import User
from tests.addresses import Address, walk
from tests.personas import Prefecture
from tests.scene import Scene, build_scene

VISITOR, PEOPLE = "visitor", "anna ben xiuying yan lan fen mei hong otto guan shu zhen mo tai root"
EVERYONE = {VISITOR, *PEOPLE.split(" ")}
SIGNED_IN = EVERYONE - {VISITOR}
NOBODY: set[str] = set()
BUYER = {"anna"}
MANAGERS, THIS_BASE = {"mei", "hong", "otto", "root"}, {"mei", "hong"}
LEADS, THIS_STATION = {"lan", "fen", "root"}, {"lan", "root"}
WORKERS, THIS_WORKER = {"xiuying", "yan"}, {"xiuying"}
OFFICERS = {"guan", "shu", "root"}
EDITORS, SHOP, OPERATORS = {"zhen", "mo", "root"}, {"root"}, {"tai", "root"}

# The first rule whose pattern fits an address's name decides. A secret link lets in whoever holds it; the links that
# open an enquiry or an order are tried with another order's secret.
RULES: list[tuple[str, set[str]]] = [
    ("enquiries:enquiry-list", EVERYONE),
    ("enquiries:enquiry-open", NOBODY),
    ("enquiries:ask", EVERYONE),
    ("enquiries:file-download", BUYER | THIS_BASE | {"root"}),
    ("enquiries:*", BUYER),
    ("orders:order-list", EVERYONE),
    ("orders:order-open", NOBODY),
    ("orders:*", BUYER),
    ("payments:*", EVERYONE),
    ("desk:home", MANAGERS),
    ("desk:enquiry-list", MANAGERS),
    ("desk:orders", MANAGERS),
    ("desk:dispatch", MANAGERS),
    ("desk:plan-run", MANAGERS),
    ("desk:base-choose", MANAGERS),
    ("desk:lots", MANAGERS),
    ("desk:receiving", MANAGERS),
    ("desk:pay", MANAGERS),
    ("desk:pay-disputes", MANAGERS),
    ("desk:pay-advances", MANAGERS),
    ("desk:pay-costs", MANAGERS),
    ("desk:pay-second", MANAGERS),
    ("desk:pay-ceilings", MANAGERS),
    ("desk:pay-bank-template", MANAGERS),
    ("desk:pay-account-*", {"mei", "hong", "otto"}),  # her station works for Otto's base too
    ("desk:pay-deductions", MANAGERS),
    ("desk:pay-records", MANAGERS),
    ("desk:pay-hours", MANAGERS),
    ("desk:pay-tolerance", MANAGERS),
    ("desk:pay-settings", MANAGERS),
    ("desk:rates", MANAGERS),
    ("desk:sheets", MANAGERS),
    ("desk:*", THIS_BASE),
    ("station:home", LEADS),
    ("station:lots", LEADS),
    ("station:reports", LEADS),
    ("station:workers", LEADS),
    ("station:disputes", LEADS),
    ("station:households", LEADS),
    ("station:newcomer-where", LEADS),
    ("station:*", THIS_STATION),
    ("me:home", WORKERS),
    ("me:payslips", WORKERS),
    ("me:account", WORKERS),
    ("me:card", EVERYONE),
    ("me:*", THIS_WORKER),
    ("federation:inspection-picture", NOBODY),  # the dispute about it was answered before it came up to them
    ("federation:account-stop", {"guan", "shu"}),  # the posts themselves
    ("federation:broker-dismiss", NOBODY),  # the scene's stations have none
    ("federation:*", OFFICERS),
    ("design", OPERATORS),
    ("api:statement", WORKERS),
    ("api:lots", SIGNED_IN),
    ("api:report", SIGNED_IN),
    ("api:inspect", SIGNED_IN),
    ("api:close", SIGNED_IN),
    ("api:prepare", SIGNED_IN),
    ("api:confirm", SIGNED_IN),
    ("api:api-root", NOBODY),
    ("api:*", EVERYONE),
    ("account:outbox", EVERYONE),
    ("account:notice-open", BUYER),
    ("account:sign-*", EVERYONE),
    ("account:staff-sign-in", EVERYONE),
    ("account:*", SIGNED_IN),
]
OPEN = ["home", "healthz", "readyz", "set_language", "catalogue:*", "search:*", "basket:*", "checkout:*", "workshops:*"]
OPEN += ["offer:*", "media", "wagtail_serve", "stories*", "sitemap*", "stripe-webhook"]
# Other people's apps, by the beginning of the route: who may see anything there at all.
FOREIGN = {"cms/": EDITORS, "dashboard/": OPERATORS, "admin/": OPERATORS}
# Oscar's and allauth's own pages of a signed-in user: they show what is hers, or lead to a page of ours.
OWN = ("accounts/", "account/", "password-reset/", "wishlists/", "documents/")


@pytest.fixture
def scene(prefecture: Prefecture) -> Scene:
    """Return Anna's order halfway."""
    return build_scene(prefecture)


def fill(scene: Scene) -> Callable[[str, str], Any]:
    """Return the values of each address's slots, so that it points at Anna's order, Lan's station, Xiuying's money."""
    by_name: dict[tuple[str, str], Any] = {
        ("enquiries:*", "number"): scene.enquiry.number,
        ("enquiries:file-download", "pk"): scene.file.pk,
        ("enquiries:*", "version"): 1,
        ("enquiries:*", "product_pk"): scene.enquiry.product_id,
        ("orders:*", "number"): scene.order.number,
        ("payments:*", "signed"): scene.order.verification_hash(),
        ("payments:instalment-pay", "pk"): scene.instalment.pk,
        ("payments:*", "key"): scene.payment.key,
        ("workshops:*", "slug"): "straw",
        ("desk:enquir*", "number"): scene.enquiry.number,
        ("desk:quote-send", "number"): scene.enquiry.number,
        ("desk:order-*", "number"): scene.work_order.number,
        ("desk:lot-*", "number"): scene.lot.number,
        ("desk:plan-*", "pk"): scene.plan.pk,
        ("desk:plan-*", "other"): scene.plan.pk,
        ("desk:line-*", "pk"): scene.plan_line.pk,
        ("desk:what-if", "pk"): scene.plan.pk,
        ("desk:order-place", "pk"): scene.plan.pk,
        ("desk:order-place", "order"): scene.work_order.pk,
        ("desk:line-*", "change"): "pin",
        ("desk:pay-payslip", "pk"): scene.payslip.pk,
        ("desk:pay-batch", "pk"): scene.batch.pk,
        ("desk:pay-release", "pk"): scene.batch.pk,
        ("desk:pay-dispute", "pk"): scene.dispute.pk,
        ("desk:pay-payout-*", "pk"): scene.payout.pk,
        ("desk:pay-entry-back", "pk"): scene.costs.pk,
        ("desk:pay-outlay-*", "pk"): scene.outlay.pk,
        ("desk:pay-back-*", "pk"): scene.taking_back.pk,
        ("desk:pay-ceilings-*", "pk"): scene.ceilings.pk,
        ("desk:pay-account-*", "pk"): scene.account_change.pk,
        ("federation:account-*", "pk"): scene.account_change.pk,
        ("*:advance-*", "pk"): scene.outlay.pk,
        ("*:*deduction-*", "pk"): scene.deduction.pk,
        ("*:inspection-picture", "pk"): scene.inspection.pk,
        ("federation:dispute", "pk"): scene.risen.pk,
        ("station:*", "payslip"): scene.payslip.pk,
        ("station:*", "payout"): scene.payout.pk,
        ("me:report-withdraw", "pk"): scene.report.pk,
        ("desk:pay-*", "pk"): scene.period.pk,
        ("desk:rate-*", "pk"): scene.lot.operations.first().operation.rates.get().pk,
        ("desk:*", "operation"): scene.lot.operations.first().operation_id,
        ("desk:pay-broker*", "link"): scene.world.bases["straw"].links.get(station=scene.lot.station).pk,
        ("desk:sheet-detail", "pk"): scene.work_order.sheet_id,
        ("station:*", "token"): scene.lot.token,
        ("station:*", "operation"): scene.assignment.lot_operation_id,
        ("station:*", "worker"): scene.assignment.worker_id,
        ("*", "assignment"): scene.assignment.pk,
        ("station:*", "report"): scene.report.pk,
        ("station:*", "inspection"): scene.inspection.pk,
        ("station:household*", "pk"): scene.household.pk,
        ("station:worker*", "pk"): scene.assignment.worker_id,
        ("station:newcomer", "pk"): scene.lot.station_id,
        ("me:payslip*", "pk"): scene.payslip.pk,
        ("me:payout*", "pk"): scene.payout.pk,
        ("me:inspection*", "pk"): scene.inspection.pk,
        ("me:card", "token"): scene.assignment.worker.card_token,
        ("account:notice-open", "pk"): scene.notice.pk,
        ("catalogue:*", "pk"): scene.enquiry.product_id,
        ("catalogue:category", "pk"): scene.world.categories["straw"].pk,
        ("basket:*", "pk"): scene.enquiry.product_id,
    }

    def find(name: str, slot: str) -> Any:
        fitting = (value for (glob, key), value in by_name.items() if key == slot and fnmatchcase(name, glob))
        return next(fitting, UUID(int=1) if slot == "token" else "1")

    return find


def allowed(address: Address) -> set[str] | None:
    """Return whom the rules let in there, or None when no rule names the address."""
    for prefix, people in FOREIGN.items():
        if address.route.startswith(prefix):
            return people
    for glob, people in RULES:
        if fnmatchcase(address.name, glob):
            return people
    if any(fnmatchcase(address.name, glob) for glob in OPEN):
        return EVERYONE
    return None


def test_a_rule_names_every_address() -> None:
    without = [a for a in walk() if allowed(a) is None and not a.route.startswith(OWN) and not is_redirect(a)]
    assert not [f"{address.name} {address.route}" for address in without]


def is_redirect(address: Address) -> bool:
    """Return whether a nameless or shadowed address only redirects to another one."""
    try:
        return resolve(address.path(lambda _name, _slot: "1")).url_name is None
    except Resolver404:
        return False


def kept_out(answer: Any) -> bool:
    """Return whether this person was not let in: not found, forbidden, or asked to sign in."""
    if answer.status_code in (301, 302):
        return any(door in answer["Location"] for door in ("login", "sign-in"))
    return answer.status_code in (401, 403, 404)


def wrongly_treated(address: Address, path: str, clients: dict[str, Client]) -> list[str]:
    """Return each person whom this address lets in against its rule, or keeps out against it."""
    wrong, people = [], allowed(address) or set()
    for name, client in clients.items():
        answer = client.get(path)
        if answer.status_code == 405 and name not in people:
            answer = client.post(path)
        if kept_out(answer) == (name in people) and not (name == "root" and place_of(address) == "desk"):
            wrong.append(f"{name} at {path} ({address.name}): {answer.status_code}")
        if answer.status_code >= 500:
            wrong.append(f"{name} at {path} ({address.name}) broke: {answer.status_code}")
    return wrong


def place_of(address: Address) -> str:
    """Return the namespace.

    An operator may stand at any base's desk, but at one at a time, so her case is left out there.
    """
    return address.name.partition(":")[0]


@pytest.fixture
def clients(scene: Scene) -> dict[str, Client]:
    """Return a test client for each person, signed in."""
    made = {}
    for name in EVERYONE:
        made[name] = Client(raise_request_exception=False)
        if name != "visitor":
            made[name].force_login(scene.world.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
    return made


HARMLESS = ("login", "password_reset", "jsi18n", "sprite")  # doors, and files that hold nobody's data
OURS = ("enquiries:", "orders:", "payments:", "desk:", "station:", "me:", "federation:", "api:", "account:", "design")


@pytest.mark.parametrize("place", OURS)
def test_each_sees_only_her_own(scene: Scene, clients: dict[str, Client], place: str) -> None:
    wrong: list[str] = []
    for address in walk():
        if address.name.startswith(place) and not is_redirect(address) and "webhook" not in address.name:
            wrong += wrongly_treated(address, address.path(fill(scene)), clients)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("prefix", FOREIGN)
def test_staff_places_let_nobody_else_in(scene: Scene, clients: dict[str, Client], prefix: str) -> None:
    outside = (VISITOR, "anna", "mei")
    let_in = []
    for address in walk():
        if address.route.startswith(prefix) and not any(word in address.route for word in HARMLESS):
            path = address.path(fill(scene))
            let_in += [f"{name} at {path}" for name in outside if name_let_in(clients[name], path)]
    assert not let_in, "\n".join(let_in)


def name_let_in(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 or answer.status_code >= 500


def test_the_open_pages_are_open(scene: Scene, clients: dict[str, Client]) -> None:
    product = scene.enquiry.product
    for path in (
        "/",
        "/en/",
        "/catalogue/",
        product.get_absolute_url(),
        "/search/?q=草编",
        "/stories/",
        "/bases/",
        "/basket/",
    ):
        assert clients["visitor"].get(path).status_code == 200, path


def test_each_role_has_its_place(scene: Scene, clients: dict[str, Client]) -> None:
    homes = {"mei": "/desk/", "lan": "/station/", "xiuying": "/me/", "guan": "/federation/", "zhen": "/cms/"}
    homes |= {"tai": "/dashboard/", "root": "/admin/", "anna": "/enquiries/"}
    for name, path in homes.items():
        assert clients[name].get(path).status_code == 200, (name, path)


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get("/desk/lots/")
    assert "next=/desk/lots/" in answer["Location"]


def test_every_person_of_the_tests_is_walked(prefecture: Prefecture) -> None:
    assert EVERYONE - {"visitor"} <= prefecture.people.keys()
    assert isinstance(prefecture.people["anna"], User)


def test_a_signed_in_visitor_without_access_is_refused(clients: dict[str, Client]) -> None:
    """Refuse her instead of sending her to sign in again and again."""
    for path in ("/cms/", "/design/", "/admin/"):
        answer: Any = clients["mei"].get(path, follow=True)
        assert answer.status_code == 403, path
