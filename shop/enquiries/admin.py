"""Let an operator look up bulk enquiries, which only buyers and bases write."""

from django.contrib import admin

from shop.enquiries.models import Enquiry, Quote
from shop.pages.record_admin import RecordAdmin, RecordInline


class QuotesOfEnquiry(RecordInline):
    """All versions that were offered."""

    model = Quote


@admin.register(Enquiry)
class EnquiryAdmin(RecordAdmin):
    list_display = ("number", "created_at", "contact", "company", "product", "base", "pieces", "wish_on", "state")
    list_filter = ("state", "language")
    list_select_related = ("product", "base")
    search_fields = ("number", "contact", "company", "product__title", "base__name")
    inlines = (QuotesOfEnquiry,)
