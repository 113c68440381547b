"""Test that two people of the shop cannot overwrite each other's changes in Oscar's dashboard unseen."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from oscar.core.loading import get_model

from tests.personas import Prefecture
from tests.reading import read, words

pytestmark = pytest.mark.django_db


def china() -> Any:
    return get_model("address", "Country").objects.get_or_create(pk="CN", printable_name="中国")[0]


def filled(page: Any) -> dict[str, str]:
    """Return what the form of a page would send untouched."""
    form = page.select_one("main form:has([name=seen])")
    typed = {str(each["name"]): str(each.get("value") or "") for each in form.select("input[name]")}
    for each in form.select("select[name]"):
        chosen = each.select_one("option[selected]") or each.select_one("option")
        typed[str(each["name"])] = str(chosen["value"])
    return typed


@pytest.mark.parametrize("has_address", [True, False])
def test_a_partner_changed_meanwhile_is_shown_before_it_is_overwritten(
    prefecture: Prefecture, signed_in: Any, has_address: bool
) -> None:
    partner = get_model("partner", "Partner").objects.create(name="曹县工坊", code="caoxian")
    country = china()
    if has_address:
        partner.addresses.create(line1="东街 1 号", country=country)
    address = reverse("dashboard:partner-manage", args=[partner.pk])
    staff = signed_in(prefecture.tai)
    typed = filled(read(staff, address)) | {"name": "曹县第二工坊", "line1": "西街 2 号", "country": country.pk}

    partner.name = "曹县柳编"
    partner.save()
    refused = staff.post(address, typed)
    partner.refresh_from_db()
    assert partner.name == "曹县柳编", "what the first did stays until the second has seen it"
    page = BeautifulSoup(refused.content, "html.parser")
    assert "曹县工坊 → 曹县柳编" in words(page)

    staff.post(address, typed | {"seen": filled(page)["seen"]})
    partner.refresh_from_db()
    assert (partner.name, partner.primary_address.line1) == ("曹县第二工坊", "西街 2 号")


def test_the_address_of_a_partner_changed_meanwhile_is_shown_too(prefecture: Prefecture, signed_in: Any) -> None:
    partner = get_model("partner", "Partner").objects.create(name="曹县工坊", code="caoxian")
    row = partner.addresses.create(line1="东街 1 号", country=china())
    address = reverse("dashboard:partner-manage", args=[partner.pk])
    staff = signed_in(prefecture.tai)
    typed = filled(read(staff, address))
    row.line1 = "北街 3 号"
    row.save()
    refused = BeautifulSoup(staff.post(address, typed).content, "html.parser")
    assert "东街 1 号 → 北街 3 号" in words(refused)
    row.refresh_from_db()
    assert row.line1 == "北街 3 号"
