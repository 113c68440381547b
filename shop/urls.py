"""Route every address of the site. It alone knows all parts."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from catalog import browsing
from cms.documents import document
from dispatch.api.routes import api
from media.serving import media
from shop.accounts.views import at_the_door
from shop.limits import answer
from shop.pages.design import design
from shop.payments.views import stripe_webhook
from shop.running import health
from shop.sitemaps import SITEMAPS, robots

oscar: Any = apps.get_app_config("oscar")
to_reset = RedirectView.as_view(url=reverse_lazy("account_reset_password"))
to_account = RedirectView.as_view(url=reverse_lazy("account:home"))

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}shop/img/favicon.svg")),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/login/", at_the_door),  # one way in for all, with its second factor and its limits
    path("admin/password_change/", RedirectView.as_view(url=reverse_lazy("account_change_password"))),
    path("admin/", admin.site.urls),
    path("cms/login/", at_the_door),
    path("cms/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", document),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", api.urls),
    path("payments/stripe/webhook/", stripe_webhook, name="stripe-webhook"),
    *i18n_patterns(
        path("design/", design, name="design"),
        path("account/", include("shop.accounts.urls")),
        path("account/", include("allauth.urls")),
        path("payments/", include("shop.payments.urls")),
        path("enquiries/", include("shop.enquiries.urls")),
        path("orders/", include("shop.enquiries.urls_orders")),
        path("bases/", include("workshops.urls")),
        path("desk/", include("dispatch.urls.desk")),
        path("station/", include("dispatch.urls.station")),
        path("me/", include("dispatch.urls.me")),
        path("federation/", include("dispatch.urls.federation")),
        path("stories/", include("cms.urls")),
        path("", browsing.home, name="home"),
        path("search/", browsing.search),
        path("dashboard/login/", at_the_door),
        path("dashboard/", include("dispatch.urls.sending")),
        path("dashboard/users/<id:pk>/password-reset/", to_reset),  # one way to a new password, as one way in
        path("password-reset/", to_reset),
        path("password-reset/<path:rest>", to_reset),
        path("accounts/orders/", RedirectView.as_view(pattern_name="orders:order-list")),
        path("accounts/orders/<str:number>/", RedirectView.as_view(pattern_name="orders:order-detail")),
        path("accounts/", to_account),
        path("accounts/<path:rest>", to_account),
        path("", include(oscar.urls[0])),
        prefix_default_language=False,
    ),
]
if not settings.PRODUCTION:  # in production the web server or the bucket serves pictures
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", media, name="media")]
if settings.TOOLBAR:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
handler429 = answer
