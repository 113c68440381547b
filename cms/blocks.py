"""Define the blocks of which a story's body is made."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.choosers import BaseChooserBlock, ProductChooserBlock, WorkerChooserBlock

TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]
VIDEOS = ("mp4", "webm")


class PictureBlock(blocks.StructBlock):
    """A picture with a description in words, and its photographer."""

    picture = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what it shows"), help_text=_("For those who cannot see it."), required=False)
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class VideoFileBlock(DocumentChooserBlock):
    """A video of our own: nothing is fetched from another host."""

    def clean(self, value: Any) -> Any:
        film = super().clean(value)
        if film and film.file_extension.lower() not in VIDEOS:
            raise ValidationError(_("Choose a video file: MP4 or WebM."))
        return film


class VideoBlock(blocks.StructBlock):
    """A video with the picture that stands for it until it plays."""

    file = VideoFileBlock(label=_("video file"), help_text=_("MP4 or WebM, kept on this site."))
    poster = ImageChooserBlock(label=_("poster"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/video.html"


class QuoteBlock(blocks.StructBlock):
    """A quotation and its speaker."""

    text = blocks.TextBlock(label=_("words"), rows=3)
    by = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = pgettext_lazy("story block", "Quote")
        template = "cms/blocks/quote.html"


class MakerBlock(blocks.StructBlock):
    """A maker, by her name and face, which she has allowed."""

    worker = WorkerChooserBlock(label=_("maker"), required=False)
    words = blocks.CharBlock(label=_("about her"), required=False)
    agreed = blocks.BooleanBlock(
        label=_("She has agreed to be shown"), help_text=_("Her name, her portrait and her station become public.")
    )

    class Meta:
        icon = "user"
        label = pgettext_lazy("story", "Maker")
        template = "cms/blocks/maker.html"


class Body(blocks.StreamBlock):
    """The blocks of a story in the order of the page."""

    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT, template="cms/blocks/text.html")
    picture = PictureBlock()
    gallery = blocks.ListBlock(
        PictureBlock(), label=_("Gallery"), icon="image", template="cms/blocks/gallery.html", min_num=2, max_num=12
    )
    video = VideoBlock()
    quote = QuoteBlock()
    maker = MakerBlock()
    base = BaseChooserBlock(label=pgettext_lazy("story", "Base"), template="cms/blocks/base.html")
    product = ProductChooserBlock(label=pgettext_lazy("story", "Work"), template="cms/blocks/product.html")

    class Meta:
        block_counts = {"video": {"max_num": 3}}
