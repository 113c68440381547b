"""Route the station leads' pages."""

from django.urls import path

from dispatch.views.station import households, lots, newcomers, pay, people, work

app_name = "station"
urlpatterns = [
    path("", lots.home, name="home"),
    path("lots/", lots.lots, name="lots"),
    path("lot/<uuid:token>/", lots.lot, name="lot"),
    path("lot/<uuid:token>/accept/", lots.accept, name="accept"),
    path("lot/<uuid:token>/decline/", lots.decline, name="decline"),
    path("lot/<uuid:token>/materials/", lots.materials, name="materials"),
    path("lot/<uuid:token>/hand-out/<int:operation>/", work.hand_out, name="hand-out"),
    path("lot/<uuid:token>/hand-out/<int:operation>/<int:worker>/", work.hand_out_to, name="hand-out-to"),
    path("assignment/<int:assignment>/", work.report, name="report"),
    path("reports/", work.reports, name="reports"),
    path("reports/<int:report>/", work.inspect, name="inspect"),
    path("inspections/<int:inspection>/correct/", work.correct, name="correct"),
    path("inspections/<int:inspection>/withdraw/", work.withdraw, name="withdraw"),
    path("inspections/<int:inspection>/picture/", work.inspection_picture, name="inspection-picture"),
    path("reports/<int:report>/withdraw/", work.withdraw_report, name="report-withdraw"),
    path("workers/", people.workers, name="workers"),
    path("workers/new/", newcomers.choose, name="newcomer-where"),
    path("workers/new/<int:pk>/", newcomers.register, name="newcomer"),
    path("workers/<int:pk>/", people.worker, name="worker"),
    path("workers/<int:pk>/change/", newcomers.change, name="worker-change"),
    path("workers/<int:pk>/card/", people.card, name="worker-card"),
    path("workers/<int:pk>/pay/", pay.pay, name="worker-pay"),
    path("workers/<int:pk>/account/", pay.account, name="worker-account"),
    path("households/", households.index, name="households"),
    path("households/<int:pk>/", households.household, name="household"),
    path("households/<int:pk>/end/", households.end, name="household-end"),
    path("households/<int:pk>/join/", households.join, name="household-join"),
    path("households/<int:pk>/leave/<int:worker>/", households.leave, name="household-leave"),
    path("deductions/<int:pk>/contest/", pay.contest_deduction, name="deduction-contest"),
    path("payslips/<int:payslip>/", pay.payslip, name="payslip"),
    path("payslips/<int:payslip>/confirm/", pay.confirm_payslip, name="payslip-confirm"),
    path("payslips/<int:payslip>/contest/", pay.contest_payslip, name="payslip-contest"),
    path("payouts/<int:payout>/confirm/", pay.confirm_payout, name="payout-confirm"),
    path("disputes/", pay.disputes, name="disputes"),
]
