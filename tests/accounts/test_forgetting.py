"""Numbers that nobody proved to be hers are forgotten after a day; people are not."""

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
def test_a_number_that_was_typed_and_never_proven_is_forgotten_after_a_day(client: Client) -> None:
    ask(client)
    tasks.forget_unproven()
    assert User.objects.filter(phone=PHONE).exists()
    User.objects.update(date_joined=timezone.now() - timedelta(hours=25))
    tasks.forget_unproven()
    assert not User.objects.filter(phone=PHONE).exists()


@pytest.mark.django_db
def test_whoever_entered_her_code_stays(client: Client) -> None:
    ask(client)
    enter(client, texted())
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    tasks.forget_unproven()
    assert User.objects.filter(phone=PHONE).exists()


def test_people_whom_a_file_knows_stay(prefecture: Prefecture) -> None:
    worker = prefecture.workers["guilan"]
    worker.user = User.objects.create_user(phone=PHONE)
    worker.save()
    before = User.objects.count()
    User.objects.update(date_joined=timezone.now() - timedelta(days=400), last_login=None, phone_verified_at=None)
    tasks.forget_unproven()
    assert User.objects.count() == before
