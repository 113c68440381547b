"""Oscar's partner models; a stock record that cannot be sold twice."""

from oscar.apps.partner.models import *  # noqa: F403 Oscar's own way to fork
