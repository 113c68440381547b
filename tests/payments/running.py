"""Run a stand-in and a webhook for tests: real processes, the real client, verified signatures."""

import queue
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
import stripe

KEY, SECRET = "sk_test_standin", "whsec_for_tests"
BACK = "http://127.0.0.1:9/thanks?order=7"


class Webhook(ThreadingHTTPServer):
    """Receives events, and answers 500 while `refusing` is above zero."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.refusing = 0
        self.arrived: queue.Queue[tuple[stripe.Event, float]] = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhook"

    def next(self) -> stripe.Event:
        return self.arrived.get(timeout=3)[0]

    def types(self, count: int) -> list[str]:
        return [self.next().type for _ in range(count)]


class _Receiver(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(payload, self.headers["Stripe-Signature"], SECRET)
        refuse = self.server.refusing > 0
        self.server.refusing -= refuse
        self.server.arrived.put((event, time.time()))
        self.send_response(500 if refuse else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Standin:
    """A running stand-in, its client and its faults."""

    def __init__(self, *arguments: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "shop.payments.standin", "--port", str(port), "--backoff", "0.02", *arguments]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        self.stripe = self.client(KEY)

    def client(self, key: str, retries: int = 0) -> Any:
        return stripe.StripeClient(key, base_addresses={"api": self.address}, max_network_retries=retries).v1

    def faults(self, **wanted: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {KEY}"}
        left: dict[str, Any] = requests.post(
            f"{self.address}/_test/faults", json=wanted, headers=headers, timeout=5
        ).json()
        return left

    def news(self, **wanted: Any) -> dict[str, Any]:
        """Let something happen at the provider that nobody asked for here."""
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = requests.post(f"{self.address}/_test/news", json=wanted, headers=headers, timeout=5)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def card(self, name: str = "pm_card_visa", amount: int = 10000, **more: Any) -> Any:
        params = {"amount": amount, "currency": "cny", "payment_method_types": ["card"], "payment_method": name}
        return self.stripe.payment_intents.create(params | {"confirm": True} | more)

    def wallet(self, kind: str, **more: Any) -> Any:
        params = {
            "amount": 4200,
            "currency": "cny",
            "payment_method_types": [kind],
            "payment_method_data": {"type": kind},
        }
        options = {"payment_method_options": {"wechat_pay": {"client": "web"}}} if kind == "wechat_pay" else {}
        return self.stripe.payment_intents.create(params | options | {"confirm": True, "return_url": BACK} | more)

    def session(self, **more: Any) -> Any:
        price = {"currency": "cny", "unit_amount": 12800, "product_data": {"name": "竹编<提篮>"}}
        params = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 3}],
            "success_url": "http://127.0.0.1:9/done?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:9/basket",
            "payment_intent_data": {"metadata": {"order": "7"}},
            "metadata": {"order": "7"},
        }
        return self.stripe.checkout.sessions.create(params | more)

    def choose(self, url: str, action: str, method: str) -> str:
        form = {"action": action, "method": method}
        return requests.post(url, data=form, allow_redirects=False, timeout=5).headers["Location"]


def refused(exception: type[stripe.StripeError], call: Any, *arguments: Any, **named: Any) -> Any:
    with pytest.raises(exception) as caught:
        call(*arguments, **named)
    return caught.value
