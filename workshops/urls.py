"""Route buyers' pages of bases."""

from django.urls import URLPattern, URLResolver, path

from workshops import application_views as joining
from workshops import views

app_name = "workshops"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.base_list, name="base-list"),
    path("join/", joining.join, name="join"),
    path("join/<id:pk>/", joining.application, name="application"),
    path("join/<id:pk>/withdraw/", joining.withdraw, name="application-withdraw"),
    path("join/<id:pk>/licence/", joining.licence, name="application-licence"),
    path("join/<id:pk>/pictures/<id:picture>/", joining.picture, name="application-picture"),
    path("invitations/<uuid:token>/", joining.invitation, name="invitation"),
    path("<slug:slug>/", views.base_detail, name="base-detail"),
]
