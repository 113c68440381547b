"""Officers' pages."""

from django.urls import path

from dispatch.views import federation

app_name = "federation"
urlpatterns = [
    path("", federation.home, name="home"),
    path("counties/", federation.counties, name="counties"),
    path("stations/", federation.stations, name="stations"),
    path("lots/", federation.lots, name="lots"),
    path("bases/", federation.bases, name="bases"),
    path("training/", federation.training, name="training"),
]
