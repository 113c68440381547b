"""Define the WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_wsgi_application()

from shop.running.warming import warm_once_it_answers  # noqa: E402 settings and apps come first

warm_once_it_answers()
