"""Workers' pages."""

from django.urls import path

from dispatch.views import me, me_account, me_card

app_name = "me"
urlpatterns = [
    path("", me.home, name="home"),
    path("work/<int:assignment>/", me.report, name="report"),
    path("work/<int:assignment>/missing/", me.contest_missing, name="missing-contest"),
    path("reports/<int:pk>/withdraw/", me.withdraw_report, name="report-withdraw"),
    path("account/", me_account.account, name="account"),
    path("payslips/", me.payslips, name="payslips"),
    path("payslips/<int:pk>/", me.payslip, name="payslip"),
    path("payslips/<int:pk>/statement/", me.statement, name="payslip-statement"),
    path("payslips/<int:pk>/confirm/", me.confirm_payslip, name="payslip-confirm"),
    path("payslips/<int:pk>/contest/", me.contest_payslip, name="payslip-contest"),
    path("payouts/<int:pk>/confirm/", me.confirm_payout, name="payout-confirm"),
    path("deductions/<int:pk>/contest/", me.contest_deduction, name="deduction-contest"),
    path("inspections/<int:pk>/contest/", me.contest_inspection, name="inspection-contest"),
    path("inspections/<int:pk>/picture/", me.inspection_picture, name="inspection-picture"),
    path("card/<uuid:token>/", me_card.card, name="card"),
]
