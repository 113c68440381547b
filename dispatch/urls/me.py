"""Route the workers' pages. What she does by her card stands beside what she does signed in."""

from django.urls import path

from dispatch.views.me import account, card, deeds, home
from dispatch.views.me.her import by_card, signed_in

DEEDS = [
    ("payslips/<id:pk>/confirm/", deeds.confirm_payslip, "payslip-confirm"),
    ("payslips/<id:pk>/back/", deeds.take_back_payslip, "payslip-back"),
    ("payouts/<id:pk>/confirm/", deeds.confirm_payout, "payout-confirm"),
    ("payouts/<id:pk>/back/", deeds.take_back_payout, "payout-back"),
    ("disputes/<id:pk>/back/", deeds.withdraw_dispute, "dispute-back"),
    ("work/<id:assignment>/missing/", deeds.contest_missing, "missing-contest"),
    ("inspections/<id:pk>/contest/", deeds.contest_inspection, "inspection-contest"),
    ("inspections/<id:pk>/picture/", deeds.inspection_picture, "inspection-picture"),
]

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("work/<id:assignment>/", home.report, name="report"),
    path("reports/<id:pk>/withdraw/", home.withdraw_report, name="report-withdraw"),
    path("account/", account.account, name="account"),
    path("payslips/", home.payslips, name="payslips"),
    path("payslips/<id:pk>/", home.payslip, name="payslip"),
    path("payslips/<id:pk>/statement/", home.statement, name="payslip-statement"),
    path("payslips/<id:pk>/contest/", home.contest_payslip, name="payslip-contest"),
    path("advances/<id:pk>/receive/", home.receive_advance, name="advance-receive"),
    path("advances/<id:pk>/decline/", home.decline_advance, name="advance-decline"),
    path("deductions/<id:pk>/contest/", home.contest_deduction, name="deduction-contest"),
    path("my-card/", card.mine, name="my-card"),
    path("my-card/void/", card.void, name="my-card-void"),
    path("card/<uuid:token>/", card.card, name="card"),
    *(path(route, signed_in(view), name=name) for route, view, name in DEEDS),
    *(path(f"card/<uuid:token>/{route}", by_card(view), name=f"card-{name}") for route, view, name in DEEDS),
]
