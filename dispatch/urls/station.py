"""Station leads' pages."""

from django.urls import URLPattern, URLResolver

app_name = "station"
urlpatterns: list[URLPattern | URLResolver] = []
