"""Test that two members of the shop's staff do not overwrite each other on a partner's page."""

from typing import Any

from django.urls import reverse
from oscar.apps.address.models import Country

from tests.personas import Prefecture

SENT = {"line1": "青县工业路1号", "line4": "沧州", "postcode": "062650", "country": "CN"}


def test_a_name_changed_meanwhile_is_shown_before_it_is_overwritten(prefecture: Prefecture, signed_in: Any) -> None:
    Country.objects.get_or_create(iso_3166_1_a2="CN", defaults={"printable_name": "中国", "is_shipping_country": True})
    partner = prefecture.bases["straw"].partner
    page = reverse("dashboard:partner-manage", args=[partner.pk])
    tai, root = signed_in(prefecture.tai), signed_in(prefecture.root)
    opened = tai.get("/en" + page).context["form"]
    root.post(page, {**SENT, "name": "青县草编总社", "seen": root.get(page).context["form"]["seen"].value()})
    partner.refresh_from_db()
    assert partner.name == "青县草编总社"

    mine = {**SENT, "line1": "青县工业路9号", "name": "青县草编合作社", "seen": opened["seen"].value()}
    shown = tai.post("/en" + page, mine)
    partner.refresh_from_db()
    assert partner.name == "青县草编总社"
    assert "Name: 青县草编合作社 → 青县草编总社" in " ".join(shown.context["form"].non_field_errors())

    tai.post("/en" + page, {**mine, "seen": shown.context["form"]["seen"].value()})
    partner.refresh_from_db()
    assert (partner.name, partner.primary_address.line1) == ("青县草编合作社", "青县工业路9号")
