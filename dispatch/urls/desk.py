"""Base managers' desk."""

from django.urls import include, path

from shop.enquiries import desk as enquiries

app_name = "desk"
urlpatterns = [
    path("enquiries/", enquiries.enquiry_list, name="enquiry-list"),
    path("enquiries/<str:number>/", enquiries.enquiry_detail, name="enquiry-detail"),
    path("enquiries/<str:number>/quotes/", enquiries.quote_send, name="quote-send"),
    path("enquiries/<str:number>/messages/", enquiries.message_send, name="enquiry-message-send"),
    path("enquiries/<str:number>/decline/", enquiries.enquiry_decline, name="enquiry-decline"),
    path("pay/", include("dispatch.urls.pay")),
]
