"""Route the workers' pages."""

from django.urls import path

from dispatch.views.me import account, card, home

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("work/<id:assignment>/", home.report, name="report"),
    path("work/<id:assignment>/missing/", home.contest_missing, name="missing-contest"),
    path("reports/<id:pk>/withdraw/", home.withdraw_report, name="report-withdraw"),
    path("account/", account.account, name="account"),
    path("payslips/", home.payslips, name="payslips"),
    path("payslips/<id:pk>/", home.payslip, name="payslip"),
    path("payslips/<id:pk>/statement/", home.statement, name="payslip-statement"),
    path("payslips/<id:pk>/confirm/", home.confirm_payslip, name="payslip-confirm"),
    path("payslips/<id:pk>/contest/", home.contest_payslip, name="payslip-contest"),
    path("advances/<id:pk>/receive/", home.receive_advance, name="advance-receive"),
    path("advances/<id:pk>/decline/", home.decline_advance, name="advance-decline"),
    path("payouts/<id:pk>/confirm/", home.confirm_payout, name="payout-confirm"),
    path("deductions/<id:pk>/contest/", home.contest_deduction, name="deduction-contest"),
    path("inspections/<id:pk>/contest/", home.contest_inspection, name="inspection-contest"),
    path("inspections/<id:pk>/picture/", home.inspection_picture, name="inspection-picture"),
    path("card/<uuid:token>/", card.card, name="card"),
]
