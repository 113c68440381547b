"""Serve HTTP: hand each request to the API, the hosted page or the faults."""

import json
import logging
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from shop.payments.standin import api, hosted, news, sessions
from shop.payments.standin.deliveries import Courier
from shop.payments.standin.errors import ApiError
from shop.payments.standin.events import public
from shop.payments.standin.till import Till

log = logging.getLogger(__name__)
LARGEST_BODY = 1 << 20  # bytes
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Response:
    """The response to the client. A lost one is never sent."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False


def _json(status: int, body: object, **headers: str) -> Response:
    return Response(status, json.dumps(body).encode(), {"Content-Type": "application/json"} | headers)


class Server(ThreadingHTTPServer):
    """The listening server and the till it works for."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, place: tuple[str, int], till: Till) -> None:
        super().__init__(place, Handler)
        self.till = till


class Handler(BaseHTTPRequestHandler):
    """One connection. Every request is routed by the first part of its path."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Standin"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a GET."""
        self._respond("")

    def do_POST(self) -> None:
        """Answer a POST."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._send(Response(413))
            return
        self._respond(self.rfile.read(length).decode("utf-8", "replace"))

    def _respond(self, body: str) -> None:
        try:
            response = self._route(body)
        except ApiError as refused:
            response = _json(refused.status, {"error": refused.error})
        except Exception:
            log.exception("%s %s", self.command, self.path)
            response = _json(500, {"error": {"type": "api_error", "message": "The stand-in failed; see its log."}})
        self._send(response)

    def _route(self, body: str) -> Response:
        place = urlsplit(self.path)
        till = self.server.till
        if place.path.startswith("/v1/"):
            return self._api(place.path, body if self.command == "POST" else place.query)
        if place.path == "/_test/faults":
            api.authorise(till, self.headers.get("Authorization", ""))
            if self.command == "POST":
                till.faults.ask(json.loads(body))
            return _json(200, till.faults.shown())
        if place.path == "/_test/news" and self.command == "POST":
            api.authorise(till, self.headers.get("Authorization", ""))
            return _json(200, public(news.make(till, json.loads(body))))
        if match := re.fullmatch(r"/pay/(\w+)", place.path):
            return self._page(match[1], place.query, body)
        if match := re.fullmatch(r"/qr/(\w+)\.(svg|png)", place.path):
            return Response(200, hosted.picture(till, match[1], match[2]), {"Content-Type": TYPES[match[2]]})
        if place.path == "/pay.css":
            return Response(200, hosted.STYLE, {"Content-Type": "text/css; charset=utf-8"})
        return _json(200 if place.path == "/" else 404, {"message": "测试支付 Test payment: no money moves"})

    def _api(self, path: str, encoded: str) -> Response:
        till = self.server.till
        key = self.headers.get("Idempotency-Key", "")
        answer = api.serve(till, api.Call(self.command, path, encoded, self.headers.get("Authorization", ""), key))
        response = _json(answer.status, answer.body, **({"Idempotent-Replayed": "true"} if answer.replayed else {}))
        if self.command == "POST" and answer.status == 200 and till.faults.use("lose_replies"):
            return Response(0, lost=True)
        return response

    def _page(self, identifier: str, query: str, body: str) -> Response:
        till = self.server.till
        asked = parse_qs(query)
        lang = asked.get("lang", [None])[-1]
        if self.command == "POST":
            return Response(303, headers={"Location": hosted.decide(till, identifier, body, lang=lang)})
        due = hosted.payment(till, identifier)
        page = hosted.render(due, lang=lang, declined="declined" in asked)
        return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"} | _policy(due.exits))

    def _send(self, response: Response) -> None:
        if response.lost:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(response.status)
        always = {"Content-Length": str(len(response.body)), "Cache-Control": "no-store"}
        always |= {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        for name, value in (always | response.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """Log a request the way the rest of the stand-in logs."""
        log.debug(format, *args)


def _policy(exits: list[str]) -> dict[str, str]:
    """Return the page's security policy.

    Browsers apply it to the redirect of a form as well, so the shop's addresses are named.
    """
    places = [urlsplit(address) for address in exits if address]
    origins = "".join(sorted({f" {place.scheme}://{place.netloc}" for place in places}))
    policy = (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'{origins};"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy}


def keep(till: Till, courier: Courier | None) -> None:
    """Expire overdue sessions and deliver events to the webhook until the process ends."""
    while True:
        till.wake.clear()
        try:
            sessions.expire_overdue(till, now=time.time())
            pause = courier.deliver_due() if courier else 1.0
        except Exception:
            log.exception("keeping")
            pause = 1.0
        till.wake.wait(pause)


def run(till: Till, place: tuple[str, int], courier: Courier | None) -> None:
    """Serve until interrupted."""
    server = Server(place, till)
    threading.Thread(target=keep, args=(till, courier), daemon=True).start()
    log.warning("Test payments, no money moves: %s", till.address)
    server.serve_forever()
