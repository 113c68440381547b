"""Connect to the embedded PostgreSQL, which the first connection of a process starts if need be."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from shop.running import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """A backend that starts its server on the first connection, so that importing the settings starts nothing."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        embedded.start(settings.VAR)
        return super().get_new_connection(conn_params)
