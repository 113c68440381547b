"""Route buyers' pages of bases."""

from django.urls import URLPattern, URLResolver, path

from workshops import views

app_name = "workshops"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.base_list, name="base-list"),
    path("<slug:slug>/", views.base_detail, name="base-detail"),
]
