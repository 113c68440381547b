"""Let work orders and lots be stopped, materials come back, and a new day be agreed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0014_shipments'),
        ('order', '0021_billingaddress_code_shippingaddress_code'),
        ('workshops', '0007_deeds_that_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='lot',
            name='asked_because',
            field=models.CharField(blank=True, max_length=255, verbose_name='why another day'),
        ),
        migrations.AddField(
            model_name='lot',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lot',
            name='asked_by_base',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='lot',
            name='asked_due_on',
            field=models.DateField(null=True, verbose_name='new day asked for'),
        ),
        migrations.AddField(
            model_name='lot',
            name='hand_in_by_on',
            field=models.DateField(null=True, verbose_name='hand in by'),
        ),
        migrations.AddField(
            model_name='lot',
            name='unmade',
            field=models.PositiveIntegerField(default=0, verbose_name='pieces left unmade'),
        ),
        migrations.AddField(
            model_name='lotmaterial',
            name='arrived',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12, verbose_name='arrived back at the base'),
        ),
        migrations.AddField(
            model_name='workorder',
            name='cancelled',
            field=models.PositiveIntegerField(default=0, verbose_name='pieces no longer to be made'),
        ),
        migrations.AddField(
            model_name='workorder',
            name='stop_reason',
            field=models.CharField(blank=True, max_length=255, verbose_name='why stopped'),
        ),
        migrations.AlterField(
            model_name='lot',
            name='state',
            field=models.CharField(choices=[('issued', 'waiting for the station'), ('accepted', 'accepted'), ('in_work', 'in work'), ('finished', 'finished'), ('received', 'received at the base'), ('stopping', 'stopped, pieces still come in'), ('stopped', 'stopped'), ('declined', 'declined'), ('recalled', 'recalled')], default='issued', max_length=12, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='materialmove',
            name='kind',
            field=models.CharField(choices=[('issued', 'issued by the base'), ('booked_in', 'booked in at the station'), ('used', 'used'), ('returned', 'returned'), ('scrapped', 'scrapped'), ('arrived', 'arrived back at the base')], max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='workorder',
            name='state',
            field=models.CharField(choices=[('open', 'to be planned'), ('in_work', 'in work'), ('done', 'done'), ('stopped', 'stopped')], default='open', max_length=12, verbose_name='state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lot',
            trigger=pgtrigger.compiler.Trigger(name='adds_up', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE held record; placed bigint;', func="\n        SELECT id, pieces, unplaced, cancelled INTO held FROM dispatch_workorder WHERE id = NEW.work_order_id;\n        SELECT coalesce(sum(pieces - unmade), 0) INTO placed FROM dispatch_lot\n        WHERE work_order_id = held.id AND state NOT IN ('declined', 'recalled');\n        IF held.pieces <> held.unplaced + held.cancelled + placed THEN\n            RAISE EXCEPTION 'work order %: % pieces are not % to be planned, % cancelled and % in lots',\n                held.id, held.pieces, held.unplaced, held.cancelled, placed USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n        ", hash='1eaf4dbe80c94222f337645b4e63cc3765f1ac7e', operation='INSERT OR UPDATE OF "pieces", "unmade", "state", "work_order_id"', pgid='pgtrigger_adds_up_47e76', table='dispatch_lot', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lot',
            trigger=pgtrigger.compiler.Trigger(name='keeps_what_is_begun', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE begun bigint;', func="\n    SELECT max(handed) - coalesce(sum(rejected), 0) INTO begun FROM (\n        SELECT sum(each.pieces + each.surplus - each.returned) AS handed, sum(each.rejected) AS rejected\n        FROM dispatch_assignment each JOIN dispatch_lotoperation step ON step.id = each.lot_operation_id\n        WHERE step.lot_id = NEW.id GROUP BY step.id\n    ) AS steps;\n    IF begun > NEW.pieces + floor(NEW.pieces * NEW.tolerance) THEN\n        RAISE EXCEPTION 'lot %: % pieces are begun, it has %', NEW.id, begun, NEW.pieces\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n    ", hash='8e1e9f52451cbcd9249a131c56e5b0e2caa43170', operation='UPDATE OF "pieces"', pgid='pgtrigger_keeps_what_is_begun_93a91', table='dispatch_lot', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workorder',
            trigger=pgtrigger.compiler.Trigger(name='adds_up', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE held record; placed bigint;', func="\n        SELECT id, pieces, unplaced, cancelled INTO held FROM dispatch_workorder WHERE id = NEW.id;\n        SELECT coalesce(sum(pieces - unmade), 0) INTO placed FROM dispatch_lot\n        WHERE work_order_id = held.id AND state NOT IN ('declined', 'recalled');\n        IF held.pieces <> held.unplaced + held.cancelled + placed THEN\n            RAISE EXCEPTION 'work order %: % pieces are not % to be planned, % cancelled and % in lots',\n                held.id, held.pieces, held.unplaced, held.cancelled, placed USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n        ", hash='3ec6d1d2d9c19c864803908959ac76c440839af6', operation='INSERT OR UPDATE OF "pieces", "unplaced", "cancelled"', pgid='pgtrigger_adds_up_b9f5f', table='dispatch_workorder', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('unmade', 0), models.Q(('hand_in_by_on__isnull', False), ('unmade__lte', models.F('pieces'))), _connector='OR'), name='only_a_stopped_lot_leaves_pieces_unmade'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['stopping', 'stopped']), _negated=True), models.Q(('decline_reason__gt', ''), ('hand_in_by_on__isnull', False)), _connector='OR'), name='stopped_lot_says_why_and_until_when'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_because', ''), ('asked_by', None), ('asked_by_base', False), ('asked_due_on', None)), models.Q(('asked_because__gt', ''), ('asked_by__isnull', False), ('asked_due_on__isnull', False)), _connector='OR'), name='new_day_says_by_whom_and_why'),
        ),
        migrations.AddConstraint(
            model_name='lotmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('arrived__lte', models.F('returned'))), name='only_what_was_sent_back_arrives'),
        ),
        migrations.AddConstraint(
            model_name='workorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), ('stop_reason__gt', ''), ('unplaced', 0)), models.Q(models.Q(('state', 'stopped'), _negated=True), ('cancelled', 0), ('stop_reason', '')), _connector='OR'), name='stopped_work_order_says_why'),
        ),
    ]
