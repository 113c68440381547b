"""Keep tech sheets in versions, those that are there in force. One proposal for an operation waits at a time."""

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import media.fields
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

# Stock begins at nothing, so what lots took and gave back before it was kept is balanced by one count.
OPENING_STOCK = """
    INSERT INTO dispatch_stockmove (material_id, kind, quantity, note, at, key)
    SELECT line.material_id, 'counted',
        sum(CASE move.kind WHEN 'issued' THEN move.quantity WHEN 'arrived' THEN -move.quantity ELSE 0 END),
        '启用库存账', now(), gen_random_uuid()
    FROM dispatch_materialmove move JOIN dispatch_lotmaterial line ON line.id = move.line_id
    GROUP BY line.material_id
    HAVING sum(CASE move.kind WHEN 'issued' THEN move.quantity WHEN 'arrived' THEN -move.quantity ELSE 0 END) <> 0;
    SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_most_made_to_order'),
        ('dispatch', '0020_packing_is_a_cost'),
        ('workshops', '0014_tech_sheets_in_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IssueSlip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='number')),
                ('driver', models.CharField(blank=True, max_length=64, verbose_name='who brings it')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('key', models.UUIDField(unique=True)),
            ],
            options={
                'verbose_name': 'issue slip',
                'verbose_name_plural': 'issue slips',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Purchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='number')),
                ('supplier', models.CharField(blank=True, max_length=64, verbose_name='supplier')),
                ('supplier_phone', models.CharField(blank=True, max_length=32, verbose_name="supplier's phone")),
                ('needed_on', models.DateField(null=True, verbose_name='needed by')),
                ('note', models.CharField(blank=True, max_length=255, verbose_name='note')),
                ('state', models.CharField(choices=[('open', 'ordered'), ('received', 'received'), ('closed', 'closed, the rest does not come')], default='open', max_length=12, verbose_name='state')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('key', models.UUIDField(unique=True)),
            ],
            options={
                'verbose_name': 'purchase note',
                'verbose_name_plural': 'purchase notes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PurchaseLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='quantity')),
                ('unit_cost', models.DecimalField(decimal_places=4, max_digits=10, verbose_name='CNY per unit')),
                ('received', models.DecimalField(decimal_places=4, default=0, max_digits=12, verbose_name='received')),
            ],
            options={
                'verbose_name': 'line of a purchase note',
                'verbose_name_plural': 'lines of purchase notes',
            },
        ),
        migrations.CreateModel(
            name='ShortDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='quantity')),
                ('words', models.CharField(blank=True, max_length=255, verbose_name='what was seen')),
                ('picture', models.FileField(blank=True, storage=media.fields.private_pictures, upload_to='short-deliveries/%Y/%m/', verbose_name='picture')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('key', models.UUIDField(unique=True)),
                ('outcome', models.CharField(blank=True, choices=[('not_sent', 'it was not sent'), ('lost', 'lost on the way')], max_length=12, verbose_name='outcome')),
                ('answer', models.CharField(blank=True, max_length=255, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'short delivery',
                'verbose_name_plural': 'short deliveries',
            },
        ),
        migrations.CreateModel(
            name='StockMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'bought'), ('counted', 'counted'), ('spoiled', 'lost or spoiled')], max_length=12, verbose_name='kind')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='quantity')),
                ('unit_cost', models.DecimalField(decimal_places=4, max_digits=10, null=True, verbose_name='CNY per unit')),
                ('note', models.CharField(blank=True, max_length=255, verbose_name='note')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('key', models.UUIDField(unique=True)),
            ],
            options={
                'verbose_name': 'move of stock',
                'verbose_name_plural': 'moves of stock',
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='lotmaterial',
            name='only_what_was_sent_back_arrives',
        ),
        migrations.RemoveConstraint(
            model_name='operation',
            name='one_operation_per_position',
        ),
        migrations.AddField(
            model_name='lotmaterial',
            name='lost',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12, verbose_name='lost on the way'),
        ),
        migrations.AddField(
            model_name='lotmaterial',
            name='lost_back',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12, verbose_name='lost on the way back'),
        ),
        migrations.AddField(
            model_name='material',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='material',
            name='low_at',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12, verbose_name='warn below'),
        ),
        migrations.AddField(
            model_name='material',
            name='stock',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=14, verbose_name='in stock'),
        ),
        migrations.AddField(
            model_name='material',
            name='supplier',
            field=models.CharField(blank=True, max_length=64, verbose_name='supplier'),
        ),
        migrations.AddField(
            model_name='material',
            name='supplier_phone',
            field=models.CharField(blank=True, max_length=32, verbose_name="supplier's phone"),
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
            model_name='lotmaterial',
            name='material',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lot_lines', to='dispatch.material'),
        ),
        migrations.AlterField(
            model_name='materialmove',
            name='kind',
            field=models.CharField(choices=[('issued', 'issued by the base'), ('not_sent', 'not sent after all'), ('lost', 'lost on the way'), ('booked_in', 'booked in at the station'), ('used', 'used'), ('returned', 'returned'), ('scrapped', 'scrapped'), ('arrived', 'arrived back at the base'), ('lost_back', 'lost on the way back')], max_length=12, verbose_name='kind'),
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
            model_name='lotmaterial',
            trigger=pgtrigger.compiler.Trigger(name='only_moves_change_it', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'INSERT' AND (NEW.issued <> 0 OR NEW.lost <> 0 OR NEW.booked_in <> 0 OR NEW.used <> 0 OR NEW.returned <> 0 OR NEW.scrapped <> 0 OR NEW.arrived <> 0 OR NEW.lost_back <> 0) OR TG_OP = 'UPDATE' AND pg_trigger_depth() < 2 AND (NEW.issued <> OLD.issued OR NEW.lost <> OLD.lost OR NEW.booked_in <> OLD.booked_in OR NEW.used <> OLD.used OR NEW.returned <> OLD.returned OR NEW.scrapped <> OLD.scrapped OR NEW.arrived <> OLD.arrived OR NEW.lost_back <> OLD.lost_back) THEN\n            RAISE EXCEPTION 'quantities of % % change by moves only', TG_TABLE_NAME, NEW.id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n        ", hash='cb788d95bf797b9715601ddcbcfffd60c7f713e8', operation='INSERT OR UPDATE', pgid='pgtrigger_only_moves_change_it_5e2fc', table='dispatch_lotmaterial', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='material',
            trigger=pgtrigger.compiler.Trigger(name='only_moves_change_it', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'INSERT' AND (NEW.stock <> 0) OR TG_OP = 'UPDATE' AND pg_trigger_depth() < 2 AND (NEW.stock <> OLD.stock) THEN\n            RAISE EXCEPTION 'quantities of % % change by moves only', TG_TABLE_NAME, NEW.id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n        ", hash='138910ada35b454006bc08e8bb989d3969874b12', operation='INSERT OR UPDATE', pgid='pgtrigger_only_moves_change_it_25bc1', table='dispatch_material', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='materialmove',
            trigger=pgtrigger.compiler.Trigger(name='counts', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    UPDATE dispatch_lotmaterial SET issued = issued + CASE NEW.kind WHEN 'issued' THEN NEW.quantity WHEN 'not_sent' THEN -NEW.quantity ELSE 0 END, lost = lost + CASE NEW.kind WHEN 'lost' THEN NEW.quantity ELSE 0 END, booked_in = booked_in + CASE NEW.kind WHEN 'booked_in' THEN NEW.quantity ELSE 0 END, used = used + CASE NEW.kind WHEN 'used' THEN NEW.quantity ELSE 0 END, returned = returned + CASE NEW.kind WHEN 'returned' THEN NEW.quantity ELSE 0 END, scrapped = scrapped + CASE NEW.kind WHEN 'scrapped' THEN NEW.quantity ELSE 0 END, arrived = arrived + CASE NEW.kind WHEN 'arrived' THEN NEW.quantity ELSE 0 END, lost_back = lost_back + CASE NEW.kind WHEN 'lost_back' THEN NEW.quantity ELSE 0 END WHERE id = NEW.line_id;\n    IF NEW.kind IN ('issued', 'not_sent', 'arrived') THEN\n        UPDATE dispatch_material material\n        SET stock = stock + CASE WHEN NEW.kind = 'issued' THEN -NEW.quantity ELSE NEW.quantity END\n        FROM dispatch_lotmaterial line WHERE line.id = NEW.line_id AND material.id = line.material_id;\n    END IF;\n    RETURN NULL;\n    ", hash='51f37ca59d003d98c4946ed43b19a076f351b5f1', operation='INSERT', pgid='pgtrigger_counts_c0c0e', table='dispatch_materialmove', when='AFTER')),
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
            model_name='lotmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('issued__gte', django.db.models.expressions.CombinedExpression(models.F('booked_in'), '+', models.F('lost')))), name='only_what_was_issued_reaches_the_station'),
        ),
        migrations.AddConstraint(
            model_name='lotmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('returned__gte', django.db.models.expressions.CombinedExpression(models.F('arrived'), '+', models.F('lost_back')))), name='only_what_was_sent_back_arrives'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.CheckConstraint(condition=models.Q(('low_at__gte', 0), ('unit_cost__gte', 0)), name='material_costs_not_negative'),
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
            model_name='issueslip',
            name='base',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issue_slips', to='workshops.base'),
        ),
        migrations.AddField(
            model_name='issueslip',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='materialmove',
            name='slip',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='dispatch.issueslip'),
        ),
        migrations.AddConstraint(
            model_name='materialmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['scrapped', 'lost', 'lost_back']), _negated=True), ('note__gt', ''), _connector='OR'), name='loss_says_why'),
        ),
        migrations.AddField(
            model_name='purchase',
            name='base',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='workshops.base'),
        ),
        migrations.AddField(
            model_name='purchase',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='purchaseline',
            name='material',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchase_lines', to='dispatch.material'),
        ),
        migrations.AddField(
            model_name='purchaseline',
            name='purchase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='dispatch.purchase'),
        ),
        migrations.AddField(
            model_name='shortdelivery',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shortdelivery',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shortdelivery',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='short_deliveries', to='dispatch.lotmaterial'),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='material',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_moves', to='dispatch.material'),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='purchase_line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='dispatch.purchaseline'),
        ),
        migrations.AddField(
            model_name='sheetmaterial',
            name='gross',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(models.F('per_piece'), '*', django.db.models.expressions.CombinedExpression(models.Value(1), '+', models.F('waste'))), output_field=models.DecimalField(decimal_places=4, max_digits=11, verbose_name='per piece with waste')),
        ),
        migrations.AddConstraint(
            model_name='purchaseline',
            constraint=models.UniqueConstraint(fields=('purchase', 'material'), name='one_line_per_purchase_and_material'),
        ),
        migrations.AddConstraint(
            model_name='purchaseline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('received__gte', 0), ('unit_cost__gte', 0)), name='purchase_line_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchaseline',
            trigger=pgtrigger.compiler.Trigger(name='only_receipts_change_it', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'INSERT' AND (NEW.received <> 0) OR TG_OP = 'UPDATE' AND pg_trigger_depth() < 2 AND (NEW.received <> OLD.received) THEN\n            RAISE EXCEPTION 'quantities of % % change by moves only', TG_TABLE_NAME, NEW.id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n        ", hash='902f79d966baf69cdaa285f359bf9bf95937f89e', operation='INSERT OR UPDATE', pgid='pgtrigger_only_receipts_change_it_834ce', table='dispatch_purchaseline', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='shortdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='short_delivery_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='shortdelivery',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('line',), name='one_open_short_delivery_per_line'),
        ),
        migrations.AddConstraint(
            model_name='shortdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('outcome__gt', '')), _connector='OR'), name='answered_short_delivery_names_its_person'),
        ),
        migrations.AddConstraint(
            model_name='stockmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'received'), ('quantity__gt', 0), ('unit_cost__isnull', False)), models.Q(('kind', 'spoiled'), ('note__gt', ''), ('quantity__lt', 0), ('unit_cost', None)), models.Q(models.Q(('kind', 'counted'), ('note__gt', ''), ('unit_cost', None)), models.Q(('quantity', 0), _negated=True)), _connector='OR'), name='stock_move_is_what_its_kind_says'),
        ),
        migrations.RunSQL(OPENING_STOCK, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='stockmove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9b8c2b2558928dc361dc4999a0f07c6a68bd68f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f30e4', table='dispatch_stockmove', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stockmove',
            trigger=pgtrigger.compiler.Trigger(name='counts', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE dispatch_material SET stock = stock + NEW.quantity WHERE id = NEW.material_id;\n    RETURN NULL;\n    ', hash='fb6b893ab5774f13d937ec9a56198ceb20a6c08a', operation='INSERT', pgid='pgtrigger_counts_d9f49', table='dispatch_stockmove', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stockmove',
            trigger=pgtrigger.compiler.Trigger(name='counts_as_received', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."purchase_line_id" IS NOT NULL)', func='\n    UPDATE dispatch_purchaseline SET received = received + NEW.quantity WHERE id = NEW.purchase_line_id;\n    RETURN NULL;\n    ', hash='20841df687b17b836b3f1d1e65a270c9089ce1ea', operation='INSERT', pgid='pgtrigger_counts_as_received_2c852', table='dispatch_stockmove', when='AFTER')),
        ),
    ]
