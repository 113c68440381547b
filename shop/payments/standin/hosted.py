"""Show the hosted page, where a buyer pays, lets the payment fail, or turns back."""

import io
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlencode, urlsplit

import segno

from shop.payments.standin import intents, sessions
from shop.payments.standin.errors import missing
from shop.payments.standin.methods import DECLINED, NOT_AUTHENTICATED, PROVIDER_DECLINED
from shop.payments.standin.store import Obj
from shop.payments.standin.till import Till
from shop.payments.standin.words import words

HERE = Path(__file__).parent
PAGE = Template((HERE / "page.html").read_text("utf-8"))
STYLE = (HERE / "pay.css").read_bytes()
MARKS = {"card": "卡", "alipay": "支", "wechat_pay": "微"}


@dataclass(frozen=True)
class Payment:
    """The facts of a PaymentIntent or a Checkout Session that the page needs.

    `status` is open, succeeded, canceled or waiting. `back` is where the shop goes on now, `exits` wherever it may.
    """

    id: str
    status: str
    amount: int
    description: str
    items: list[Obj]
    kinds: list[str]
    back: str
    exits: list[str]
    lang: str


def payment(till: Till, identifier: str) -> Payment:
    """Find what is to be paid. Raises ApiError 404 when there is no such payment."""
    found = till.store.get(identifier)
    if found and found["object"] == "checkout.session":
        return _of_session(found)
    if found and found["object"] == "payment_intent":
        return _of_intent(till, found)
    raise missing("payment", identifier)


def _of_session(session: Obj) -> Payment:
    status = {"open": "open", "complete": "succeeded", "expired": "canceled"}[session["status"]]
    return Payment(
        id=session["id"],
        status=status,
        amount=session["amount_total"],
        description=session["_intent"].get("description", ""),
        items=session["_items"],
        kinds=session["payment_method_types"],
        back=_success_url(session) if status == "succeeded" else session["cancel_url"] or "",
        exits=[session["success_url"], session["cancel_url"] or ""],
        lang=session["locale"] or "",
    )


def _of_intent(till: Till, intent: Obj) -> Payment:
    statuses = {
        "requires_action": "open",
        "succeeded": "succeeded",
        "requires_capture": "succeeded",
        "canceled": "canceled",
    }
    status = statuses.get(intent["status"], "waiting")
    method = till.store.get(intent["payment_method"] or "")
    return Payment(
        id=intent["id"],
        status=status,
        amount=intent["amount"],
        description=intent["description"] or "",
        items=[],
        kinds=[method["type"]] if method else [],
        back=_return_url(intent),
        exits=[intent["_return_url"] or ""],
        lang="en" if "/en/" in (intent["_return_url"] or "") else "",  # it has no locale of its own
    )


def _success_url(session: Obj) -> str:
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _return_url(intent: Obj) -> str:
    """Return the shop's address with what Stripe adds to it."""
    address: str = intent["_return_url"] or ""
    if not address:
        return ""
    outcome = "succeeded" if intent["status"] in ("succeeded", "requires_capture") else "failed"
    added = {"payment_intent": intent["id"], "payment_intent_client_secret": intent["client_secret"]}
    query = urlencode(added | {"redirect_status": outcome})
    return f"{address}{'&' if urlsplit(address).query else '?'}{query}"


def render(due: Payment, *, lang: str | None, declined: bool) -> str:
    """Return the page as HTML: the choice of methods while open, else the outcome."""
    said = words(lang or due.lang)
    body = _open(due, said, declined) if due.status == "open" else _closed(due, said)
    shown = {name: escape(text) for name, text in said.items()}
    description = f"<p>{escape(due.description)}</p>" if due.description else ""
    return PAGE.substitute(shown, id=due.id, amount=_yuan(due.amount), description=description, body=body)


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02}"


