"""Register Oscar's own admin for these models."""

from oscar.apps.voucher.admin import *  # noqa: F403 Oscar's own way to fork
