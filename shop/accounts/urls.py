"""Route signing in and a user's own pages. Pages of allauth and Oscar that we do not use redirect here."""

from allauth.account.views import change_phone, logout
from django.conf import settings
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from shop.accounts import views
from shop.accounts.confirming import recently_confirmed

app_name = "account"
to_sign_in = RedirectView.as_view(pattern_name="account:sign-in", query_string=True)
to_home = RedirectView.as_view(url=reverse_lazy("account:home"))

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.SignIn.as_view(), name="sign-in"),
    path("login/staff/", views.StaffSignIn.as_view(), name="staff-sign-in"),
    path("logout/", logout, name="sign-out"),
    path("confirm/", views.confirm, name="confirm"),
    path("email/", views.email, name="email"),
    path("phone/change/", recently_confirmed(change_phone), name="phone"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices-read"),
    path("notices/<int:pk>/", views.notice_open, name="notice-open"),
    path("sessions/", views.own_sessions, name="sessions"),
    path("sessions/end/", views.end_sessions, name="sessions-end"),
    path("large-print/", views.elder_mode, name="elder-mode"),
    # Allauth's doors that we keep shut: nobody registers, and an e-mail is never a way in without a password.
    path("signup/", to_sign_in),
    path("login/code/", to_sign_in),
    path("confirm-email/", to_home),
    path("confirm-email/<str:key>/", to_home),
    path("password/set/", to_home),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("outbox/", views.outbox, name="outbox"))
