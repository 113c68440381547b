"""Tell stories of makers, bases and crafts."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Stories")

    def ready(self) -> None:
        """Let the shop's search find stories, keep the two sites in step, create the first pages after migrations."""
        from django.contrib.sites.models import Site
        from wagtail.admin.views.account import AvatarSettingsPanel
        from wagtail.signals import page_published

        from catalog import searching
        from cms import reading
        from cms.forms import AvatarForm
        from cms.models import StoryPage
        from shop.accounts import second_factor

        AvatarSettingsPanel.form_class = AvatarForm  # Wagtail has no setting for it
        searching.register(_("Stories"), reading.search)
        second_factor.register(lambda user: user.has_perm("wagtailadmin.access_admin"))
        page_published.connect(index_story, sender=StoryPage, dispatch_uid="cms.reading")
        post_save.connect(follow_site, sender=Site, dispatch_uid="cms.first_pages")
        post_migrate.connect(ensure, sender=self, dispatch_uid="cms.first_pages")


def index_story(instance: Any, **_about: Any) -> None:
    from cms import reading

    reading.index(instance)


def follow_site(instance: Any, raw: bool = False, **_about: Any) -> None:
    from cms import first_pages

    if not raw:
        first_pages.keep_in_step(instance)


def ensure(apps: Any = installed, **_about: Any) -> None:
    """Create the first pages. Skips a state without stories.

    `post_migrate` passes the apps of the state that is migrated to, and none after a flush.
    """
    if apps.is_installed("cms") and "storyindexpage" in apps.all_models["cms"]:
        from cms import first_pages

        first_pages.ensure()
