"""Store the tree of crafts in which women are trained and for which stations are certified."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language


class Craft(models.Model):
    """A craft or a branch of one, such as weaving and, below it, straw and willow weaving."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="branches")

    class Meta:
        verbose_name = _("craft")
        verbose_name_plural = _("crafts")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")
