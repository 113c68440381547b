"""Station leads' pages."""

from django.urls import path

from dispatch.views import station, station_people, station_work

app_name = "station"
urlpatterns = [
    path("", station.home, name="home"),
    path("lots/", station.lots, name="lots"),
    path("lot/<uuid:token>/", station.lot, name="lot"),
    path("lot/<uuid:token>/accept/", station.accept, name="accept"),
    path("lot/<uuid:token>/decline/", station.decline, name="decline"),
    path("lot/<uuid:token>/materials/", station.materials, name="materials"),
    path("lot/<uuid:token>/hand-out/<int:operation>/", station_work.hand_out, name="hand-out"),
    path("lot/<uuid:token>/hand-out/<int:operation>/<int:worker>/", station_work.hand_out_to, name="hand-out-to"),
    path("assignment/<int:assignment>/", station_work.report, name="report"),
    path("reports/", station_work.reports, name="reports"),
    path("reports/<int:report>/", station_work.inspect, name="inspect"),
    path("inspections/<int:inspection>/withdraw/", station_work.withdraw, name="withdraw"),
    path("workers/", station_people.workers, name="workers"),
    path("workers/<int:pk>/", station_people.worker, name="worker"),
    path("workers/<int:pk>/card/", station_people.card, name="worker-card"),
]
