"""Station leads' pages."""

from django.urls import path

from dispatch.views import station, station_households, station_newcomers, station_pay, station_people, station_work

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
    path("inspections/<int:inspection>/correct/", station_work.correct, name="correct"),
    path("inspections/<int:inspection>/withdraw/", station_work.withdraw, name="withdraw"),
    path("inspections/<int:inspection>/picture/", station_work.inspection_picture, name="inspection-picture"),
    path("reports/<int:report>/withdraw/", station_work.withdraw_report, name="report-withdraw"),
    path("workers/", station_people.workers, name="workers"),
    path("workers/new/", station_newcomers.choose, name="newcomer-where"),
    path("workers/new/<int:pk>/", station_newcomers.register, name="newcomer"),
    path("workers/<int:pk>/", station_people.worker, name="worker"),
    path("workers/<int:pk>/change/", station_newcomers.change, name="worker-change"),
    path("workers/<int:pk>/card/", station_people.card, name="worker-card"),
    path("workers/<int:pk>/pay/", station_pay.pay, name="worker-pay"),
    path("workers/<int:pk>/account/", station_pay.account, name="worker-account"),
    path("households/", station_households.households, name="households"),
    path("households/<int:pk>/", station_households.household, name="household"),
    path("households/<int:pk>/end/", station_households.end, name="household-end"),
    path("households/<int:pk>/join/", station_households.join, name="household-join"),
    path("households/<int:pk>/leave/<int:worker>/", station_households.leave, name="household-leave"),
    path("deductions/<int:pk>/contest/", station_pay.contest_deduction, name="deduction-contest"),
    path("payslips/<int:payslip>/", station_pay.payslip, name="payslip"),
    path("payslips/<int:payslip>/confirm/", station_pay.confirm_payslip, name="payslip-confirm"),
    path("payslips/<int:payslip>/contest/", station_pay.contest_payslip, name="payslip-contest"),
    path("payouts/<int:payout>/confirm/", station_pay.confirm_payout, name="payout-confirm"),
    path("disputes/", station_pay.disputes, name="disputes"),
]
