"""Give Wagtail's editor our choosers and colours."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from cms import choosers


def viewsets() -> list[ViewSet]:
    return [choosers.workers, choosers.bases, choosers.products]


def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


hooks.register("register_admin_viewset", viewsets)
hooks.register("insert_global_admin_css", colours)
