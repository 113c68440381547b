"""Notice stored files that are gone, so that a page shows the rest of itself and operators learn of the loss."""

import structlog
from django.core.cache import caches
from django.core.files.storage import Storage, default_storage

REMEMBER_GONE = 60  # seconds until a lost file is looked for, and complained of, again

log = structlog.get_logger(__name__)


def is_there(path: str, storage: Storage = default_storage) -> bool:
    """Return whether a storage holds a file at `path`, and log an error when it does not."""
    key = f"gone:{path}"
    if caches["renditions"].get(key):
        return False
    if storage.exists(path):
        return True
    log.error("stored_file_missing", path=path)
    caches["renditions"].set(key, True, REMEMBER_GONE)
    return False
