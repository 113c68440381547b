"""Route the officers' pages."""

from django.urls import path

from dispatch.views.federation import accounts, brokers, calendar, home, lists, main_craft, pay

app_name = "federation"
urlpatterns = [
    path("", home.home, name="home"),
    path("counties/", lists.counties, name="counties"),
    path("places/<str:code>/main-craft/", main_craft.change, name="main-craft"),
    path("stations/", lists.stations, name="stations"),
    path("lots/", lists.lots, name="lots"),
    path("bases/", lists.bases, name="bases"),
    path("training/", lists.training, name="training"),
    path("disputes/", pay.disputes, name="disputes"),
    path("disputes/<id:pk>/", pay.dispute, name="dispute"),
    path("inspections/<id:pk>/picture/", pay.inspection_picture, name="inspection-picture"),
    path("accounts/", accounts.index, name="accounts"),
    path("accounts/<id:pk>/confirm/", accounts.confirm, name="account-confirm"),
    path("accounts/<id:pk>/stop/", accounts.stop, name="account-stop"),
    path("brokers/", brokers.index, name="brokers"),
    path("brokers/<id:pk>/end/", brokers.dismiss, name="broker-dismiss"),
    path("calendar/", calendar.index, name="calendar"),
    path("calendar/<id:pk>/", calendar.change, name="calendar-entry"),
    path("calendar/<id:pk>/remove/", calendar.remove, name="calendar-remove"),
    path("wages/", pay.wages, name="wages"),
]
