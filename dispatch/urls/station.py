"""Route the station leads' pages."""

from django.urls import path

from dispatch.views.station import ending, households, lots, newcomers, pay, people, work

app_name = "station"
urlpatterns = [
    path("", lots.home, name="home"),
    path("lots/", lots.lots, name="lots"),
    path("lot/<uuid:token>/", lots.lot, name="lot"),
    path("lot/<uuid:token>/accept/", lots.accept, name="accept"),
    path("lot/<uuid:token>/decline/", lots.decline, name="decline"),
    path("lot/<uuid:token>/give-back/", ending.give_back, name="lot-give-back"),
    path("lot/<uuid:token>/day/", ending.day, name="lot-day"),
    path("lot/<uuid:token>/day/<slug:answer>/", ending.day_answer, name="lot-day-answer"),
    path("lot/<uuid:token>/materials/", lots.materials, name="materials"),
    path("lot/<uuid:token>/hand-out/<id:operation>/", work.hand_out, name="hand-out"),
    path("lot/<uuid:token>/hand-out/<id:operation>/<id:worker>/", work.hand_out_to, name="hand-out-to"),
    path("assignment/<id:assignment>/", work.report, name="report"),
    path("reports/", work.reports, name="reports"),
    path("reports/<id:report>/", work.inspect, name="inspect"),
    path("inspections/<id:inspection>/correct/", work.correct, name="correct"),
    path("inspections/<id:inspection>/withdraw/", work.withdraw, name="withdraw"),
    path("inspections/<id:inspection>/picture/", work.inspection_picture, name="inspection-picture"),
    path("reports/<id:report>/withdraw/", work.withdraw_report, name="report-withdraw"),
    path("workers/", people.workers, name="workers"),
    path("workers/new/", newcomers.choose, name="newcomer-where"),
    path("workers/new/<id:pk>/", newcomers.register, name="newcomer"),
    path("workers/<id:pk>/", people.worker, name="worker"),
    path("workers/<id:pk>/change/", newcomers.change, name="worker-change"),
    path("workers/<id:pk>/card/", people.card, name="worker-card"),
    path("workers/<id:pk>/card/void/", people.void_card, name="worker-card-void"),
    path("workers/<id:pk>/pay/", pay.pay, name="worker-pay"),
    path("workers/<id:pk>/account/", pay.account, name="worker-account"),
    path("households/", households.index, name="households"),
    path("households/<id:pk>/", households.household, name="household"),
    path("households/<id:pk>/end/", households.end, name="household-end"),
    path("households/<id:pk>/join/", households.join, name="household-join"),
    path("households/<id:pk>/leave/<id:worker>/", households.leave, name="household-leave"),
    path("deductions/<id:pk>/contest/", pay.contest_deduction, name="deduction-contest"),
    path("payslips/<id:payslip>/", pay.payslip, name="payslip"),
    path("payslips/<id:payslip>/confirm/", pay.confirm_payslip, name="payslip-confirm"),
    path("payslips/<id:payslip>/contest/", pay.contest_payslip, name="payslip-contest"),
    path("advances/<id:pk>/receive/", pay.receive_advance, name="advance-receive"),
    path("payouts/<id:payout>/confirm/", pay.confirm_payout, name="payout-confirm"),
    path("disputes/", pay.disputes, name="disputes"),
]
