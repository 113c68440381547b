"""Define the Celery application for work that takes longer than a page may."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("qiaoshou")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_logging(**_signal: object) -> None:
    """Leave logging as the settings have it: Celery sets up its own when nobody answers this signal."""
