"""Transfer money to a user's WeChat wallet as a merchant (API v3, `transfer-bills`)."""

import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

from dispatch.pay.wallets import Outcome, Payment
from dispatch.pay.wallets.signing import sign, verify

BILLS = "/v3/fund-app/mch-transfer/transfer-bills"
SECONDS = 20
PAID, FAILED = {"SUCCESS"}, {"FAIL", "CANCELLED"}


@dataclass(frozen=True)
class WeChat:
    """The merchant's account at WeChat Pay.

    `private_key` is ours, `public_key` WeChat's, both PEM; `account` of a payment is the user's openid under `app`.
    """

    merchant: str
    app: str
    serial: str
    private_key: str
    public_key: str
    scene: str = "1005"
    address: str = "https://api.mch.weixin.qq.com"

    def send(self, payment: Payment) -> Outcome:
        """Pay. The same bill number twice pays once."""
        bill = {
            "appid": self.app,
            "out_bill_no": payment.number,
            "transfer_scene_id": self.scene,
            "openid": payment.account,
            "transfer_amount": int(payment.amount * 100),
            "transfer_remark": payment.words[:32],
        }
        status, answer = self._call("POST", BILLS, json.dumps(bill, ensure_ascii=False))
        if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN):
            return Outcome(False, "", answer.get("message", ""))
        return self._outcome(status, answer)

    def ask(self, payment: Payment) -> Outcome:
        """Return the outcome of the bill. A bill that WeChat never saw is sent, under the same number."""
        status, answer = self._call("GET", f"{BILLS}/out-bill-no/{payment.number}", "")
        if status == HTTPStatus.NOT_FOUND:
            return self.send(payment)
        return self._outcome(status, answer)

    def _outcome(self, status: int, answer: dict[str, Any]) -> Outcome:
        state, reference = answer.get("state", ""), answer.get("transfer_bill_no", "")
        if status == HTTPStatus.OK and state in PAID:
            return Outcome(True, reference)
        if status == HTTPStatus.OK and state in FAILED:
            return Outcome(False, reference, answer.get("fail_reason", ""))
        return Outcome(None, reference)  # on its way, or waiting for her to take it

    def _call(self, method: str, path: str, body: str) -> tuple[int, dict[str, Any]]:
        """Return status and content of the answer, once its signature is verified as WeChat's."""
        moment, nonce = str(int(time.time())), uuid4().hex
        signature = sign("".join(f"{part}\n" for part in (method, path, moment, nonce, body)), self.private_key)
        fields = {
            "mchid": self.merchant, "nonce_str": nonce, "signature": signature, "timestamp": moment,
            "serial_no": self.serial,
        }  # fmt: skip
        token = ",".join(f'{name}="{value}"' for name, value in fields.items())
        headers = {
            "Authorization": f"WECHATPAY2-SHA256-RSA2048 {token}",
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        request = Request(self.address + path, body.encode() or None, headers, method=method)  # noqa: S310 our setting
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return answer.status, self._read(answer)
        except HTTPError as refused:
            return refused.code, self._read(refused)

    def _read(self, answer: Any) -> dict[str, Any]:
        text, head = answer.read().decode(), answer.headers
        signed = f"{head['Wechatpay-Timestamp']}\n{head['Wechatpay-Nonce']}\n{text}\n"
        verify(signed, head["Wechatpay-Signature"] or "", self.public_key)
        content: dict[str, Any] = json.loads(text)
        return content
