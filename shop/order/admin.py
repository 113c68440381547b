"""Let operators look up orders. What was agreed is never changed by hand, and the rest has its screens."""

from django.contrib import admin
from oscar.core.loading import get_model

from shop.pages.record_admin import RecordAdmin


class OrderAdmin(RecordAdmin):
    """Orders, found by number."""

    list_display = ("number", "date_placed", "status", "total_incl_tax", "user")
    list_filter = ("status",)
    search_fields = ("number", "guest_email")
    list_select_related = ("user",)


class LineAdmin(RecordAdmin):
    """Lines of orders."""

    list_display = ("order", "title", "quantity", "line_price_incl_tax")
    search_fields = ("order__number", "title")
    list_select_related = ("order", "product")


admin.site.register(get_model("order", "Order"), OrderAdmin)
admin.site.register(get_model("order", "Line"), LineAdmin)
