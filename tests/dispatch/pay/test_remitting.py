"""Test that money which comes back is paid anew, and money with an unknown result is never paid a second time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pgtrigger
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from dispatch import tasks
from dispatch.figures import counting
from dispatch.figures.spans import Span
from dispatch.models import Payout, PayoutBatch, Period
from dispatch.pay import earnings, paying, remitting, settling
from dispatch.pay.ledger import reconcile
from dispatch.pay.wallets.signing import sign, verify
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, WrongState
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops.models import PayAccount, Place

State = Payout.State


def closed(world: Prefecture) -> Period:
    """Return a closed period in which Xiuying earned 41.00."""
    made(world, lot_at(world), "xiuying", 2)
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    return period


def released(world: Prefecture, way: PayoutBatch.Way = PayoutBatch.Way.BANK) -> Payout:
    period = closed(world)
    batch = paying.release(paying.prepare(period, way=way, by=world.mei), by=world.hong)
    return batch.payouts.get()


def test_what_came_back_is_paid_by_a_new_attempt(prefecture: Prefecture) -> None:
    first = released(prefecture)
    with pytest.raises(AlreadyDone):
        paying.prepare(first.batch.period, way=PayoutBatch.Way.CASH, by=prefecture.mei)
    with pytest.raises(NotYours):
        remitting.bring_back(first, why="wrong name", by=prefecture.otto)
    with pytest.raises(ReasonMissing):
        remitting.bring_back(first, why=" ", by=prefecture.mei)
    back = remitting.bring_back(first, why="wrong name", by=prefecture.mei)
    assert (back.state, back.answer) == (State.RETURNED, "wrong name")
    with pytest.raises(WrongState):
        paying.confirm(first, by=prefecture.xiuying)
    batch = paying.prepare(first.batch.period, way=PayoutBatch.Way.CASH, by=prefecture.mei)
    second = paying.release(batch, by=prefecture.hong).payouts.get()
    assert second.key != first.key
    confirmed = paying.confirm(second, by=None)
    assert confirmed.confirmed_by_card and not confirmed.confirmed_by
    with pytest.raises(WrongState):
        remitting.bring_back(second, why="she has it", by=prefecture.mei)
    assert [payout.state for payout in first.payslip.payouts.all()] == [State.RETURNED, State.CONFIRMED]
    assert reconcile() == []


def test_two_attempts_are_never_alive_together(prefecture: Prefecture) -> None:
    first = released(prefecture)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(payslip=first.payslip, batch=first.batch, amount=1, key=OTHER)
    for change in ({"amount": 1}, {"key": OTHER}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payout.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


OTHER = "00000000-0000-4000-8000-000000000001"


def test_money_said_to_be_paid_and_money_received_are_two_figures(prefecture: Prefecture) -> None:
    payout = released(prefecture)
    counties, today = Place.objects.all(), timezone.localdate()
    assert counting.paid_out(counties, Span(today, today)) == {"said": 41, "received": 0}
    mine = earnings.sums(prefecture.workers["xiuying"])
    assert (mine.said, mine.received) == (41, 0)
    paying.confirm(payout, by=prefecture.xiuying)
    assert counting.paid_out(counties, Span(today, today)) == {"said": 0, "received": 41}
    mine = earnings.sums(prefecture.workers["xiuying"])
    assert (mine.said, mine.received) == (0, 41)


def test_the_bank_accepts_a_file(prefecture: Prefecture) -> None:
    payout = released(prefecture)
    assert remitting.accept(payout.batch, reference="B-7", by=prefecture.mei) == 1
    payout.refresh_from_db()
    assert (payout.state, payout.reference) == (State.ACCEPTED, "B-7")
    assert paying.confirm(payout, by=prefecture.xiuying).state == State.CONFIRMED


def test_the_second_person_releases_the_account_too(prefecture: Prefecture) -> None:
    """Whoever changes the account after it was prepared diverts nothing."""
    period = closed(prefecture)
    batch = paying.prepare(period, way=PayoutBatch.Way.BANK, by=prefecture.mei)
    PayAccount.objects.filter(worker=prefecture.workers["xiuying"]).delete()
    PayAccount.objects.create(
        worker=prefecture.workers["xiuying"], kind="bank", bank="别的银行", holder="别人", number="1" * 16,
        changed_by=prefecture.lan,
    )  # fmt: skip
    payout = paying.release(batch, by=prefecture.hong).payouts.get()
    assert (payout.holder, payout.bank, payout.account) == ("王秀英", "农村信用社", "6221880000000001")
    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(account="1" * 16)


@dataclass
class Till:
    """A wallet's server on this machine: what it was asked to pay, by number, and how it behaves."""

    ours: str
    theirs: str
    theirs_private: str
    paid: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    mute: bool = False
    fails: str = ""
    address: str = ""


