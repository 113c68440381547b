"""Take over journal and household parts from `dispatch`, whose tables they keep, and give a registration its own key."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


def keep_keys(apps, _editor):
    """Copy the idempotency key of each registration from the journal to the worker's own column."""
    workers = apps.get_model("workshops", "Worker").objects
    done = apps.get_model("workshops", "JournalEntry").objects.filter(verb="registering.register", thing="worker")
    for pk, key in done.exclude(data__key=None).values_list("thing_id", "data__key"):
        workers.filter(pk=pk).update(key=key)


class Migration(migrations.Migration):

    dependencies = [
        ("dispatch", "0011_the_journal_moves_to_workshops"),
        ("workshops", "0003_how_bases_settle_and_brokers_earn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='HouseholdPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('parts', models.PositiveSmallIntegerField(verbose_name='parts')),
                        ('worker', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='household_part', to='workshops.worker')),
                    ],
                    options={
                        'verbose_name': 'part within a household',
                        'verbose_name_plural': 'parts within households',
                        'db_table': 'dispatch_householdpart',
                        'constraints': [models.CheckConstraint(condition=models.Q(('parts__gte', 1)), name='household_part_is_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='JournalEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verb', models.CharField(choices=[('opening.open_work_orders', 'work order opened'), ('planning.propose', 'plan requested'), ('planning.discard', 'plan discarded'), ('planning.adopt', 'changed plan adopted'), ('planning.pin', 'pieces pinned to a station'), ('planning.unpin', 'pin removed'), ('planning.move', 'pieces moved by hand'), ('planning.allow', 'bar lifted'), ('planning.publish', 'plan published'), ('issuing.issue', 'lot issued'), ('issuing.accept', 'lot accepted'), ('issuing.decline', 'lot declined'), ('issuing.recall', 'lot taken back'), ('supplying.book_in', 'materials booked in'), ('supplying.use', 'material used'), ('supplying.give_back', 'material returned'), ('supplying.scrap', 'material scrapped'), ('handing.hand_out', 'pieces handed out'), ('handing.take_back', 'pieces taken back'), ('reporting.report', 'work reported'), ('reporting.withdraw', 'report withdrawn'), ('inspecting.inspect', 'work inspected'), ('inspecting.correct', 'inspection corrected'), ('inspecting.withdraw', 'inspection withdrawn'), ('receiving.receive', 'pieces received at the base'), ('receiving.ship', 'order shipped'), ('surplus.allow_for_base', 'surplus set for the base'), ('surplus.allow_for_lot', 'surplus set for a lot'), ('tech_sheets.specify', 'tech sheet written'), ('rating.set_minimum', 'minimum wage set'), ('rating.study', 'time studied'), ('rating.propose', 'rate proposed'), ('rating.approve', 'rate approved'), ('rating.decline', 'rate declined'), ('settling.close', 'period closed'), ('settling.confirm', 'payslip confirmed'), ('terms.set_settlement', 'way of settling set'), ('terms.set_broker', 'broker set'), ('paying.prepare', 'payouts prepared'), ('paying.release', 'payouts released'), ('paying.export', 'bank file downloaded'), ('paying.confirm', 'payout confirmed'), ('remitting.accept', 'payouts accepted by the bank'), ('remitting.bring_back', 'payout came back'), ('remitting.send', 'payout answered by the wallet'), ('advancing.give', 'advance given'), ('reimbursing.reimburse', 'costs paid back'), ('reimbursing.take_back', 'costs taken back'), ('deducting.propose', 'deduction proposed'), ('deducting.approve', 'deduction approved'), ('deducting.decline', 'deduction declined'), ('deducting.take_back', 'deduction taken back'), ('disputing.contest', 'dispute opened'), ('disputing.answer', 'dispute answered'), ('disputing.escalate', 'dispute sent one level up'), ('records.export', 'pay records downloaded'), ('registering.register', 'worker registered'), ('registering.change', "worker's file changed"), ('pay_accounts.change', 'pay account changed'), ('brokers.appoint', 'broker appointed'), ('brokers.dismiss', 'broker dismissed'), ('households.register', 'household registered'), ('households.add_member', 'member added to a household'), ('households.remove_member', 'member removed from a household'), ('households.agree_parts', 'parts within a household agreed')], max_length=64, verbose_name='deed')),
                        ('thing', models.CharField(max_length=32, verbose_name='thing')),
                        ('thing_id', models.BigIntegerField()),
                        ('data', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='workshops.base')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='workshops.station')),
                    ],
                    options={
                        'verbose_name': 'journal entry',
                        'verbose_name_plural': 'journal',
                        'db_table': 'dispatch_journalentry',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['thing', 'thing_id'], name='journal_thing')],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="worker",
            name="key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b86f690edebe77f50435315024dab5c4b48e556a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9d89f', table='dispatch_journalentry', when='BEFORE')),
        ),
    ]
