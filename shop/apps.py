"""The site's own app: settings that Django asks an app for, templates, static files, commands."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"
    label = "shop"
    verbose_name = "巧手 Qiaoshou"
