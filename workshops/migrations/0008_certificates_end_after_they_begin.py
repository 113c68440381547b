"""A certificate ends on the day it begins or later. One that ended before it began now ends on its first day."""

from django.db import migrations, models

MEND = "UPDATE workshops_certification SET until_on = from_on WHERE until_on < from_on"


class Migration(migrations.Migration):
    dependencies = [("workshops", "0007_witness_and_answers")]

    operations = [
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="certification_ends_after_it_begins",
                violation_error_message="A certificate ends on the day it begins or later.",
            ),
        ),
    ]
