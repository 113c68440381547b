"""Build all tables in an empty database at once, without their history, for tests that need their own database."""

import logging


class NoHistory:
    """A mapping by which Django believes that no app has migrations."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def build_tables() -> None:
    """Create the tables, constraints and triggers of all apps, as they are in the models."""
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = NoHistory()
    call_command("migrate", run_syncdb=True, verbosity=0)
    logging.getLogger("pgtrigger").setLevel(logging.WARNING)
    call_command("pgtrigger", "install", verbosity=0)
