"""The picture of a fault tells nothing but the fault, and is seen only by those whom it concerns."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from dispatch.models import Inspection
from tests.dispatch.lots import hand, lot_at, tell
from tests.personas import Prefecture

SignedIn = Any


def photo() -> SimpleUploadedFile:
    """What a phone's camera sends: a JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    Image.new("RGB", (640, 480), "tan").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("fault.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def inspection(prefecture: Prefecture, signed_in: SignedIn) -> Inspection:
    """Lan has refused one of two pieces with a picture from her phone."""
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2)
    lan: Client = signed_in(prefecture.lan)
    sent = {"key": uuid4(), "rework": 0, "rejected": 1, "reason": "loose", "note": "", "picture": photo()}
    lan.post(reverse("station:inspect", args=[report.pk]), sent)
    return Inspection.objects.get()


def test_it_says_nothing_of_where_and_by_whom(inspection: Inspection) -> None:
    with inspection.picture.open() as file:
        kept = Image.open(file)
        assert kept.size == (640, 480)
        assert not kept.getexif()


def test_no_address_leads_to_it(inspection: Inspection, client: Client) -> None:
    assert settings.MEDIA_ROOT not in inspection.picture.path
    assert client.get(f"{settings.MEDIA_URL}{inspection.picture.name}").status_code == 404


def test_it_is_seen_by_those_whom_it_concerns(
    prefecture: Prefecture, inspection: Inspection, signed_in: SignedIn
) -> None:
    seen = {
        ("me", "xiuying"): 200, ("me", "yan"): 404, ("station", "lan"): 200, ("station", "fen"): 404,
        ("desk", "mei"): 200, ("desk", "otto"): 404, ("federation", "shu"): 404,
    }  # fmt: skip
    for (place, name), status in seen.items():
        address = reverse(f"{place}:inspection-picture", args=[inspection.pk])
        assert signed_in(prefecture.people[name]).get(address).status_code == status, (place, name)
    page = signed_in(prefecture.xiuying).get(reverse("me:home")).content.decode()
    assert reverse("me:inspection-picture", args=[inspection.pk]) in page


def test_what_is_no_picture_is_refused_beside_its_field(prefecture: Prefecture, signed_in: SignedIn) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2)
    fake = SimpleUploadedFile("fault.jpg", b"<script>", "image/jpeg")
    sent = {"key": uuid4(), "rework": 0, "rejected": 1, "reason": "loose", "note": "", "picture": fake}
    answer = signed_in(prefecture.lan).post(reverse("station:inspect", args=[report.pk]), sent)
    assert answer.context["form"].errors["picture"]
    assert not Inspection.objects.exists()
