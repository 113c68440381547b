"""Start the site's own app with its templates, static files and commands."""

import re

from django.apps import AppConfig
from django.template import base


class ShopConfig(AppConfig):
    name = "shop"
    label = "shop"
    verbose_name = "巧手 Qiaoshou"

    def ready(self) -> None:
        """Let a tag of a template span lines, with an argument on each."""
        base.tag_re = re.compile(base.tag_re.pattern, re.DOTALL)
