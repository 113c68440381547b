"""Take a story from the first draft to its readers: an editor writes and submits it, a moderator publishes it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.models import Page

from catalog.models import Product
from cms.models import LibraryFile, Picture, StoryIndexPage, StoryPage
from shop.accounts.models import User
from workshops.models import Base, Craft, Worker

Blocks = Sequence[tuple[str, Any]]


def keep_picture(path: str, *, title: str, description_en: str = "", credit: str = "", by: User) -> Picture:
    """Add the picture at `path` in the media storage to the editors' library. The same path returns the same picture.

    `title` and `description_en` describe it.
    """
    known: Picture | None = Picture.objects.filter(file=path).first()
    if known:
        return known
    picture = Picture(
        title=title, description=title, description_en=description_en, credit=credit, uploaded_by_user=by, file=path
    )
    picture._set_image_file_metadata()
    picture.save()
    return picture


def keep_film(path: str, *, title: str, by: User) -> LibraryFile:
    """Add the video at `path` in the media storage to the editors' library."""
    with default_storage.open(path) as file:
        film = LibraryFile(
            title=title, uploaded_by_user=by, file=ContentFile(file.read(), name=path.rpartition("/")[2])
        )
    film.save()
    return film


@transaction.atomic
def write(
    *,
    title: str,
    kind: StoryPage.Kind | str,
    summary: str,
    body: Blocks,
    by: User,
    title_en: str = "",
    summary_en: str = "",
    body_en: Blocks = (),
    cover: Picture | None = None,
    craft: Craft | None = None,
    worker: Worker | None = None,
    worker_agreed: bool = False,
    base: Base | None = None,
    products: Iterable[Product] = (),
    slug: str = "",
) -> StoryPage:
    """Create a new draft by an editor, invisible to the public.

    `body` is a list of blocks as `cms.blocks.Body` names them: `("text", "<p>…</p>")`, `("picture", {"picture":
    Picture, "alt": …, "caption": …})`, `("gallery", [pictures as above])`, `("video", {"file": LibraryFile, "poster":
    Picture, "caption": …})`, `("quote", {"text": …, "by": …})`, `("maker", {"worker": Worker, "words": …, "agreed":
    True})`, `("base", Base)`, `("product", Product)`. Raises ValidationError for what an editor would be told beside
    the field (such as a maker who has not agreed), PermissionDenied when `by` may not write stories.
    """
    index = StoryIndexPage.objects.get()
    if not index.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied
    story = StoryPage(
        title=title,
        title_en=title_en,
        slug=slug,
        kind=kind,
        summary=summary,
        summary_en=summary_en,
        body=list(body),
        body_en=list(body_en),
        cover=cover,
        craft=craft,
        worker=worker,
        worker_agreed=worker_agreed,
        base=base,
        owner=by,
        live=False,
    )
    story.products = list(products)
    index.add_child(instance=story)
    story.save_revision(user=by, log_action=True)
    return story


@transaction.atomic
def submit(story: StoryPage, *, by: User) -> None:
    """Ask the moderators to look at a draft.

    Raises PermissionDenied when `by` may not submit it, or when it has been submitted already.
    """
    if not story.permissions_for_user(by).can_submit_for_moderation():
        raise PermissionDenied
    story.get_workflow().start(story, by)


@transaction.atomic
def publish(story: StoryPage, *, by: User) -> StoryPage:
    """Publish a story's latest draft, approving it when it was submitted, and return the published story.

    Raises PermissionDenied when `by` is no moderator.
    """
    Page.objects.select_for_update().get(pk=story.pk)
    task = story.current_workflow_task
    if task is None:
        story.get_latest_revision().publish(user=by)
    elif "approve" in {name for name, *_more in task.get_actions(story, by)}:
        task.on_action(story.current_workflow_task_state, by, "approve")
    else:
        raise PermissionDenied
    published: StoryPage = StoryPage.objects.get(pk=story.pk)
    return published
