"""Pay on the desk; part of the desk's addresses."""

from django.urls import path

from dispatch.views import pay

urlpatterns = [
    path("", pay.home, name="pay"),
    path("periods/<int:pk>/", pay.period, name="pay-period"),
    path("periods/<int:pk>/close/", pay.close, name="pay-close"),
    path("payslips/<int:pk>/", pay.payslip, name="pay-payslip"),
    path("batches/<int:pk>/", pay.batch, name="pay-batch"),
    path("batches/<int:pk>/release/", pay.release, name="pay-release"),
    path("disputes/", pay.disputes, name="pay-disputes"),
    path("disputes/<int:pk>/", pay.dispute, name="pay-dispute"),
]
