"""Register Oscar's own admin for these models."""

from oscar.apps.catalogue.admin import *  # noqa: F403 Oscar's own way to fork
