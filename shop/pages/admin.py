"""Show as records what only the site itself may write, where other apps let an operator type it."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from shop.pages.record_admin import RecordAdmin

# Money, proofs, and what happened: by app, whose own administration is loaded first.
RECORDS = {
    "payment": ("Source", "SourceType", "Transaction", "Bankcard"),
    "partner": ("StockRecord",),
    "basket": ("Basket", "Line", "LineAttribute"),
    "offer": ("ConditionalOffer", "Condition", "Benefit", "Range"),  # the dashboard has the screens of these two
    "voucher": ("Voucher", "VoucherApplication"),
    "address": ("UserAddress",),
    "analytics": ("ProductRecord", "UserRecord", "UserProductView", "UserSearch"),
    "communication": ("Email", "Notification"),
    "customer": ("ProductAlert",),
    "reviews": ("Vote",),
    "wishlists": ("WishList", "Line", "WishListSharedEmail"),
    "account": ("EmailAddress",),
}


class SecondFactorAdmin(RecordAdmin):
    """Second factors, without their secrets. That of somebody who lost her phone can be removed."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


def keep(label: str, name: str, record: type[admin.ModelAdmin[Any]] | None = None) -> None:
    """Replace the registration of a model by one that writes nothing: `record`, or the former list to read."""
    import_module(f"{apps.get_app_config(label).name}.admin")
    model = apps.get_model(label, name)
    former = type(admin.site._registry[model])
    admin.site.unregister(model)
    admin.site.register(model, record or type(former.__name__, (RecordAdmin, former), {"actions": ()}))


for label, names in RECORDS.items():
    for name in names:
        keep(label, name)
keep("mfa", "Authenticator", SecondFactorAdmin)
