"""Test that unverified phone numbers are deleted after a day, and people are not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.accounts import tasks
from shop.accounts.models import User
from tests.accounts.test_signing_in import ask, enter, texted
from tests.personas import Prefecture

PHONE = "+8613800138000"


@pytest.mark.django_db
def test_an_unverified_number_is_deleted_after_a_day(client: Client) -> None:
    ask(client)
    tasks.forget_unproven()
    assert User.objects.filter(phone=PHONE).exists()
    User.objects.update(date_joined=timezone.now() - timedelta(hours=25))
    tasks.forget_unproven()
    assert not User.objects.filter(phone=PHONE).exists()


@pytest.mark.django_db
def test_verified_people_are_kept(client: Client) -> None:
    ask(client)
    enter(client, texted())
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    tasks.forget_unproven()
    assert User.objects.filter(phone=PHONE).exists()


def test_registered_people_are_kept(prefecture: Prefecture) -> None:
    worker = prefecture.workers["guilan"]
    worker.user = User.objects.create_user(phone=PHONE)
    worker.save()
    before = User.objects.count()
    User.objects.update(date_joined=timezone.now() - timedelta(days=400), last_login=None, phone_verified_at=None)
    tasks.forget_unproven()
    assert User.objects.count() == before
