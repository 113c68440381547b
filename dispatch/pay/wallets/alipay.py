"""Transfer money to a user's Alipay account (`alipay.fund.trans.uni.transfer`)."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.utils import timezone

from dispatch.pay.wallets import Outcome, Payment
from dispatch.pay.wallets.signing import sign, verify

SECONDS = 20
DONE, UNKNOWN_BILL = "10000", "ORDER_NOT_EXIST"
UNSURE = {"20000", "40004/SYSTEM_ERROR"}  # it may have been paid all the same: only asking tells


@dataclass(frozen=True)
class Alipay:
    """The merchant's account at Alipay.

    `private_key` is ours, `public_key` Alipay's, both PEM; `certificate` and `root_certificate` are the serials of the
    certificates. `account` of a payment is the user's login (phone or e-mail).
    """

    app: str
    private_key: str
    public_key: str
    certificate: str = ""
    root_certificate: str = ""
    address: str = "https://openapi.alipay.com/gateway.do"

    def send(self, payment: Payment) -> Outcome:
        """Pay. The same number twice pays once."""
        return self._outcome(
            self._call(
                "alipay.fund.trans.uni.transfer",
                out_biz_no=payment.number,
                trans_amount=f"{payment.amount:.2f}",
                product_code="TRANS_ACCOUNT_NO_PWD",
                biz_scene="DIRECT_TRANSFER",
                order_title=payment.words,
                payee_info={"identity": payment.account, "identity_type": "ALIPAY_LOGON_ID", "name": payment.name},
            )
        )

    def ask(self, payment: Payment) -> Outcome:
        """Return the outcome. A payment that Alipay never saw is sent, under the same number."""
        answer = self._call(
            "alipay.fund.trans.common.query",
            out_biz_no=payment.number,
            product_code="TRANS_ACCOUNT_NO_PWD",
            biz_scene="DIRECT_TRANSFER",
        )
        return self.send(payment) if answer.get("sub_code") == UNKNOWN_BILL else self._outcome(answer)

    def _outcome(self, answer: dict[str, Any]) -> Outcome:
        code, status, reference = answer.get("code", ""), answer.get("status", ""), answer.get("order_id", "")
        if code == DONE and status == "SUCCESS":
            return Outcome(True, reference)
        if code == DONE and status in ("FAIL", "REFUND", "CLOSED"):
            return Outcome(False, reference, answer.get("fail_reason") or answer.get("error_code") or status)
        if code == DONE or code in UNSURE or f"{code}/{answer.get('sub_code')}" in UNSURE:
            return Outcome(None, reference)
        return Outcome(False, reference, answer.get("sub_msg") or answer.get("msg") or code)

    def _call(self, method: str, **content: Any) -> dict[str, Any]:
        """Return the content of the answer, once its signature is verified as Alipay's."""
        said = {
            "app_id": self.app, "method": method, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2",
            "timestamp": f"{timezone.localtime():%Y-%m-%d %H:%M:%S}", "version": "1.0",
            "app_cert_sn": self.certificate, "alipay_root_cert_sn": self.root_certificate,
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }  # fmt: skip
        said = {name: value for name, value in sorted(said.items()) if value}
        said["sign"] = sign("&".join(f"{name}={value}" for name, value in said.items()), self.private_key)
        request = Request(self.address, urlencode(said).encode(), method="POST")  # noqa: S310 our setting
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            text = answer.read().decode()
        name = method.replace(".", "_") + "_response"
        # Signed is the text of this member as it was sent, so it is cut out and not read and written anew
        signed = re.search(rf'"{name}":(\{{.*?\}}),"(?:alipay_cert_sn|sign)"', text, re.DOTALL)
        if signed is None:
            raise OSError("the wallet's answer cannot be read")
        verify(signed[1], json.loads(text)["sign"], self.public_key)
        answered: dict[str, Any] = json.loads(signed[1])
        return answered
