"""Test that the picture of a fault reveals nothing but the fault, and is shown only to those it concerns."""

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
    """Return a JPEG as a phone's camera sends it, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    Image.new("RGB", (640, 480), "tan").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("fault.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def inspection(prefecture: Prefecture, signed_in: SignedIn) -> Inspection:
    """Return an inspection in which Lan refused one of two pieces with a picture from her phone."""
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2)
    lan: Client = signed_in(prefecture.lan)
    sent = {"key": uuid4(), "rework": 0, "rejected": 1, "reason": "loose", "note": "", "picture": photo()}
    lan.post(reverse("station:inspect", args=[report.pk]), sent)
    return Inspection.objects.get()


def test_the_picture_keeps_no_metadata(inspection: Inspection) -> None:
    with inspection.picture.open() as file:
        kept = Image.open(file)
        assert kept.size == (640, 480)
        assert not kept.getexif()


def test_no_media_address_serves_the_picture(inspection: Inspection, client: Client) -> None:
    assert settings.MEDIA_ROOT not in inspection.picture.path
    assert client.get(f"{settings.MEDIA_URL}{inspection.picture.name}").status_code == 404


def test_the_picture_is_shown_only_to_those_it_concerns(
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


def test_a_file_that_is_no_picture_is_refused_beside_its_field(prefecture: Prefecture, signed_in: SignedIn) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2)
    fake = SimpleUploadedFile("fault.jpg", b"<script>", "image/jpeg")
    sent = {"key": uuid4(), "rework": 0, "rejected": 1, "reason": "loose", "note": "", "picture": fake}
    answer = signed_in(prefecture.lan).post(reverse("station:inspect", args=[report.pk]), sent)
    assert answer.context["form"].errors["picture"]
    assert not Inspection.objects.exists()
