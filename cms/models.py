"""Store stories, the page that lists them, and their pictures."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailsDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageManager
from wagtail.search import index

from catalog.models import Listing
from cms.blocks import Body
from cms.stories import StoryQuerySet, tabs
from shop.words import address_of, in_readers_language, reads_english
from workshops.models import Craft

PER_PAGE = 12


def private_documents() -> Storage:
    """Return the storage of files that have no public address."""
    return storages["private"]


class LibraryFile(AbstractDocument):
    """A document in the editors' library. It is served by a view, and only to be saved."""

    file = models.FileField(_("file"), storage=private_documents, upload_to="documents")

    admin_form_fields = WagtailsDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        pass

    def clean(self) -> None:
        if self.file:  # none when the form has refused it
            super().clean()


class Picture(AbstractImage):
    """A picture in the editors' library."""

    description_en = models.CharField(_("description in English"), max_length=255, blank=True)
    credit = models.CharField(_("who took it"), max_length=128, blank=True)

    admin_form_fields = ("title", "file", "description", "description_en", "credit", "collection", "tags",
                         "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def alt(self) -> str:
        """The description of the picture in the reader's language."""
        return in_readers_language(self, "description")


class Rendition(AbstractRendition):
    """A picture in a size that the editors' pages asked for."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        """Return a place among renditions, so that no renditions are made of this file in turn."""
        return f"renditions/library/{super().get_upload_to(filename).rpartition('/')[2]}"


class StoryIndexPage(Page):
    """All stories, at /stories/."""

    introduction = models.TextField(_("introduction"), blank=True)
    introduction_en = models.TextField(_("introduction in English"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("introduction_en")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.StoryPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    @property
    def words(self) -> str:
        """The introduction in the reader's language."""
        return in_readers_language(self, "introduction")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        kind, craft = request.GET.get("kind", ""), request.GET.get("craft", "")
        stories = StoryPage.objects.for_cards()
        shelf = Paginator(stories.of(kind=kind, craft=craft), PER_PAGE)
        return context | {
            "page_of_stories": shelf.get_page(request.GET.get("page")),
            "kinds": tabs(request, "kind", [("", _("All")), *StoryPage.Kind.choices]),
            "crafts": Craft.objects.filter(pk__in=stories.order_by().values("craft")),
            "craft": craft,
            "kind": kind,
        }


class StoryForm(WagtailAdminPageForm):
    """The editor's form.

    The address may stay empty, because the page makes one of a Chinese title and the browser does not.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class StoryPage(Page):
    """A story about a maker, a base, a craft or a product: Chinese first, in English where someone wrote it."""

    class Kind(models.TextChoices):
        MAKER = "maker", pgettext_lazy("story", "Maker")
        BASE = "base", pgettext_lazy("story", "Base")
        CRAFT = "craft", pgettext_lazy("story", "Craft")
        PRODUCT = "product", pgettext_lazy("story", "Work")
        NEWS = "news", pgettext_lazy("story", "News")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NEWS)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("Two sentences, for cards and search."))
    summary_en = models.TextField(_("summary in English"), max_length=500, blank=True)
    cover = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    body = StreamField(Body(), verbose_name=_("body"), blank=True)
    body_en = StreamField(
        Body(required=False), verbose_name=_("body in English"), blank=True,
        help_text=_("English readers see the Chinese body as long as this one is empty."),
    )  # fmt: skip
    craft = models.ForeignKey(
        "workshops.Craft", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("craft")
    )
    worker = models.ForeignKey(
        "workshops.Worker", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("maker")
    )
    worker_agreed = models.BooleanField(
        _("she has agreed to be shown"),
        default=False,
        help_text=_("Her name, her portrait and her station become public."),
    )
    base = models.ForeignKey(
        "workshops.Base", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("base")
    )
    products = ParentalManyToManyField(
        "catalogue.Product", blank=True, related_name="stories", verbose_name=_("products")
    )
    search_vector = SearchVectorField(null=True, editable=False, serialize=False)

    objects = PageManager.from_queryset(StoryQuerySet)()

    base_form_class = StoryForm
    parent_page_types = ["cms.StoryIndexPage"]
    subpage_types: list[str] = []
    show_in_menus_default = False
    exclude_fields_in_copy = ["search_vector"]

    search_fields = [
        *Page.search_fields,
        index.AutocompleteField("endings"),
        index.SearchField("summary"),
        index.FilterField("kind"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList([*map(FieldPanel, ("title", "kind", "summary", "cover", "body"))], heading=_("Story")),
            ObjectList([*map(FieldPanel, ("title_en", "summary_en", "body_en"))], heading=_("In English")),
            ObjectList(
                [
                    FieldPanel("craft"),
                    MultiFieldPanel([FieldPanel("worker"), FieldPanel("worker_agreed")], heading=_("maker")),
                    FieldPanel("base"),
                    FieldPanel("products"),
                ],
                heading=_("Who and what it is about"),
            ),
            ObjectList(Page.promote_panels, heading=_("Address and search engines")),
        ]
    )

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [GinIndex(fields=["search_vector"], name="story_search")]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        slug: str = self.slug  # type: ignore[has-type]  # Wagtail gives it none
        if not slug and self.path:
            self.slug = self._get_autogenerated_slug(address_of(self.title))
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.worker_id and not self.worker_agreed:
            raise ValidationError(
                {"worker_agreed": _("A maker is shown only when she has agreed. Ask her, or leave her out.")}
            )

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return in_readers_language(self, "title")

    @property
    def words(self) -> str:
        """The summary in the reader's language."""
        return in_readers_language(self, "summary")

    @property
    def content(self) -> Any:
        """The body in the reader's language, in Chinese when there is no other."""
        return self.body_en if self.body_en and reads_english() else self.body

    @property
    def language(self) -> str:
        """The language in which `content` is written, as HTML names it."""
        return "en" if self.body_en and reads_english() else "zh-Hans"

    @property
    def endings(self) -> str:
        """The title from each of its characters on, so that the editors' search finds any part of it."""
        return " ".join(self.title[start:] for start in range(len(self.title)))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {
            "block_types": {block.block_type for block in self.content},
            "works": Listing.objects.filter(product__in=self.products.all()).defer("search"),
            "more": StoryPage.objects.for_cards().beside(self)[:3],
        }
