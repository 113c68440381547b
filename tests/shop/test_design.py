"""Test that the living page of the design system is for staff, and keeps the rules that it shows."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/design/", "/en/design/"])
def test_staff_see_every_component_without_inline_style_or_script(client: Client, address: str) -> None:
    staff = get_user_model()(email="staff@qiaoshou.example", is_staff=True)
    staff.save()
    client.force_login(staff)
    page = client.get(address).content.decode()
    assert 'class="product-card"' in page
    assert 'class="gantt-bar' in page
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_others_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/design/").status_code == 302
