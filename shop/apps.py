"""Start the site's own app with its templates, static files and commands."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"
    label = "shop"
    verbose_name = "巧手 Qiaoshou"
