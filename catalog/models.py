"""Store products and categories in two languages, and the one row a product has in every list."""

import math

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import (
    AbstractCategory,
    AbstractProduct,
    AbstractProductAttributeValue,
    AbstractProductImage,
    get_image_upload_path,
)

from catalog.lexemes import listed
from media.fields import DocumentField, PictureField
from shop.words import address_of, in_readers_language


class Category(AbstractCategory):
    """A craft as buyers browse it."""

    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    image = PictureField(_("Image"), upload_to="categories", blank=True, null=True, max_length=255)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")

    def get_full_slug(self, parent_slug: str | None = None) -> str:  # noqa: ARG002 Oscar passes it
        """Return the category's own slug alone: no query for ancestors, and a craft that moves keeps its address."""
        return address_of(self.slug)


class Product(AbstractProduct):
    """Something a base sells."""

    class Unit(models.TextChoices):
        """The unit in which a product is counted, stocked and priced."""

        PIECE = "piece", _("piece")
        METRE = "metre", _("metre")

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    unit = models.CharField(_("sold by the"), max_length=8, choices=Unit, default=Unit.PIECE)
    making_days = models.PositiveSmallIntegerField(
        _("days to make"), default=14, help_text=_("Until a piece that is made to order leaves the base.")
    )
    made_at_once = models.PositiveSmallIntegerField(
        _("pieces made in these days"), default=5, validators=[MinValueValidator(1)],
        help_text=_("Of what is made to order. Twice as many take twice as long."),
    )  # fmt: skip
    most_to_order = models.PositiveSmallIntegerField(
        _("most made to order in one basket"), default=20, validators=[MinValueValidator(1)],
        help_text=_("Who wants more asks the base for a quote."),
    )  # fmt: skip

    @property
    def label(self) -> str:
        """The title in the reader's language. A variant mostly has that of its parent."""
        return in_readers_language(self, "title") or (self.parent.label if self.is_child else "")

    @property
    def sold_as(self) -> "Product":
        """The product that has the page, the price tiers and the tech sheet: of a variant its parent."""
        return self.parent if self.is_child else self

    @property
    def is_made_to_order(self) -> bool:
        """Return whether a piece is made once it is ordered, so that no stock of it is kept."""
        return not self.get_product_class().track_stock

    @property
    def bulk_from(self) -> int:
        """From how many pieces on a buyer asks the base for a quote."""
        usual: int = settings.BULK_FROM_PIECES
        return min(usual, self.sold_as.most_to_order + 1) if self.is_made_to_order else usual

    def days_to_make(self, pieces: int) -> int:
        """Return the days until some pieces that are made to order leave the base, as the base says."""
        return self.sold_as.making_days * math.ceil(pieces / self.sold_as.made_at_once)

    @property
    def words(self) -> str:
        """The description in the reader's language."""
        return in_readers_language(self, "description")


class ProductImage(AbstractProductImage):
    """A picture of a product."""

    original = PictureField(_("Original"), upload_to=get_image_upload_path, max_length=255)


class ProductAttributeValue(AbstractProductAttributeValue):
    """The value of one attribute of a product."""

    value_file = DocumentField(upload_to=get_image_upload_path, max_length=255, blank=True, null=True)
    value_image = PictureField(upload_to=get_image_upload_path, max_length=255, blank=True, null=True)


class Listing(models.Model):
    """All that a product card and a search need of one product, in one row: a list costs one query, not one per card.

    Kept by `catalog.listing.refresh`, and never the source of a truth.
    """

    product = models.OneToOneField("catalogue.Product", models.CASCADE, primary_key=True, related_name="listing")
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    slug = models.CharField(max_length=255)
    picture = models.CharField(max_length=255, blank=True)
    retail_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    bulk_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    bulk_from = models.PositiveIntegerField(null=True)
    in_stock = models.IntegerField(default=0)
    made_to_order = models.BooleanField(default=False)
    category_ids = models.JSONField(default=list)
    partner = models.ForeignKey("partner.Partner", models.CASCADE, null=True, related_name="+")
    base_name = models.CharField(max_length=128, blank=True)
    base_name_en = models.CharField(max_length=128, blank=True)
    base_slug = models.CharField(max_length=64, blank=True)
    place_code = models.CharField(max_length=12, blank=True, db_index=True)
    place_name = models.CharField(max_length=64, blank=True)
    place_name_en = models.CharField(max_length=64, blank=True)
    search = SearchVectorField(null=True)
    shown_rank = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-shown_rank", "-product_id"]
        indexes = [
            GinIndex(fields=["search"], name="listing_search"),
            GinIndex(fields=["category_ids"], name="listing_categories"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the product's page."""
        return reverse("catalogue:detail", kwargs={"product_slug": self.slug, "pk": self.product_id})

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return in_readers_language(self, "title")

    @property
    def base_label(self) -> str:
        """The base's name in the reader's language."""
        return in_readers_language(self, "base_name")

    @property
    def place_label(self) -> str:
        """The county's name in the reader's language."""
        return in_readers_language(self, "place_name")

    @property
    def made_by(self) -> str:
        """The maker and the place, as a card words it. A base named after its county already says both."""
        named_after = self.place_label[:2] in self.base_label
        return self.base_label if named_after else f"{self.base_label} · {self.place_label}"

    @property
    def sold_out(self) -> bool:
        """Return whether the product is neither in stock nor made to order."""
        return self.in_stock <= 0 and not self.made_to_order


class Synonyms(models.Model):
    """Words that buyers use for the same thing, kept by editors."""

    words = models.CharField(
        _("words that mean the same"), max_length=500, help_text=_("Separated by commas, such as: qipao, cheongsam")
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if len(listed(self.words)) < 2:
            raise ValidationError({"words": _("Write at least two words, separated by a comma.")})


class PriceTier(models.Model):
    """The price of one piece from a quantity on, CNY."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="tiers")
    from_pieces = models.PositiveIntegerField(_("from pieces"))
    unit_price = models.DecimalField(_("price per piece"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["from_pieces"]
        constraints = [
            models.UniqueConstraint(fields=["product", "from_pieces"], name="one_price_per_tier"),
            models.CheckConstraint(
                condition=models.Q(from_pieces__gte=1, unit_price__gt=0),
                name="tier_is_positive",
                violation_error_message=_(
                    "A price step begins at one piece or more, and its price is more than nothing."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_pieces}+: {self.unit_price}"


from oscar.apps.catalogue.models import *  # noqa: E402, F403 Oscar's own way to fork
