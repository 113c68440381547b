"""Route the officers' pages."""

from django.urls import path

from dispatch.views.federation import (
    accounts,
    applications,
    base,
    brokers,
    calendar,
    home,
    lists,
    main_craft,
    pay,
    promotion,
)

app_name = "federation"
urlpatterns = [
    path("", home.home, name="home"),
    path("counties/", lists.counties, name="counties"),
    path("places/<str:code>/main-craft/", main_craft.change, name="main-craft"),
    path("stations/", lists.stations, name="stations"),
    path("lots/", lists.lots, name="lots"),
    path("bases/", lists.bases, name="bases"),
    path("bases/shown/", promotion.index, name="promotion"),
    path("bases/shown/<id:pk>/end/", promotion.end, name="promotion-end"),
    path("bases/<slug:slug>/", base.detail, name="base"),
    path("bases/<slug:slug>/suspend/", base.suspend, name="base-suspend"),
    path("bases/<slug:slug>/resume/", base.resume, name="base-resume"),
    path("honours/<id:pk>/check/", base.honour_check, name="honour-check"),
    path("honours/<id:pk>/decline/", base.honour_decline, name="honour-decline"),
    path("honours/<id:pk>/document/", base.honour_document, name="honour-document"),
    path("applications/", applications.index, name="applications"),
    path("applications/<id:pk>/", applications.detail, name="application"),
    path("applications/<id:pk>/accept/", applications.accept, name="application-accept"),
    path("applications/<id:pk>/return/", applications.send_back, name="application-return"),
    path("applications/<id:pk>/reject/", applications.reject, name="application-reject"),
    path("applications/<id:pk>/licence/", applications.licence, name="application-licence"),
    path("applications/<id:pk>/pictures/<id:picture>/", applications.picture, name="application-picture"),
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
