"""Route the pay pages of the desk."""

from django.urls import path

from dispatch.views.desk.pay import (
    advances,
    batches,
    costs,
    deductions,
    disputes,
    payslips,
    periods,
    records,
    settings,
    tolerance,
)

urlpatterns = [
    path("", periods.home, name="pay"),
    path("periods/<id:pk>/", periods.period, name="pay-period"),
    path("periods/<id:pk>/close/", periods.close, name="pay-close"),
    path("periods/<id:pk>/slips/", payslips.period_slips, name="pay-slips"),
    path("payslips/<id:pk>/", payslips.payslip, name="pay-payslip"),
    path("batches/<id:pk>/", batches.batch, name="pay-batch"),
    path("batches/<id:pk>/release/", batches.release, name="pay-release"),
    path("payouts/<id:pk>/back/", batches.bring_back, name="pay-payout-back"),
    path("payouts/<id:pk>/ask/", batches.ask, name="pay-payout-ask"),
    path("disputes/", disputes.disputes, name="pay-disputes"),
    path("disputes/<id:pk>/", disputes.dispute, name="pay-dispute"),
    path("advances/", advances.advances, name="pay-advances"),
    path("costs/", costs.costs, name="pay-costs"),
    path("costs/<id:pk>/back/", costs.take_back, name="pay-costs-back"),
    path("deductions/", deductions.deductions, name="pay-deductions"),
    path("deductions/<id:pk>/approve/", deductions.approve, name="pay-deduction-approve"),
    path("deductions/<id:pk>/decline/", deductions.decline, name="pay-deduction-decline"),
    path("deductions/<id:pk>/back/", deductions.take_back, name="pay-deduction-back"),
    path("settings/", settings.of_base, name="pay-settings"),
    path("settings/stations/<id:link>/", settings.of_station, name="pay-broker"),
    path("settings/stations/<id:link>/posts/<id:post>/end/", settings.dismiss, name="pay-broker-dismiss"),
    path("tolerance/", tolerance.of_base, name="pay-tolerance"),
    path("records/", records.records, name="pay-records"),
    path("hours/", records.hours, name="pay-hours"),
]
