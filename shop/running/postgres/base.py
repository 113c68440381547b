"""Connect to the embedded PostgreSQL; the first connection of a process starts it if need be."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from shop.running import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Importing the settings starts nothing; whatever asks for data finds a server."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        embedded.start(settings.VAR)
        return super().get_new_connection(conn_params)
