"""Run each example of a property test in a transaction of its own, which the database checks and then forgets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings


def few(examples: int) -> Any:
    """Settings for a property test on the database: so many examples, each as slow as it is, the same in every run.

    A failing one is shown as it was found: making it small would take many slow attempts.
    """
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None,
        derandomize=True, phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo all that happens within, after the database's deferred rules have looked at it."""
    with transaction.atomic():
        yield
        check_deferred_rules()
        transaction.set_rollback(True)


def check_deferred_rules() -> None:
    """Let triggers that wait for the end of the transaction look at it now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
