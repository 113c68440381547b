"""Define the shop's staff: a group that may do what the dashboard of the shop offers."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

GROUP = "Shop staff"
ROOMS = ("catalogue", "partner", "order", "offer", "voucher", "communication", "reviews", "analytics")


def ensure(**_signal: Any) -> None:
    """Create the group and give it every right over what the shop sells, offers, sends and answers."""
    for label in ROOMS:
        create_permissions(apps.get_app_config(label), verbosity=0)
    group, _made = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(Permission.objects.filter(content_type__app_label__in=ROOMS))
