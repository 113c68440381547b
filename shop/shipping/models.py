"""Use Oscar's shipping models unchanged."""

from oscar.apps.shipping.models import *  # noqa: F403 Oscar's own way to fork
