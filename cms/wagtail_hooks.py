"""Give Wagtail's editor our choosers and colours, and the list of synonyms for the shop's search."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalog.models import Synonyms
from cms import choosers


class SynonymsViewSet(SnippetViewSet):
    """Let editors keep the words that mean the same."""

    model = Synonyms
    icon = "search"
    add_to_admin_menu = True
    menu_label = Synonyms._meta.verbose_name_plural
    search_fields = ("words",)


def viewsets() -> list[ViewSet]:
    return [choosers.workers, choosers.bases, choosers.products]


def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


hooks.register("register_admin_viewset", viewsets)
register_snippet(SynonymsViewSet)
hooks.register("insert_global_admin_css", colours)
