"""Keep tech sheets in versions, those that are there in force. One proposal for an operation waits at a time."""

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


ONE_PROPOSAL = """
    UPDATE dispatch_ratecard card
    SET declined_by_id = newer.proposed_by_id, declined_at = now(), declined_because = '有更新的提议'
    FROM (
        SELECT DISTINCT ON (operation_id) id, operation_id, proposed_by_id FROM dispatch_ratecard
        WHERE approved_at IS NULL AND declined_at IS NULL ORDER BY operation_id, version DESC
    ) newer
    WHERE card.operation_id = newer.operation_id AND card.id <> newer.id
      AND card.approved_at IS NULL AND card.declined_at IS NULL;
    SET CONSTRAINTS ALL IMMEDIATE
"""  # the constraint that follows wants no check pending


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_most_made_to_order'),
        ('dispatch', '0020_packing_is_a_cost'),
        ('workshops', '0013_tech_sheets_in_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='operation',
            name='one_operation_per_position',
        ),
        migrations.AddField(
            model_name='operation',
            name='continues',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='dispatch.operation'),
        ),
        migrations.AddField(
            model_name='operation',
            name='skill',
            field=models.CharField(choices=[('new', 'a beginner can do it'), ('able', 'an able hand'), ('expert', 'an experienced hand')], default='able', max_length=8, verbose_name='skill'),
        ),
        migrations.AddField(
            model_name='operation',
            name='study',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.timestudy'),
        ),
        migrations.AddField(
            model_name='sheetmaterial',
            name='waste',
            field=models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=4, verbose_name='waste'),
        ),
        migrations.AddField(
            model_name='techsheet',
            name='in_force_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='techsheet',
            name='in_force_at',
            field=models.DateTimeField(null=True, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='techsheet',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_force', 'in force'), ('replaced', 'replaced'), ('discarded', 'discarded')], default='in_force', max_length=12, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='techsheet',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='techsheet',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_force', 'in force'), ('replaced', 'replaced'), ('discarded', 'discarded')], default='draft', max_length=12, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='techsheet',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tech_sheets', to='catalogue.product'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='operation',
            trigger=pgtrigger.compiler.Trigger(name='enters_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM FROM dispatch_techsheet WHERE id = NEW.sheet_id AND state <> 'draft';\n            IF FOUND THEN\n                RAISE EXCEPTION 'tech sheet % is no draft', NEW.sheet_id USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n            ", hash='abad2a0367d8454121fb6761b6375c743b807d9c', operation='INSERT OR UPDATE', pgid='pgtrigger_enters_a_draft_fb435', table='dispatch_operation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='operation',
            trigger=pgtrigger.compiler.Trigger(name='leaves_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM FROM dispatch_techsheet WHERE id = OLD.sheet_id AND state <> 'draft';\n            IF FOUND THEN\n                RAISE EXCEPTION 'tech sheet % is no draft', OLD.sheet_id USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n            ", hash='fc6bba61e01379cf6a561b3d21589cc4e093236d', operation='UPDATE OR DELETE', pgid='pgtrigger_leaves_a_draft_6678d', table='dispatch_operation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheetmaterial',
            trigger=pgtrigger.compiler.Trigger(name='enters_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM FROM dispatch_techsheet WHERE id = NEW.sheet_id AND state <> 'draft';\n            IF FOUND THEN\n                RAISE EXCEPTION 'tech sheet % is no draft', NEW.sheet_id USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n            ", hash='0a2bfacb1480120d0ccbc7924e065581676eef5e', operation='INSERT OR UPDATE', pgid='pgtrigger_enters_a_draft_57b77', table='dispatch_sheetmaterial', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheetmaterial',
            trigger=pgtrigger.compiler.Trigger(name='leaves_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM FROM dispatch_techsheet WHERE id = OLD.sheet_id AND state <> 'draft';\n            IF FOUND THEN\n                RAISE EXCEPTION 'tech sheet % is no draft', OLD.sheet_id USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n            ", hash='7c3455f480cccfd5a48be7216b790f14d1c16eee', operation='UPDATE OR DELETE', pgid='pgtrigger_leaves_a_draft_3d5e3', table='dispatch_sheetmaterial', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='techsheet',
            trigger=pgtrigger.compiler.Trigger(name='only_a_draft_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'draft\'))', func="\n    IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state'\n        OR NEW.state <> OLD.state AND (OLD.state, NEW.state) <> ('in_force', 'replaced')\n    THEN\n        RAISE EXCEPTION 'tech sheet % is no draft', OLD.id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n    ", hash='96001264da3b3ab1b95398df5888599bff1bc157', operation='UPDATE', pgid='pgtrigger_only_a_draft_changes_641f4', table='dispatch_techsheet', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workorder',
            trigger=pgtrigger.compiler.Trigger(name='keeps_its_sheet', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."sheet_id" IS DISTINCT FROM (NEW."sheet_id"))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "sheet_id" rows from % table\', TG_TABLE_NAME;', hash='1e5648216b2abdf95730566584fa87469533a843', operation='UPDATE OF "sheet_id"', pgid='pgtrigger_keeps_its_sheet_dcf8c', table='dispatch_workorder', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('sheet', 'position'), name='one_operation_per_position'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.UniqueConstraint(fields=('sheet', 'continues'), name='an_operation_goes_on_once_per_sheet'),
        ),
        migrations.RunSQL(ONE_PROPOSAL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='ratecard',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('declined_at', None)), fields=('operation',), name='one_open_proposal_per_operation'),
        ),
        migrations.AddConstraint(
            model_name='sheetmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('waste__gte', 0), ('waste__lte', 1)), name='waste_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='techsheet',
            constraint=models.UniqueConstraint(fields=('product', 'version'), name='one_tech_sheet_per_product_and_version'),
        ),
        migrations.AddConstraint(
            model_name='techsheet',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('product',), name='one_tech_sheet_in_force_per_product'),
        ),
        migrations.AddConstraint(
            model_name='techsheet',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('product',), name='one_draft_tech_sheet_per_product'),
        ),
        migrations.AddField(
            model_name='sheetmaterial',
            name='gross',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(models.F('per_piece'), '*', django.db.models.expressions.CombinedExpression(models.Value(1), '+', models.F('waste'))), output_field=models.DecimalField(decimal_places=4, max_digits=11, verbose_name='per piece with waste')),
        ),
    ]
