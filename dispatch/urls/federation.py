"""Officers' pages."""

from django.urls import path

from dispatch.views import federation, federation_brokers, federation_pay

app_name = "federation"
urlpatterns = [
    path("", federation.home, name="home"),
    path("counties/", federation.counties, name="counties"),
    path("stations/", federation.stations, name="stations"),
    path("lots/", federation.lots, name="lots"),
    path("bases/", federation.bases, name="bases"),
    path("training/", federation.training, name="training"),
    path("disputes/", federation_pay.disputes, name="disputes"),
    path("disputes/<int:pk>/", federation_pay.dispute, name="dispute"),
    path("inspections/<int:pk>/picture/", federation_pay.inspection_picture, name="inspection-picture"),
    path("brokers/", federation_brokers.brokers, name="brokers"),
    path("brokers/<int:pk>/end/", federation_brokers.dismiss, name="broker-dismiss"),
    path("wages/", federation_pay.wages, name="wages"),
]
