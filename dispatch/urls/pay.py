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
    path("periods/<int:pk>/", periods.period, name="pay-period"),
    path("periods/<int:pk>/close/", periods.close, name="pay-close"),
    path("periods/<int:pk>/slips/", payslips.period_slips, name="pay-slips"),
    path("payslips/<int:pk>/", payslips.payslip, name="pay-payslip"),
    path("batches/<int:pk>/", batches.batch, name="pay-batch"),
    path("batches/<int:pk>/release/", batches.release, name="pay-release"),
    path("payouts/<int:pk>/back/", batches.bring_back, name="pay-payout-back"),
    path("payouts/<int:pk>/ask/", batches.ask, name="pay-payout-ask"),
    path("disputes/", disputes.disputes, name="pay-disputes"),
    path("disputes/<int:pk>/", disputes.dispute, name="pay-dispute"),
    path("advances/", advances.advances, name="pay-advances"),
    path("costs/", costs.costs, name="pay-costs"),
    path("costs/<int:pk>/back/", costs.take_back, name="pay-costs-back"),
    path("deductions/", deductions.deductions, name="pay-deductions"),
    path("deductions/<int:pk>/approve/", deductions.approve, name="pay-deduction-approve"),
    path("deductions/<int:pk>/decline/", deductions.decline, name="pay-deduction-decline"),
    path("deductions/<int:pk>/back/", deductions.take_back, name="pay-deduction-back"),
    path("settings/", settings.of_base, name="pay-settings"),
    path("settings/stations/<int:link>/", settings.of_station, name="pay-broker"),
    path("settings/stations/<int:link>/posts/<int:post>/end/", settings.dismiss, name="pay-broker-dismiss"),
    path("tolerance/", tolerance.of_base, name="pay-tolerance"),
    path("records/", records.records, name="pay-records"),
    path("hours/", records.hours, name="pay-hours"),
]
