"""Remove the demo: every row of the trade, and the demo's own people, stories and pictures."""

import pgtrigger
from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry, PageLogEntry

from catalog.models import Product
from cms.models import Picture, StoryPage
from demo import HOST
from demo.hanging import FOLDER
from media import renditions
from shop.accounts.models import Notice, User
from workshops.models import Place

TRADE = [  # apps whose rows all hang on bases, goods and orders; a demo is loaded only where they are empty
    "workshops", "enquiries", "dispatch", "payments", "catalogue", "partner", "basket", "order", "shipping", "payment",
    "offer", "voucher", "wishlists", "reviews", "analytics", "customer", "communication", "address",
]  # fmt: skip
PHONES = "+861620000"


def is_loaded() -> bool:
    """Return whether the demo is in this database."""
    return User.objects.filter(email=f"root@{HOST}").exists()


def is_other() -> bool:
    """Return whether the database holds a trade that is not the demo's."""
    return not is_loaded() and (Place.objects.exists() or Product.objects.exists())


@transaction.atomic
def remove() -> None:
    """Remove all of the demo and nothing else. Other people who signed up, and the site's own rows, stay.

    Ledger, journal and inspections are append-only for everyone else. Their triggers are ignored for this.
    """
    people = User.objects.filter(email__endswith=f"@{HOST}") | User.objects.filter(phone__startswith=PHONES)
    remove_stories(people)
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for label in TRADE:
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        people.delete()
    Notice.objects.filter(user=None).delete()  # what guests of the demo were told
    for name in default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []:
        renditions.forget(f"{FOLDER}/{name}")
        default_storage.delete(f"{FOLDER}/{name}")
    transaction.on_commit(cache.clear)


def remove_stories(people: QuerySet[User]) -> None:
    """Remove what the demo's people wrote. Other stories stay and no longer point at the demo's objects."""
    stories = list(StoryPage.objects.filter(owner__in=people))
    keys = [story.pk for story in stories]
    for story in stories:
        story.delete()
    PageLogEntry.objects.filter(page__in=keys).delete()
    StoryPage.products.through.objects.all().delete()
    StoryPage.objects.update(craft=None, worker=None, base=None)
    Picture.objects.filter(uploaded_by_user__in=people).delete()
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(user__in=people).delete()
