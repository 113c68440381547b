"""Define the Celery application for work that takes longer than a page may."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("qiaoshou")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
