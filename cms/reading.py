"""Search stories, and index them for it."""

from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Value
from django.utils.html import strip_tags

from catalog import searching
from cms.models import StoryPage

FOUND = 6  # stories that the search page shows


def search(query: str) -> "list[searching.Finding]":
    """Return the stories that match, for the search page."""
    if not (conditions := searching.asked(query)):
        return []
    wanted = searching.Query(Value(" & ".join(conditions)))
    found = StoryPage.objects.for_cards().filter(search_vector=wanted)
    ranked = found.annotate(rank=SearchRank(F("search_vector"), wanted, weights=searching.WEIGHTS))
    return [
        searching.Finding(
            title=story.label,
            url=story.get_url(),
            text=story.words,
            picture=story.cover.file.name if story.cover else "",
        )
        for story in ranked.order_by("-rank", "-first_published_at")[:FOUND]
    ]


def spoken(body: Any) -> list[str]:
    """Return the text of a body, block by block, without its markup."""
    return [strip_tags(text) for block in body for text in block.block.get_searchable_content(block.value)]


def index(story: StoryPage) -> None:
    """Rebuild the search vector of a story."""
    subjects = [subject for subject in (story.craft, story.base) if subject]
    body = " ".join(text for content in (story.body, story.body_en) for text in spoken(content))
    vector = searching.vector(
        titles=[story.title, story.title_en],
        craft=" ".join(f"{subject.name} {subject.name_en}" for subject in subjects),
        place=f"{story.base.county.name} {story.base.county.name_en}" if story.base else "",
        description=f"{story.summary} {story.summary_en} {body}",
    )
    StoryPage.objects.filter(pk=story.pk).update(search_vector=vector)
