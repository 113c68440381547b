"""Start the site's own app with its templates, static files and commands."""

import re

from django.apps import AppConfig
from django.template import base
from django.urls import register_converter

from shop.pages.addresses import Id


class ShopConfig(AppConfig):
    name = "shop"
    label = "shop"
    verbose_name = "巧手 Qiaoshou"

    def ready(self) -> None:
        """Bound the numbers in addresses, and let a tag of a template span lines, with an argument on each."""
        register_converter(Id, "id")
        base.tag_re = re.compile(base.tag_re.pattern, re.DOTALL)
