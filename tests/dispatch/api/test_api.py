"""Test who may call the API, and what a refusal looks like."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from dispatch.models import Inspection
from shop.accounts.models import User
from tests.dispatch.lots import hand, lot_at, tell
from tests.personas import Prefecture, in_days

SignIn = Callable[[User | None], Client]


def post(client: Client, path: str, **content: Any) -> Any:
    return client.post(path, content, content_type="application/json")


def test_the_docs_name_every_call_and_load_nothing_foreign(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert {"/api/promise", "/api/reports", "/api/inspections"} <= client.get("/api/openapi.json").json()[
        "paths"
    ].keys()


def test_a_visitor_may_ask_for_a_promise_and_nothing_else(prefecture: Prefecture, signed_in: SignIn) -> None:
    visitor = signed_in(None)
    basket = prefecture.products["basket"].pk
    assert visitor.get(f"/api/promise?product={basket}&pieces=0&wish_on={in_days(30)}").status_code == 404
    assert visitor.get("/api/me/statement").status_code == 401
    assert (
        post(visitor, "/api/reports", assignment=1, pieces=1, done_on=str(in_days(0)), key=str(uuid4())).status_code
        == 401
    )


def test_a_far_province_has_its_pieces_later(prefecture: Prefecture, signed_in: SignIn) -> None:
    asked = f"/api/promise?product={prefecture.products['basket'].pk}&pieces=10&wish_on={in_days(90)}"
    visitor = signed_in(None)
    near, far = (visitor.get(f"{asked}&province={name}").json()["latest_on"] for name in ("河北省", "54"))
    assert near < far
    assert visitor.get(asked).json()["latest_on"] == far, "unless she says where, the farthest one counts"
    assert visitor.get(f"{asked}&province=乌有").json() == {"code": "no_such_province", "message": "没有这个省份。"}


def test_only_a_worker_has_a_statement(prefecture: Prefecture, signed_in: SignIn) -> None:
    assert signed_in(prefecture.xiuying).get("/api/me/statement").json() == {"balance": "0", "entries": []}
    refused = signed_in(prefecture.mei).get("/api/me/statement")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_yours")


def test_a_lead_lists_lots_of_her_own_stations(prefecture: Prefecture, signed_in: SignIn) -> None:
    assert signed_in(prefecture.lan).get("/api/station/lots").json() == []


def test_what_a_device_sends_is_bounded_and_cleaned(prefecture: Prefecture, signed_in: SignIn) -> None:
    lan = signed_in(prefecture.lan)
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 3), 3)
    inspection = {"report": report.pk, "accepted": 3, "key": str(uuid4())}
    for wrong in ({"note": "x" * 256}, {"report": 2**63}, {"accepted": 2**31}, {"report": 0}):
        assert post(lan, "/api/inspections", **inspection | wrong).status_code == 422
    assert post(lan, "/api/inspections", **inspection | {"note": "很好\u0000\u202e"}).status_code in (200, 201)
    assert Inspection.objects.get().note == "很好"
