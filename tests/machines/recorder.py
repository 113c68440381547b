"""Record in the database itself through which states each row goes, whichever way it is written."""

from collections import defaultdict

from django.apps import apps
from django.db import connection

from tests.machines.table import MACHINES

Seen = dict[str, set[tuple[str, str]]]
RECORD = """
CREATE TABLE seen_states (machine text, before text, after text);
CREATE FUNCTION record_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD)->>TG_ARGV[1] ELSE '' END;
    after text := to_jsonb(NEW)->>TG_ARGV[1];
BEGIN
    IF before <> after THEN
        INSERT INTO seen_states VALUES (TG_ARGV[0], before, after);
    END IF;
    RETURN NULL;
END $$;
"""


def start_recording() -> None:
    """Watch each machine of the table until the transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(RECORD)
        for machine in MACHINES:
            label, field = machine.rsplit(".", 1)
            table = apps.get_model(label)._meta.db_table
            cursor.execute(
                f"CREATE TRIGGER record_{field} AFTER INSERT OR UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION record_state('{machine}', '{field}')"
            )


def seen_states() -> Seen:
    """Return the changes (before, after) seen of each machine."""
    seen: Seen = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT machine, before, after FROM seen_states")
        for machine, before, after in cursor.fetchall():
            seen[machine].add((before, after))
    return seen
