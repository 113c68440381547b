"""Seal the secrets of second factors that were stored in the clear."""

from cryptography.fernet import InvalidToken
from django.db import migrations

from shop.sealing import seal, unseal

SECRETS = ("secret", "seed")  # of an authenticator app, and of recovery codes


def is_sealed(text):
    try:
        unseal(text)
    except InvalidToken:
        return False
    return True


def seal_secrets(apps, _editor):
    for one in apps.get_model("mfa", "Authenticator").objects.all():
        open_ones = {name: one.data[name] for name in SECRETS if name in one.data and not is_sealed(one.data[name])}
        if open_ones:
            one.data |= {name: seal(text) for name, text in open_ones.items()}
            one.save(update_fields=["data"])


def open_secrets(apps, _editor):
    for one in apps.get_model("mfa", "Authenticator").objects.all():
        sealed = {name: one.data[name] for name in SECRETS if name in one.data and is_sealed(one.data[name])}
        one.data |= {name: unseal(token) for name, token in sealed.items()}
        one.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_notices"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_secrets, open_secrets)]
