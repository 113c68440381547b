"""Route buyers' enquiries."""

from django.urls import path

from shop.enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("", views.enquiry_list, name="enquiry-list"),
    path("ask/<id:product_pk>/", views.ask, name="ask"),
    path("open/<uuid:token>/", views.enquiry_open, name="enquiry-open"),
    path("<str:number>/", views.enquiry_detail, name="enquiry-detail"),
    path("<str:number>/messages/", views.message_send, name="message-send"),
    path("<str:number>/withdraw/", views.enquiry_withdraw, name="enquiry-withdraw"),
    path("<str:number>/files/<id:pk>/", views.file_download, name="file-download"),
    path("<str:number>/quotes/<id:version>/", views.quote_detail, name="quote-detail"),
    path("<str:number>/quotes/<id:version>/accept/", views.quote_accept, name="quote-accept"),
    path("<str:number>/quotes/<id:version>/decline/", views.quote_decline, name="quote-decline"),
]
