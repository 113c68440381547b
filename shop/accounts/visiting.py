"""Name the person who asks for a page."""

from typing import cast

from django.http import HttpRequest

from shop.accounts.models import User


def visitor(request: HttpRequest) -> User:
    """Return the signed-in person of a page that asks to sign in."""
    return cast("User", request.user)
