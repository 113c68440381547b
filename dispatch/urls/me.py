"""Route the workers' pages."""

from django.urls import path

from dispatch.views.me import account, card, home

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("work/<int:assignment>/", home.report, name="report"),
    path("work/<int:assignment>/missing/", home.contest_missing, name="missing-contest"),
    path("reports/<int:pk>/withdraw/", home.withdraw_report, name="report-withdraw"),
    path("account/", account.account, name="account"),
    path("payslips/", home.payslips, name="payslips"),
    path("payslips/<int:pk>/", home.payslip, name="payslip"),
    path("payslips/<int:pk>/statement/", home.statement, name="payslip-statement"),
    path("payslips/<int:pk>/confirm/", home.confirm_payslip, name="payslip-confirm"),
    path("payslips/<int:pk>/contest/", home.contest_payslip, name="payslip-contest"),
    path("payouts/<int:pk>/confirm/", home.confirm_payout, name="payout-confirm"),
    path("deductions/<int:pk>/contest/", home.contest_deduction, name="deduction-contest"),
    path("inspections/<int:pk>/contest/", home.contest_inspection, name="inspection-contest"),
    path("inspections/<int:pk>/picture/", home.inspection_picture, name="inspection-picture"),
    path("card/<uuid:token>/", card.card, name="card"),
]
