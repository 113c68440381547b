"""Show as records what only the site itself may write, and share with two operators what they may type."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from shop.pages.record_admin import RecordAdmin
from shop.pages.shared_admin import share

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

# What an operator types of other apps.
SHARED = {
    "auth": ("Group",),
    "sites": ("Site",),
    "flatpages": ("FlatPage",),
    "address": ("Country",),
    "shipping": ("OrderAndItemCharges", "WeightBased"),
    "partner": ("Partner",),
    "catalogue": (
        *("Category", "Product", "ProductImage", "ProductAttributeValue", "ProductClass", "ProductCategory"),
        *("ProductAttribute", "AttributeOptionGroup", "Option"),
    ),
    "reviews": ("ProductReview",),
    "communication": ("CommunicationEventType",),
    "taggit": ("Tag",),
    "django_celery_beat": (
        *("SolarSchedule", "IntervalSchedule", "ClockedSchedule", "CrontabSchedule", "PeriodicTask"),
    ),
}


class SecondFactorAdmin(RecordAdmin):
    """Second factors, without their secrets. That of somebody who lost her phone can be removed."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


def read_only(former: type[admin.ModelAdmin[Any]]) -> type[admin.ModelAdmin[Any]]:
    """Return the administration of another app's model with lists and pages to read."""
    return type(former.__name__, (RecordAdmin, former), {"actions": ()})


def replace(
    label: str, name: str, change: Callable[[type[admin.ModelAdmin[Any]]], type[admin.ModelAdmin[Any]]]
) -> None:
    """Register a model anew, with its administration changed."""
    import_module(f"{apps.get_app_config(label).name}.admin")
    model = apps.get_model(label, name)
    former = type(admin.site._registry[model])
    admin.site.unregister(model)
    admin.site.register(model, change(former))


for models, change in ((RECORDS, read_only), (SHARED, share)):
    for label, names in models.items():
        for name in names:
            replace(label, name, change)
replace("mfa", "Authenticator", lambda _former: SecondFactorAdmin)