def pair() -> tuple[str, str]:
    """Return a private and a public key, PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


OUR_PRIVATE, OUR_PUBLIC = pair()
THEIR_PRIVATE, THEIR_PUBLIC = pair()


def wechat(till: Till, handler: Any, body: str) -> None:
    """Answer a signed call as WeChat does."""
    parts = dict(part.split("=", 1) for part in handler.headers["Authorization"].partition(" ")[2].split(","))
    said = {name: value.strip('"') for name, value in parts.items()}
    words = (handler.command, handler.path, said["timestamp"], said["nonce_str"], body)
    verify("".join(f"{part}\n" for part in words), said["signature"], till.ours)
    till.calls.append(handler.command)
    if handler.command == "POST":
        bill = json.loads(body)
        till.paid.setdefault(bill["out_bill_no"], bill["transfer_amount"])
        number = bill["out_bill_no"]
    else:
        number = handler.path.rpartition("/")[2]
    if till.mute:
        handler.close_connection = True
        return
    known = number in till.paid
    state = "FAIL" if till.fails else "SUCCESS"
    content = {"out_bill_no": number, "transfer_bill_no": "W1", "state": state, "fail_reason": till.fails}
    text = json.dumps(content if known else {"code": "NOT_FOUND"})
    handler.send_response(200 if known else 404)
    handler.send_header("Wechatpay-Timestamp", "1")
    handler.send_header("Wechatpay-Nonce", "n")
    handler.send_header("Wechatpay-Signature", sign(f"1\nn\n{text}\n", till.theirs_private))
    handler.end_headers()
    handler.wfile.write(text.encode())


def alipay(till: Till, handler: Any, body: str) -> None:
    """Answer a signed call as Alipay does."""
    said = {name: values[0] for name, values in parse_qs(body).items()}
    signature = said.pop("sign")
    verify("&".join(f"{name}={value}" for name, value in sorted(said.items())), signature, till.ours)
    content, sends = json.loads(said["biz_content"]), said["method"].endswith("transfer")
    till.calls.append("POST" if sends else "GET")
    if sends:
        till.paid.setdefault(content["out_biz_no"], content["trans_amount"])
    if till.mute:
        handler.close_connection = True
        return
    answer = {
        "code": "10000",
        "status": "FAIL" if till.fails else "SUCCESS",
        "order_id": "A1",
        "fail_reason": till.fails,
    }
    if content["out_biz_no"] not in till.paid:
        answer = {"code": "40004", "sub_code": "ORDER_NOT_EXIST"}
    inner = json.dumps(answer)
    name = said["method"].replace(".", "_") + "_response"
    text = f'{{"{name}":{inner},"sign":"{sign(inner, till.theirs_private)}"}}'
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(text.encode())


@pytest.fixture(params=["wechat", "alipay"])
def till(request: pytest.FixtureRequest, settings: Any) -> Iterator[Till]:
    """Yield a wallet that is switched on and answers on this machine."""
    answer = {"wechat": wechat, "alipay": alipay}[request.param]
    made = Till(OUR_PUBLIC, THEIR_PUBLIC, THEIR_PRIVATE)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(made, self, self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

        do_GET = do_POST

        def log_message(self, *_words: Any) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    ours = {"app": "a1", "private_key": OUR_PRIVATE, "public_key": THEIR_PUBLIC, "address": address}
    if request.param == "wechat":
        settings.WECHAT_TRANSFER = ours | {"merchant": "m1", "serial": "s1"}
    else:
        settings.ALIPAY_TRANSFER = ours
    made.address = request.param
    yield made
    server.shutdown()
    server.server_close()


def by_wallet(world: Prefecture, till: Till) -> Payout:
    with pgtrigger.ignore("workshops.PayAccount:changes_by_a_change"):
        PayAccount.objects.filter(worker=world.workers["xiuying"]).update(kind=till.address)
    return released(world, PayoutBatch.Way(till.address))


def test_a_wallet_pays_once(prefecture: Prefecture, till: Till) -> None:
    payout = remitting.send(by_wallet(prefecture, till))
    assert (payout.state, len(till.paid)) == (State.ACCEPTED, 1)
    assert payout.key.hex in till.paid
    with pytest.raises(WrongState):
        remitting.send(payout)


def test_a_released_batch_whose_task_was_lost_is_sent_once(prefecture: Prefecture, till: Till) -> None:
    payout = by_wallet(prefecture, till)
    tasks.ask_about_payouts()
    assert till.calls == [], "its own task may still come"
    PayoutBatch.objects.update(released_at=timezone.now() - timedelta(minutes=5))
    tasks.ask_about_payouts()
    tasks.ask_about_payouts()
    payout.refresh_from_db()
    assert payout.state == State.ACCEPTED
    assert till.calls == ["POST"] and list(till.paid) == [payout.key.hex]


def test_what_goes_by_the_bank_is_not_swept(prefecture: Prefecture) -> None:
    payout = released(prefecture)
    PayoutBatch.objects.update(released_at=timezone.now() - timedelta(minutes=5))
    tasks.ask_about_payouts()
    payout.refresh_from_db()
    assert payout.state == State.RELEASED


def test_an_unknown_result_is_asked_and_never_paid_again(prefecture: Prefecture, till: Till) -> None:
    till.mute = True
    payout = remitting.send(by_wallet(prefecture, till))
    assert payout.state == State.UNCLEAR
    with pytest.raises(AlreadyDone):
        paying.prepare(payout.batch.period, way=PayoutBatch.Way.CASH, by=prefecture.mei)
    with pytest.raises(WrongState):
        paying.confirm(payout, by=prefecture.xiuying)
    till.mute = False
    assert remitting.send(payout).state == State.ACCEPTED
    assert till.calls == ["POST", "GET"] and len(till.paid) == 1


def test_what_never_arrived_is_sent_under_the_same_number(prefecture: Prefecture, till: Till) -> None:
    payout = by_wallet(prefecture, till)
    Payout.objects.filter(pk=payout.pk).update(state=State.UNCLEAR)  # as after a crash before the first byte
    payout.refresh_from_db()
    assert remitting.send(payout).state == State.ACCEPTED
    assert till.calls == ["GET", "POST"] and list(till.paid) == [payout.key.hex]


def test_a_refusal_brings_the_money_back(prefecture: Prefecture, till: Till) -> None:
    till.fails = "NAME_NOT_CORRECT"
    payout = remitting.send(by_wallet(prefecture, till))
    assert (payout.state, payout.answer) == (State.RETURNED, "NAME_NOT_CORRECT")


def test_an_answer_that_the_wallet_did_not_sign_tells_nothing(prefecture: Prefecture, till: Till) -> None:
    till.theirs_private = OUR_PRIVATE
    assert remitting.send(by_wallet(prefecture, till)).state == State.UNCLEAR