def _open(due: Payment, said: dict[str, str], declined: bool) -> str:
    notice = f'<p class="notice" role="alert">{said["declined"]}</p>' if declined else ""
    picture = ""
    if due.kinds == ["wechat_pay"]:
        label = f"{said['wechat_pay']} · {said['scan']}"
        picture = f'<figure><img src="/qr/{due.id}.svg" alt=""><figcaption>{label}</figcaption></figure>'
    choices = "".join(_method_choice(kind, said, first=kind == due.kinds[0]) for kind in due.kinds)
    buttons = "".join(
        f'<button class="button button-{action}" name="action" value="{action}">{said[action]}</button>'
        for action in ("pay", "decline", "cancel")
    )
    return (
        f'{notice}{_items(due, said)}{picture}<form method="post" action="?lang={said["lang"]}">'
        f"<fieldset><legend>{said['method']}</legend>{choices}</fieldset>"
        f'<div class="buttons">{buttons}</div></form>'
    )


def _items(due: Payment, said: dict[str, str]) -> str:
    if not due.items:
        return ""
    rows = "".join(
        f"<li><span>{escape(item['description'])} × {item['quantity']}</span>"
        f"<span>{_yuan(item['amount_total'])}</span></li>"
        for item in due.items
    )
    return f'<section class="items"><h2>{said["items"]}</h2><ul>{rows}</ul></section>'


def _method_choice(kind: str, said: dict[str, str], *, first: bool) -> str:
    return (
        f'<label class="way"><span class="mark mark-{kind}" aria-hidden="true">{MARKS[kind]}</span>'
        f"<span><b>{said[kind]}</b><small>{said[f'{kind}_hint']}</small></span>"
        f'<input type="radio" name="method" value="{kind}"{" checked" if first else ""}></label>'
    )


def _closed(due: Payment, said: dict[str, str]) -> str:
    back = f'<a class="button" href="{escape(due.back)}">{said["back"]}</a>' if due.back else ""
    return f'<p class="notice">{said[f"closed_{due.status}"]}</p>{back}'


def decide(till: Till, identifier: str, form: str, *, lang: str | None) -> str:
    """Do what the buyer chose and return the address to go to. A payment no longer open is left as it is."""
    chosen = {name: values[-1] for name, values in parse_qs(form).items()}
    with till.store.atomic():
        due = payment(till, identifier)
        kind, action = chosen.get("method", ""), chosen.get("action", "")
        if due.status == "open" and kind in due.kinds and action in ("pay", "decline", "cancel"):
            if identifier.startswith("cs_"):
                return _decide_session(till, till.require("checkout.session", identifier), kind, action, lang)
            _decide_intent(till, till.require("payment_intent", identifier), kind, action)
            due = payment(till, identifier)
        return due.back if due.status != "open" and due.back else _page(identifier, lang)


def _decide_session(till: Till, session: Obj, kind: str, action: str, lang: str | None) -> str:
    if action == "pay":
        sessions.pay(till, session, kind)
        return _success_url(session)
    if action == "cancel" and session["cancel_url"]:
        return str(session["cancel_url"])
    if action == "decline":
        sessions.fail(till, session, kind, DECLINED if kind == "card" else PROVIDER_DECLINED)
    return _page(session["id"], lang, declined=action == "decline")


def _page(identifier: str, lang: str | None, *, declined: bool = False) -> str:
    asked = {"lang": lang} if lang else {}
    return f"/pay/{identifier}?{urlencode(asked | ({'declined': '1'} if declined else {}))}".rstrip("?")


def _decide_intent(till: Till, intent: Obj, kind: str, action: str) -> None:
    """Pay or fail the intent. A buyer who turns back at her wallet or bank has not authenticated."""
    if action == "pay":
        intents.pay(till, intent)
    elif action == "decline" and kind != "card":
        intents.fail(till, intent, PROVIDER_DECLINED)
    else:
        intents.fail(till, intent, DECLINED if action == "decline" else NOT_AUTHENTICATED)


def picture(till: Till, identifier: str, form: str) -> bytes:
    """Return the QR code of a payment's page as `svg` or `png`."""
    payment(till, identifier)
    drawn = io.BytesIO()
    segno.make(f"{till.address}/pay/{identifier}").save(drawn, kind=form, scale=6, border=1)
    return drawn.getvalue()
