"""Route the pages of stories."""

from django.urls import URLPattern, path, re_path
from wagtail import views
from wagtail.urls import serve_pattern

from cms.feeds import StoryFeed

urlpatterns: list[URLPattern] = [
    path("feed/", StoryFeed(), name="stories-feed"),
    path("", views.serve, {"path": ""}, name="stories"),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]
