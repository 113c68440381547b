"""Hand pieces that are too many for a basket over to an enquiry."""

from django.urls import reverse

from catalog.models import Product


def ask_address(product: Product, pieces: int, wishes: str = "") -> str:
    """Return the address of an enquiry with the number filled in, and with the variant and wishes in words."""
    asked = {"pieces": str(pieces)} | ({"words": wishes} if wishes else {})
    return reverse("enquiries:ask", args=[product.pk], query=asked)


def wishes_of(product: Product, chosen: list[tuple[str, object]]) -> str:
    """Return the variant of a product and what was chosen of its options (name, value), in words."""
    variant = product.attribute_summary if product.is_child else ""
    return "; ".join(filter(None, [variant, *(f"{name}: {value}" for name, value in chosen)]))
