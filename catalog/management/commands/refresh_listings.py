"""Rebuild what lists and search keep of the products, as after an upgrade that seeks in a new way."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog import listing
from catalog.models import Product


class Command(BaseCommand):
    help = "Rebuild the rows of all lists and their search index."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        listing.refresh(Product.objects.all())
        self.stdout.write("All listings are rebuilt.")
