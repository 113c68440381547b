"""Mark what no stranger may read in the tests' scene, and find the marks in answers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from allauth.mfa.totp.internal import auth as totp
from oscar.core.loading import get_model

from shop.shipping.home import home_country
from tests.scene import Scene
from workshops.models import PayAccount, Worker

ShippingAddress: Any = get_model("order", "ShippingAddress")
IDENTITY, DISABILITY = "130922198811223344", "听力残疾三级"
WORKERS_PHONE, BUYERS_PHONE = "13977700001", "13977700002"
STREET, COMPANY, MESSAGE = "金丝胡同七十七号", "安家礼品有限公司", "请不要告诉别人这句话"
LINK = "the link of"
GAPS = re.compile(r"[\s\u00a0-]|&nbsp;")
Finder = Callable[[Any], list[str]]
NOBODY: set[str] = set()
XIUYINGS_STATION = {"xiuying", "lan"}
STRAW_BASE = {"mei", "hong"}
ANNA = {"anna"}
SHOP = {"tai", "root"}


@dataclass(frozen=True)
class Secret:
    """Name a secret, its text in an answer without gaps, and the people who may read it."""

    name: str
    value: str
    readers: frozenset[str]


def mark(scene: Scene) -> list[Secret]:
    """Give the persons of the scene values that stand nowhere else, and return them with all other secrets."""
    worker, enquiry, order = scene.assignment.worker, scene.enquiry, scene.order
    Worker.objects.filter(pk=worker.pk).update(
        identity_number=IDENTITY, disability=DISABILITY, phone=f"+86{WORKERS_PHONE}"
    )
    order.shipping_address = ShippingAddress.objects.create(
        last_name="陈安娜", line1=STREET, line4="朝阳区", state="北京市", country=home_country(),
        phone_number=f"+86{BUYERS_PHONE}",
    )  # fmt: skip
    order.save()
    enquiry.phone, enquiry.company = f"+86{BUYERS_PHONE}", COMPANY
    enquiry.save()
    scene.file.words = MESSAGE
    scene.file.save()
    factor = totp.generate_totp_secret()
    totp.TOTP.activate(scene.world.root, factor)
    return [
        *_of_workers(scene, worker),
        *_of_buyers(scene),
        Secret("the secret of a second factor", factor, frozenset()),
        Secret("a sealed value", "gAAAA", frozenset()),
        Secret("the hash of a password", "md5$", frozenset()),
    ]


def _of_workers(scene: Scene, worker: Worker) -> Iterator[Secret]:
    at_work = XIUYINGS_STATION | STRAW_BASE
    for name, value, readers in (
        ("an identity number", IDENTITY, NOBODY),
        ("a disability", DISABILITY, NOBODY),
        ("a whole account number", PayAccount.objects.get(worker=worker).number, NOBODY),
        ("a worker's phone", WORKERS_PHONE, at_work | {"root"}),
        ("the link of a worker's card", str(worker.card_token), XIUYINGS_STATION | {"root"}),
        ("the link of a lot's card", str(scene.lot.token), {"lan", *STRAW_BASE, "root"}),
        ("a worker's pay", f"{scene.payslip.net:,.2f}", at_work | {"guan", "shu", "root"}),
    ):
        yield Secret(name, GAPS.sub("", value), frozenset(readers))


def _of_buyers(scene: Scene) -> Iterator[Secret]:
    in_the_trade = ANNA | STRAW_BASE | {"root"}
    for name, value, readers in (
        ("a buyer's phone", BUYERS_PHONE, in_the_trade | SHOP),
        ("a buyer's e-mail", "anna@example.org", in_the_trade | SHOP),
        ("a buyer's address", STREET, in_the_trade | SHOP),
        ("a buyer's company", COMPANY, in_the_trade),
        ("a message to the base", MESSAGE, in_the_trade),
        ("the link of an enquiry", str(scene.enquiry.token), {"root"}),
        ("the link of an order", scene.order.verification_hash(), ANNA | SHOP),
        ("the link of a payment", str(scene.payment.key), {"root"}),
    ):
        yield Secret(name, GAPS.sub("", value), frozenset(readers))


def text_of(answer: Any) -> str:
    """Return what an answer says, without gaps: a page, JSON, CSV, or the cells of a spreadsheet."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in answer.get("Content-Type", ""):
        with ZipFile(BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    return GAPS.sub("", content.decode(errors="replace") + answer.get("Location", ""))


def leaks(secrets: list[Secret], reader: str) -> Finder:
    """Return a function that names the secrets in an answer that `reader` may not read.

    Whoever asked by a secret link knows it, and is led on by the others of the same thing.
    """
    hidden = [secret for secret in secrets if reader not in secret.readers]
    links = {secret.value for secret in secrets if secret.name.startswith(LINK)}

    def find(answer: Any) -> list[str]:
        text, asked = text_of(answer), GAPS.sub("", answer.request["PATH_INFO"])
        told = [secret for secret in hidden if secret.value in text]
        knows = any(link in asked for link in links)
        return [secret.name for secret in told if not (knows and secret.value in links)]

    return find
