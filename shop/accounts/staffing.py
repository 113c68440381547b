"""Define the shop's staff: a group that may do what the dashboard of the shop offers."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

GROUP = "Shop staff"
ROOMS = ("catalogue", "partner", "offer", "voucher", "communication", "reviews", "analytics")
# Agreed orders and money are looked at. Only what their screens offer is changed, by deeds.
LOOKED_AT = ("order", "payment", "payments")
DEEDS = [
    *("add_ordernote", "change_ordernote", "change_order", "change_shippingaddress"),
    *("confirm_transfer", "give_back", "cancel_order"),
]


def ensure(**_signal: Any) -> None:
    """Create the group and give it the rights of its screens: what the shop sells, offers, sends and answers."""
    for label in (*ROOMS, *LOOKED_AT):
        create_permissions(apps.get_app_config(label), verbosity=0)
    group, _made = Group.objects.get_or_create(name=GROUP)
    looked_at = Q(content_type__app_label__in=LOOKED_AT)
    deeds = Q(codename__startswith="view_") | Q(codename__in=DEEDS)
    group.permissions.set(Permission.objects.filter(Q(content_type__app_label__in=ROOMS) | looked_at & deeds))
