"""Publish stories for feed readers."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.models import StoryPage


class StoryFeed(Feed[StoryPage, Any]):
    """The twenty newest stories as RSS, in the language of the address."""

    title = _("Qiaoshou: stories")
    description = _("Makers, bases and crafts, told from the villages.")

    def link(self) -> str:
        return reverse("stories")

    def items(self) -> "QuerySet[StoryPage]":
        return StoryPage.objects.for_cards()[:20]

    def item_title(self, item: Any) -> str:
        return str(item.label)

    def item_description(self, item: StoryPage) -> str:
        return item.words

    def item_link(self, item: StoryPage) -> str:
        return str(item.get_url())

    def item_pubdate(self, item: StoryPage) -> datetime:
        published: datetime = item.first_published_at
        return published
