"""Test that neither production nor the demo starts with a part of the other, and that keys are tried."""

import os
import re
import subprocess
import sys
from secrets import token_hex, token_urlsafe

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management.utils import get_random_secret_key

from shop.running import embedded, production
from tests.prove import SAFE

REAL = {
    **{name: value for name, value in SAFE.items() if name != "DEMO"},
    "CSRF_TRUSTED_ORIGINS": "https://shop.example",
    "BEHIND_PROXY": "true",
    "WECHAT_TRANSFER": '{"mchid": "1900000001"}',
    "ALIPAY_TRANSFER": '{"app_id": "2021000000000000"}',
    "TRANSFER_ACCOUNT": "6222 0000 0000 0001",
    "MEDIA_URL": "https://pictures.example/",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
WRONG = [
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "sqlite:///shop.db"),
    ("VALKEY_URL", ""),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "a" * 50),
    ("SECRET_KEY", production.DEMO_SECRET_KEY),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "shop.example,*"),
    ("ALLOWED_HOSTS", ".shop.example"),
    ("ALLOWED_HOSTS", "https://shop.example"),
    ("PUBLIC_ADDRESS", "http://shop.example"),
    ("DEBUG", "true"),
    ("STRIPE_SECRET_KEY", ""),
    ("STRIPE_SECRET_KEY", "pk_live_of_nobody"),
    ("STRIPE_SECRET_KEY", "sk_test_standin"),
    ("STRIPE_WEBHOOK_SECRET", ""),
    ("STRIPE_WEBHOOK_SECRET", "sk_live_of_nobody"),
    ("STRIPE_WEBHOOK_SECRET", production.DEMO_WEBHOOK_SECRET),
    ("SMS_GATEWAY", ""),
    ("SMS_GATEWAY", "provider.Texts"),
    ("SMS_GATEWAY", "tests.gateway"),
    ("SMS_GATEWAY", "tests.gateway.Nothing"),
    ("SMS_GATEWAY", "django.db.models.Model"),
    ("SMS_GATEWAY", production.OUTBOX),
    ("SEALING_KEY", ""),
    ("SEALING_KEY", "not-a-fernet-key-but-long-and-random-8c1f0be2d7"),
    ("SEALING_KEY", "A" * 43 + "="),
    ("SEALING_KEY", production.DEMO_SEALING_KEY),
]


def start(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these variables and none of a real site or of the demo beside them."""
    plain = {name: value for name, value in os.environ.items() if name not in {*REAL, "DEMO", "DEBUG"}}
    command = [sys.executable, *words]
    return subprocess.run(
        command, env={**plain, "DEMO": "false", **environment}, cwd=settings.ROOT, capture_output=True, text=True
    )


def refusal(given: dict[str, str], *, demo: bool = False) -> str:
    debug = given.get("DEBUG") == "true"
    return production.refusal(given, demo=demo, debug=debug, embedded=embedded.database_url(settings.VAR))


def test_production_with_all_that_it_needs_and_the_demo_with_nothing_start() -> None:
    assert refusal(SAFE) == ""
    assert refusal(SAFE | REAL) == ""
    assert refusal({}, demo=True) == ""


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_one_wrong_value_is_enough_to_refuse_production_and_is_the_only_one_named(name: str, value: str) -> None:
    refused = refusal({**SAFE, name: value})
    assert set(re.findall(r"\b[A-Z]+_[A-Z_]+\b|DEBUG", refused)) == {name}
    assert "\n" not in refused


def test_no_refusal_repeats_a_key() -> None:
    for name, value in WRONG:
        if name in ("SECRET_KEY", "SEALING_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET") and value:
            assert value not in refusal({**SAFE, name: value})


def test_the_demo_takes_every_name_of_a_real_site_for_a_mistake() -> None:
    assert set(REAL) == set(production.REAL)
    assert production.mixed_into_demo(REAL, embedded.database_url(settings.VAR)) == list(production.REAL)


def test_the_demo_may_use_another_database_of_its_own_server_and_no_other() -> None:
    own = embedded.database_url(settings.VAR)
    assert refusal({"DATABASE_URL": f"{own}_upgraded"}, demo=True) == ""
    elsewhere = (
        "postgres://postgres@127.0.0.1/qiaoshou",
        own.replace("qiaoshou-", "qiaoshou-0"),
        f"{own}?host=db.example",
    )
    for other in elsewhere:
        assert "DATABASE_URL" in refusal({"DATABASE_URL": other}, demo=True)


@pytest.mark.parametrize("make", [get_random_secret_key, token_urlsafe, lambda: token_hex(32), Fernet.generate_key])
def test_a_random_key_is_secret_enough(make: object) -> None:
    assert callable(make)
    for _ in range(300):
        key = make()
        assert production.is_secret(key.decode() if isinstance(key, bytes) else key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "a",
        "a" * 500,
        "ab" * 200,
        "password" * 40,
        "0123456789" * 9,
        "9f3c1a77e04b52d8",
        "abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_a_long_key_is_not_secret_by_its_length(key: str) -> None:
    assert not production.is_secret(key)


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_demo_beside_one_real_thing_says_which_in_one_line(name: str) -> None:
    refused = start("-m", "shop", **{"DEMO": "true", name: REAL[name]})
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"a real site's {name} is set" in refused.stderr


@pytest.mark.parametrize("name", sorted(SAFE.keys() - {"DEMO"}))
def test_production_without_one_of_its_variables_says_which_in_one_line(name: str) -> None:
    refused = start("-m", "shop", "web", **{other: value for other, value in SAFE.items() if other != name})
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"production mode: {name} " in refused.stderr


def test_nothing_starts_unless_the_demo_is_asked_for() -> None:
    refused = start("manage.py", "migrate")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "DEMO=true starts the demo" in refused.stderr
