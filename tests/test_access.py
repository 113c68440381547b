"""Test every address with every role. A new address without a rule fails."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from shop.accounts.models import User
from tests.addresses import Address, walk
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.secrets import Finder, leaks, mark, text_of

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
    ("orders:order-find", EVERYONE),
    ("orders:*", BUYER),
    ("payments:*", EVERYONE),
    ("desk:home", MANAGERS),
    ("desk:base-*", MANAGERS),
    ("desk:step-skip", MANAGERS),
    ("desk:managers", MANAGERS),
    ("desk:manager-let-go", NOBODY),
    ("desk:invitation-withdraw", NOBODY),
    ("desk:page", MANAGERS),
    ("desk:honour-add", MANAGERS),
    ("desk:honour-*", NOBODY),
    ("desk:enquiry-list", MANAGERS),
    ("desk:orders", MANAGERS),
    ("desk:dispatch", MANAGERS),
    ("desk:plan-run", MANAGERS),
    ("desk:base-choose", MANAGERS),
    ("desk:lots", MANAGERS),
    ("desk:receiving", MANAGERS),
    ("desk:shipping", MANAGERS),
    ("desk:pay", MANAGERS),
    ("desk:pay-disputes", MANAGERS),
    ("desk:pay-advances", MANAGERS),
    ("desk:pay-costs", MANAGERS),
    ("desk:pay-second", MANAGERS),
    ("desk:pay-ceilings", MANAGERS),
    ("desk:pay-bank-template", MANAGERS),
    ("desk:pay-account-*", THIS_BASE),  # her station works for Otto's base too, but she has no work of it
    ("desk:pay-deductions", MANAGERS),
    ("desk:pay-records", MANAGERS),
    ("desk:pay-hours", MANAGERS),
    ("desk:pay-tolerance", MANAGERS),
    ("desk:pay-settings", MANAGERS),
    ("desk:lead-times", MANAGERS),
    ("desk:rates", MANAGERS),
    ("desk:rate-raise", MANAGERS),
    ("desk:rate-approve-all", MANAGERS),
    ("desk:sheet-new", MANAGERS),
    ("desk:materials", MANAGERS),
    ("desk:material-new", MANAGERS),
    ("desk:material-use", MANAGERS),
    ("desk:purchases", MANAGERS),
    ("desk:purchase-new", MANAGERS),
    ("desk:trip-new", MANAGERS),
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
    ("me:card-*", EVERYONE),  # without her digits it leads back to the page that asks for them
    ("me:my-card*", WORKERS),
    ("me:*", THIS_WORKER),
    ("federation:inspection-picture", NOBODY),  # the dispute about it was answered before it came up to them
    ("federation:account-stop", {"guan", "shu"}),  # the posts themselves
    ("federation:broker-dismiss", NOBODY),  # the scene's stations have none
    ("federation:applications", OFFICERS),
    ("federation:application*", NOBODY),  # nobody applies in the scene
    ("federation:honour-*", NOBODY),  # nor is there an honour, or a choice for the home page
    ("federation:promotion-end", NOBODY),
    ("federation:promotion", {"guan", "root"}),
    ("federation:base-*", {"guan", "root"}),
    ("federation:*", OFFICERS),
    ("workshops:application*", NOBODY),
    ("workshops:invitation", NOBODY),
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
    ("account_login", EVERYONE),
    ("account_inactive", EVERYONE),
    ("account_reset_password*", EVERYONE),
    ("account_verify_phone", SIGNED_IN),
    ("account_email_verification_sent", EVERYONE),  # to her own pages
    ("account_confirm_email", EVERYONE),
    ("account_set_password", EVERYONE),
    ("account_*code*", SIGNED_IN),  # whoever is signed in is sent home, a visitor to the door
    ("account_signup", SIGNED_IN),
    ("account_*", SIGNED_IN),
    ("mfa_index", SIGNED_IN),
    ("mfa_activate_totp", SIGNED_IN),
    ("mfa_authenticate", SIGNED_IN),
    ("mfa_reauthenticate", SIGNED_IN),
    ("mfa_generate_recovery_codes", SIGNED_IN),
    ("mfa_deactivate_totp", {"root"}),  # nobody else in the scene has a second factor
    ("mfa_*", NOBODY),  # nobody has recovery codes
    ("usersessions_list", SIGNED_IN),
    ("customer:*", EVERYONE),  # to our own pages
    ("password-reset*", EVERYONE),
    ("wishlists:*", NOBODY),
    ("wagtaildocs_*", NOBODY),  # the scene has no document
]
OPEN = ["home", "healthz", "readyz", "set_language", "catalogue:*", "search:*", "basket:*", "checkout:*", "workshops:*"]
OPEN += ["offer:*", "media", "wagtail_serve", "stories*", "sitemap*", "stripe-webhook"]
# Other people's apps, by the beginning of the route: who may see anything there at all.
FOREIGN = {"cms/": EDITORS, "dashboard/": OPERATORS, "admin/": OPERATORS}


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
        ("federation:*", "slug"): "straw",
        ("desk:enquir*", "number"): scene.enquiry.number,
        ("desk:quote-send", "number"): scene.enquiry.number,
        ("desk:order-*", "number"): scene.work_order.number,
        ("desk:shipping-order", "number"): scene.order.number,
        ("desk:shipment*", "pk"): scene.shipment.pk,
        ("desk:shipment-paper", "paper"): "delivery-note",
        ("desk:lot-*", "number"): scene.lot.number,
        ("*:lot-day-answer", "answer"): "agree",
        ("desk:lot-material", "line"): scene.lot.materials.get().pk,
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
        ("federation:main-craft", "code"): scene.lot.station.place.code,
        ("federation:dispute", "pk"): scene.risen.pk,
        ("federation:calendar-*", "pk"): scene.calendar_entry.pk,
        ("station:*", "payslip"): scene.payslip.pk,
        ("station:*", "payout"): scene.payout.pk,
        ("me:report-withdraw", "pk"): scene.report.pk,
        ("desk:pay-*", "pk"): scene.period.pk,
        ("desk:rate-*", "pk"): scene.lot.operations.first().operation.rates.get().pk,
        ("desk:*", "operation"): scene.lot.operations.first().operation_id,
        ("desk:pay-broker*", "link"): scene.world.bases["straw"].links.get(station=scene.lot.station).pk,
        ("desk:material-*", "pk"): scene.purchase.lines.get().material_id,
        ("desk:purchase-*", "pk"): scene.purchase.pk,
        ("desk:trip*", "pk"): scene.slip.pk,
        ("desk:short-delivery*", "pk"): scene.short_delivery.pk,
        ("desk:sheet-*", "pk"): scene.work_order.sheet_id,
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
        ("me:dispute-back", "pk"): scene.risen.pk,
        ("me:card*", "token"): scene.assignment.worker.card_token,
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
    return EVERYONE if is_open(address) else None


def test_a_rule_names_every_address() -> None:
    without = [a for a in walk() if allowed(a) is None and not is_redirect(a)]
    assert not [f"{address.name} {address.route}" for address in without]


def is_redirect(address: Address) -> bool:
    """Return whether a nameless or shadowed address only redirects to another one."""
    try:
        return resolve(address.path(lambda _name, _slot: "1")).url_name is None
    except Resolver404:
        return False


Way = tuple[str, str, dict[str, Any]]
PAGE, POST = ("get", "", {}), ("post", "", {})
# Besides page and form, whoever is to be kept out asks in one of these ways, and everybody in turn in another one.
OTHER_WAYS: list[Way] = [
    *(("get", f"?format={name}", {}) for name in ("xlsx", "csv", "pdf", "assignments")),
    ("get", "", {"headers": {"X-Part": "1", "HX-Request": "true"}}),
    ("delete", "", {}),
]
OFFERED = re.compile(r"[?;]format=(xlsx|csv|assignments)")  # a paper in PDF says what its page says
DOORS = ("login", "sign-in")


def ask(client: Client, path: str, way: Way) -> Any:
    """Send one request that leaves no trace."""
    method, query, more = way
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(path + query, **more)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def answers(client: Client, path: str, *, inside: bool, turn: int) -> Iterator[tuple[Way, Any]]:
    """Yield what she gets there. Who is let in reads the page and the spreadsheets that it offers."""
    page = ask(client, path, PAGE)
    yield PAGE, page
    if inside:
        ways: list[Way] = [("get", f"?format={name}", {}) for name in sorted(set(OFFERED.findall(text_of(page))))]
    else:
        ways = [POST, OTHER_WAYS[turn % len(OTHER_WAYS)]]
    yield from ((way, ask(client, path, way)) for way in ways)


def kept_out(answer: Any) -> bool:
    """Return whether this person was not let in: not found, forbidden, or asked to sign in."""
    if answer.status_code in (301, 302):
        return any(door in answer["Location"] for door in DOORS)
    return answer.status_code in (401, 403, 404)


def faults(address: Address, path: str, person: str, client: Client, find: Finder, turn: int) -> Iterator[str]:
    """Yield how an address lets a person in against its rule, keeps her out against it, breaks, or tells a secret."""
    inside = person in (allowed(address) or set())
    may_be_either = person == "root" and place_of(address) == "desk"
    for way, answer in answers(client, path, inside=inside, turn=turn):
        told = f"{person}: {way[0]} {path}{way[1]} ({address.name}) {answer.status_code}"
        is_out = kept_out(answer)
        if answer.status_code >= 500:
            yield f"{told} broke"
        if inside and is_out and not is_open(address) and not may_be_either:
            yield f"{told} is kept out"
        if not inside and not is_out and answer.status_code != 405 and not may_be_either:
            yield f"{told} is let in"
        yield from (f"{told} tells {secret}" for secret in find(answer))


def is_open(address: Address) -> bool:
    """Return whether everybody may ask there, and may find nothing."""
    return any(fnmatchcase(address.name, glob) for glob in OPEN)


def place_of(address: Address) -> str:
    """Return the namespace.

    An operator may stand at any base's desk, but at one at a time, so her case is left out there.
    """
    return address.name.partition(":")[0]


def sign_in(scene: Scene, person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person != VISITOR:
        client.force_login(scene.world.people[person], backend=settings.AUTHENTICATION_BACKENDS[0])
        client.get("/account/")  # notes that the session is in use, which no later request has to do
    return client


@pytest.fixture
def clients(scene: Scene) -> dict[str, Client]:
    """Return a test client for each person, signed in."""
    return {person: sign_in(scene, person) for person in EVERYONE}


LEAVE = ("logout", "sign-out")  # they end the session
HARMLESS = (
    "login",
    "password_reset",
    "password-reset",
    "password_change",
    "jsi18n",
    "sprite",
)  # doors, and files that hold nobody's data


def is_asked(address: Address) -> bool:
    """Return whether an address is one of ours, or of allauth's and Oscar's for whoever is signed in."""
    elsewhere = address.route.startswith(tuple(FOREIGN)) or "webhook" in address.name
    return not elsewhere and not is_redirect(address) and not any(word in address.name for word in LEAVE)


# The scene is built once for several people, because that takes longer than asking everywhere as one of them.
TOGETHER = ["visitor anna ben", "xiuying yan zhen mo", "lan fen tai", "mei hong otto", "guan shu root"]


@pytest.mark.parametrize("people", TOGETHER)
def test_each_sees_only_her_own_and_no_secret(scene: Scene, no_limits: None, people: str) -> None:
    secrets, wrong = mark(scene), []
    asked = [(address, address.path(fill(scene))) for address in walk() if is_asked(address)]
    for person in people.split(" "):
        find, client = leaks(secrets, person), sign_in(scene, person)
        for place, (address, path) in enumerate(asked):
            turn = place + sorted(EVERYONE).index(person)
            wrong += faults(address, path, person, client, find, turn)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_staff_places_let_nobody_else_in(scene: Scene, no_limits: None) -> None:
    """Ask as those who are not let in there, one of each kind, and as whoever works in the room next to it."""
    secrets, wrong = mark(scene), []
    asked = [(address, address.path(fill(scene))) for address in walk() if is_staffs(address)]
    for person in (VISITOR, "anna", "xiuying", "lan", "mei", "guan", "tai", "zhen"):
        find, client = leaks(secrets, person), sign_in(scene, person)
        for address, path in asked:
            if person in (allowed(address) or set()):
                continue
            for way in (PAGE, POST) if person in ("mei", "tai", "zhen") else (PAGE,):
                answer = ask(client, path, way)
                told = f"{person}: {way[0]} {path} {answer.status_code}"
                if not kept_out(answer) and answer.status_code != 405:
                    wrong.append(f"{told} is let in")
                wrong += [f"{told} tells {secret}" for secret in find(answer)]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_staff_read_no_secret_in_their_own_places(scene: Scene, no_limits: None) -> None:
    secrets, wrong = mark(scene), []
    asked = [(address, address.path(fill(scene))) for address in walk() if is_staffs(address)]
    for person in ("tai", "zhen", "mo", "root"):
        find, client = leaks(secrets, person), sign_in(scene, person)
        for address, path in asked:
            if person in (allowed(address) or set()):
                answer = ask(client, path, PAGE)
                told = f"{person}: {path} {answer.status_code}"
                wrong += [f"{told} tells {secret}" for secret in find(answer)]
                if answer.status_code >= 500 and "error_test" not in address.name:  # an error on purpose
                    wrong.append(f"{told} broke")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_everybody_asks() -> None:
    assert {person for people in TOGETHER for person in people.split(" ")} == EVERYONE


def is_staffs(address: Address) -> bool:
    return address.route.startswith(tuple(FOREIGN)) and not any(word in address.route for word in HARMLESS + LEAVE)


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
