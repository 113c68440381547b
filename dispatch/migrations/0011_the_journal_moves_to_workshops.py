"""Rename the journal's verbs after today's deeds, and hand journal and household parts over to `workshops`.

Only the state of the models moves; tables and rows stay where they are.
"""

import pgtrigger.migrations
from django.db import migrations

RENAMED = {
    "arranging.settle": "terms.set_settlement",
    "arranging.use_broker": "terms.set_broker",
    "tolerating.of_base": "surplus.allow_for_base",
    "tolerating.of_lot": "surplus.allow_for_lot",
    "appointing.appoint": "brokers.appoint",
    "appointing.dismiss": "brokers.dismiss",
    "directing.direct": "pay_accounts.change",
    "housing.found": "households.register",
    "housing.take_in": "households.add_member",
    "housing.let_go": "households.remove_member",
    "sharing.agree": "households.agree_parts",
    "specifying.specify": "tech_sheets.specify",
    "supplying.used": "supplying.use",
    "supplying.returned": "supplying.give_back",
    "supplying.scrapped": "supplying.scrap",
    "remitting.learn": "remitting.send",
}


def rename(apps, pairs):
    entries = apps.get_model("dispatch", "JournalEntry").objects
    for before, after in pairs:
        entries.filter(verb=before).update(verb=after)


def forwards(apps, _editor):
    rename(apps, RENAMED.items())
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="dispatch")
    kinds.filter(model__in=["journalentry", "householdpart"]).update(app_label="workshops")


def backwards(apps, _editor):
    rename(apps, [(after, before) for before, after in RENAMED.items()])
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="workshops")
    kinds.filter(model__in=["journalentry", "householdpart"]).update(app_label="dispatch")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("dispatch", "0010_earnings_in_the_order_of_their_kinds"),
        ("workshops", "0003_how_bases_settle_and_brokers_earn"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="journalentry", name="append_only"),
        migrations.RunPython(forwards, backwards),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="HouseholdPart"),
                migrations.DeleteModel(name="JournalEntry"),
            ]
        ),
    ]
