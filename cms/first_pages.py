"""Create the pages and permissions that the first story needs: its list, its site, who may write and who may publish.

`ensure` runs after every `migrate`, in tests too. It adds what is missing and changes nothing that people arranged.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import transaction
from django.utils.translation import override
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.models import Site as WagtailSite

from catalog.models import Synonyms
from cms.models import StoryIndexPage

EDITORS, MODERATORS = "Editors", "Moderators"
UNNAMED = "example.com"  # what a fresh database calls its site
WAGTAILS_NAME = "Moderators approval"  # and Wagtail its task and workflow


@transaction.atomic
def ensure() -> StoryIndexPage:
    """Make sure that stories can be written, moderated and shown, and return the page that lists them."""
    with override(settings.LANGUAGE_CODE):
        index = StoryIndexPage.objects.first() or plant()
        keep_in_step(name_site(), index)
        editors, moderators = (Group.objects.get_or_create(name=name)[0] for name in (EDITORS, MODERATORS))
        grant(editors, index, "add", "change")
        grant(moderators, index, "add", "change", "publish")
        moderate(index, moderators)
    return index


def plant() -> StoryIndexPage:
    """Create the root of the tree and the list of stories in it, in place of Wagtail's welcome page."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    index = StoryIndexPage(
        title="故事",
        slug="stories",
        introduction="手艺在人手里。这里写她们是谁、在哪个村、怎样把一根草编成一只篮子。",
        introduction_en="A craft lives in hands. Who they are, in which village, and how a straw becomes a basket.",
    )
    root.add_child(instance=index)
    index.save_revision().publish()
    WagtailSite.objects.filter(is_default_site=True).update(root_page=index)
    Page.objects.filter(depth=2, slug="home", numchild=0).exclude(pk=index.pk).delete()
    index.refresh_from_db()
    return index


def name_site() -> Site:
    """Return this site. Its name is its public address unless somebody gave it another."""
    address = urlsplit(settings.PUBLIC_ADDRESS).netloc
    site, _created = Site.objects.get_or_create(
        pk=settings.SITE_ID, defaults={"domain": address, "name": settings.OSCAR_SHOP_NAME}
    )
    if site.domain == UNNAMED:
        site.domain, site.name = address, settings.OSCAR_SHOP_NAME
        site.save()
    return site


def keep_in_step(site: Site, index: StoryIndexPage | None = None) -> None:
    """Copy the site's name and address from Django's site to Wagtail's."""
    hostname, _colon, port = site.domain.partition(":")
    secure = settings.PUBLIC_ADDRESS.startswith("https:")
    wagtails = WagtailSite.objects.filter(is_default_site=True).first() or WagtailSite(is_default_site=True)
    wanted = {"hostname": hostname, "port": int(port or (443 if secure else 80)), "site_name": site.name}
    if index and not wagtails.root_page_id:
        wagtails.root_page = index
    if wagtails.root_page_id and any(getattr(wagtails, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(wagtails, field, value)
        wagtails.save()


def permission(model: Any, codename: str) -> Permission:
    """Return the permission `codename` on `model`, created when Django has not created it yet."""
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})[0]


def grant(group: Group, index: StoryIndexPage, *deeds: str) -> None:
    """Let a group into the editors' pages, do these deeds with stories, keep pictures, films and synonyms."""
    rooms, _created = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    enter, _created = Permission.objects.get_or_create(
        content_type=rooms, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    group.permissions.add(enter, *(permission(Synonyms, f"{deed}_synonyms") for deed in ("add", "change", "delete")))
    for deed in deeds:
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=index.pk, permission=permission(Page, f"{deed}_page")
        )
    library = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for model, name in ((Image, "image"), (Document, "document")):
        for deed in ("add", "change", "choose"):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=library, permission=permission(model, f"{deed}_{name}")
            )


def moderate(index: StoryIndexPage, moderators: Group) -> None:
    """Have every story approved by a moderator before it is published, unless someone arranged otherwise."""
    if WorkflowPage.objects.filter(page_id=index.pk).exists():
        return
    task = GroupApprovalTask.objects.filter(groups=moderators, active=True).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=WAGTAILS_NAME)
        task.groups.add(moderators)
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WAGTAILS_NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=index.pk)
    Task.objects.filter(pk=task.pk, name=WAGTAILS_NAME).update(name="编辑部审核")
    Workflow.objects.filter(pk=workflow.pk, name=WAGTAILS_NAME).update(name="故事发布审核")
