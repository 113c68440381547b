"""Make counties part of a tree of places, on which stations, bases, posts and calendars hang."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

PREFECTURE, COUNTY, TOWN, VILLAGE = 2, 3, 4, 5
NAMES = {'1309': ('沧州市', 'Cangzhou')}  # the prefecture that version 0.1 was made for


def grow(apps, schema_editor):
    """Set a prefecture above all counties, because one association saw them all, and towns and villages below."""
    Place, Station, Post = (apps.get_model('workshops', name) for name in ('Place', 'Station', 'Post'))
    officers = Post.objects.filter(role='association_officer')
    codes = list(Place.objects.order_by('code').values_list('code', flat=True))
    if not codes and not officers.exists():
        return
    code = codes[0][:4] if codes else '0000'
    name, name_en = NAMES.get(code, (code, ''))
    prefecture = Place.objects.create(code=code, name=name, name_en=name_en, level=PREFECTURE)
    Place.objects.filter(level=COUNTY).update(parent=prefecture)
    officers.update(place=prefecture)
    numbers, known = {}, {}

    def below(parent, county, level, name):
        if not name:
            return parent
        if (parent.pk, name) not in known:
            numbers[county.pk] = numbers.get(county.pk, 0) + 1
            known[parent.pk, name] = Place.objects.create(
                code=f'{county.code}-{numbers[county.pk]}', name=name, level=level, parent=parent
            )
        return known[parent.pk, name]

    for station in Station.objects.exclude(level='county').select_related('place').order_by('code'):
        county = station.place
        station.place = below(below(county, county, TOWN, station.town), county, VILLAGE, station.village)
        station.save(update_fields=['place'])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute('SET CONSTRAINTS ALL IMMEDIATE')  # what waits would keep the tables from being altered
        cursor.execute('SET CONSTRAINTS ALL DEFERRED')


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0012_quotes_are_journalled'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='post', name='post_names_its_place'),
        migrations.RemoveConstraint(model_name='post', name='one_post_each'),
        migrations.RenameModel(old_name='County', new_name='Place'),
        migrations.RenameField(model_name='base', old_name='county', new_name='place'),
        migrations.RenameField(model_name='station', old_name='county', new_name='place'),
        migrations.RenameField(model_name='calendarentry', old_name='county', new_name='place'),
        migrations.RenameField(model_name='post', old_name='county', new_name='place'),
        migrations.AddField(
            model_name='place',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(1, 'province'), (2, 'prefecture'), (3, 'county'), (4, 'town'), (5, 'village')], default=3, verbose_name='level'),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name='place',
            options={'ordering': ['code'], 'verbose_name': 'place', 'verbose_name_plural': 'places'},
        ),
        migrations.AddField(
            model_name='place',
            name='county',
            field=models.ForeignKey(db_default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inside', to='workshops.place', verbose_name='county'),
        ),
        migrations.AddField(
            model_name='place',
            name='main_craft',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workshops.craft', verbose_name='main craft'),
        ),
        migrations.AddField(
            model_name='place',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='workshops.place', verbose_name='lies in'),
        ),
        migrations.AddField(
            model_name='place',
            name='path',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], editable=False, size=None),
        ),
        migrations.AlterField(
            model_name='base',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='workshops.place', verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='calendarentry',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar', to='workshops.place', verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='verb',
            field=models.CharField(choices=[('quoting.send', 'quote sent'), ('opening.open_work_orders', 'work order opened'), ('planning.propose', 'plan requested'), ('planning.discard', 'plan discarded'), ('planning.adopt', 'changed plan adopted'), ('planning.pin', 'pieces pinned to a station'), ('planning.unpin', 'pin removed'), ('planning.move', 'pieces moved by hand'), ('planning.allow', 'bar lifted'), ('planning.publish', 'plan published'), ('issuing.issue', 'lot issued'), ('issuing.accept', 'lot accepted'), ('issuing.decline', 'lot declined'), ('issuing.recall', 'lot taken back'), ('stopping.stop_lot', 'lot stopped'), ('following.follow', 'stopped lot ended'), ('stopping.stop', 'work order stopped'), ('stopping.count_back', 'pieces counted back'), ('shortening.take_back', 'rest of a lot taken back'), ('moving.move_lot', 'rest of a lot moved'), ('due_days.propose', 'new day proposed'), ('due_days.agree', 'new day agreed'), ('due_days.decline', 'new day declined'), ('supplying.book_in', 'materials booked in'), ('supplying.use', 'material used'), ('supplying.give_back', 'material returned'), ('supplying.scrap', 'material scrapped'), ('supplying.receive_back', 'material arrived back at the base'), ('handing.hand_out', 'pieces handed out'), ('handing.take_back', 'pieces taken back'), ('reporting.report', 'work reported'), ('reporting.withdraw', 'report withdrawn'), ('inspecting.inspect', 'work inspected'), ('inspecting.correct', 'inspection corrected'), ('inspecting.withdraw', 'inspection withdrawn'), ('receiving.receive', 'pieces received at the base'), ('shipping.ship', 'order shipped'), ('shipping.take_back', 'shipment taken back before it left'), ('shipping.collect', 'shipment collected by the carrier'), ('shipping.correct_waybill', "carrier's number corrected"), ('surplus.allow_for_base', 'surplus set for the base'), ('surplus.allow_for_lot', 'surplus set for a lot'), ('tech_sheets.specify', 'tech sheet written'), ('rating.set_minimum', 'minimum wage set'), ('rating.study', 'time studied'), ('rating.propose', 'rate proposed'), ('rating.approve', 'rate approved'), ('rating.decline', 'rate declined'), ('settling.close', 'period closed'), ('settling.confirm', 'payslip confirmed'), ('settling.take_back', 'confirmation of a payslip taken back'), ('terms.set_settlement', 'way of settling set'), ('terms.set_broker', 'broker set'), ('paying.prepare', 'payouts prepared'), ('paying.release', 'payouts released'), ('bank_files.set_headings', "bank's template set"), ('paying.export', 'bank file downloaded'), ('paying.confirm', 'payout confirmed'), ('paying.take_back', 'confirmation of a payout taken back'), ('remitting.accept', 'payouts accepted by the bank'), ('remitting.bring_back', 'payout came back'), ('remitting.send', 'payout answered by the wallet'), ('advancing.give', 'advance given'), ('advancing.approve', 'advance approved'), ('advancing.receive', 'advance received'), ('reimbursing.propose', 'costs proposed'), ('reimbursing.approve', 'costs approved'), ('outlays.decline', 'advance or costs declined'), ('taking_back.ask', 'return of an entry asked for'), ('taking_back.agree', 'entry taken back'), ('taking_back.drop', 'return of an entry dropped'), ('ceilings.propose', 'ceilings proposed'), ('ceilings.approve', 'ceilings approved'), ('ceilings.decline', 'ceilings declined'), ('deducting.propose', 'deduction proposed'), ('deducting.approve', 'deduction approved'), ('deducting.decline', 'deduction declined'), ('disputing.contest', 'dispute opened'), ('disputing.withdraw', 'dispute taken back'), ('disputing.propose_sum', 'another sum proposed for a dispute'), ('disputing.decline_sum', 'another sum for a dispute declined'), ('disputing.answer', 'dispute answered'), ('disputing.escalate', 'dispute sent one level up'), ('records.export', 'pay records downloaded'), ('registering.register', 'worker registered'), ('registering.change', "worker's file changed"), ('cards.choose_digits', 'digits of a card chosen'), ('cards.void', 'card voided'), ('pay_accounts.take_effect', 'pay account changed'), ('pay_accounts.enter', 'pay account entered'), ('pay_accounts.prove', 'pay account proved by her code'), ('pay_accounts.confirm', 'pay account confirmed by a second person'), ('pay_accounts.stop', 'change of a pay account stopped'), ('phones.remember', "worker's phone changed"), ('brokers.appoint', 'broker appointed'), ('brokers.dismiss', 'broker dismissed'), ('households.register', 'household registered'), ('households.add_member', 'member added to a household'), ('households.remove_member', 'member removed from a household'), ('households.agree_parts', 'parts within a household agreed'), ('days.set_lead_times', 'lead times set'), ('days.enter', 'days entered in the calendar'), ('days.remove', 'days removed from the calendar'), ('main_crafts.set_main_craft', 'main craft of a place set'), ('exporting.export_list', 'list with names downloaded or printed')], max_length=64, verbose_name='deed'),
        ),
        migrations.AlterField(
            model_name='place',
            name='area_class',
            field=models.CharField(blank=True, choices=[('1', 'first class'), ('2', 'second class'), ('3', 'third class')], max_length=1, verbose_name='minimum wage class'),
        ),
        migrations.AlterField(
            model_name='place',
            name='code',
            field=models.CharField(max_length=20, unique=True, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='place',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='latitude'),
        ),
        migrations.AlterField(
            model_name='place',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='longitude'),
        ),
        migrations.AlterField(
            model_name='place',
            name='tile_x',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='column on the map'),
        ),
        migrations.AlterField(
            model_name='place',
            name='tile_y',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='row on the map'),
        ),
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('association_officer', 'association officer'), ('county_officer', 'county officer'), ('town_officer', 'town officer'), ('base_manager', 'base manager'), ('station_lead', 'station lead'), ('broker', 'broker')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='station',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='workshops.place', verbose_name='place'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=django.contrib.postgres.indexes.GinIndex(fields=['path'], name='place_path'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='stand_in_order', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE above workshops_place%ROWTYPE;', func="\n        IF TG_OP = 'UPDATE' AND NEW.level <> OLD.level THEN\n            RAISE EXCEPTION 'place % keeps its level', NEW.code USING ERRCODE = 'check_violation';\n        END IF;\n        IF NEW.parent_id IS NOT NULL THEN\n            SELECT * INTO above FROM workshops_place WHERE id = NEW.parent_id FOR SHARE;\n        END IF;\n        IF (CASE NEW.level\n            WHEN 1 THEN NEW.parent_id IS NULL\n            WHEN 2 THEN NEW.parent_id IS NULL OR above.level = 1\n            WHEN 3 THEN above.level IN (1, 2)\n            WHEN 4 THEN above.level = 3\n            WHEN 5 THEN above.level IN (3, 4)\n        END) IS NOT TRUE THEN\n            RAISE EXCEPTION 'place % of level % lies in no place of level %', NEW.code, NEW.level, above.level\n                USING ERRCODE = 'check_violation';\n        END IF;\n        NEW.path = coalesce(above.path, '{}') || NEW.id;\n        NEW.county_id = CASE NEW.level WHEN 3 THEN NEW.id ELSE above.county_id END;\n        RETURN NEW;\n        ", hash='c8428b732fa6dfe593b946aa9f2447aaff5613a5', operation='INSERT OR UPDATE', pgid='pgtrigger_stand_in_order_d948f', table='workshops_place', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='move_with_what_lies_above', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.path IS DISTINCT FROM NEW.path)', func='UPDATE workshops_place SET parent_id = parent_id WHERE parent_id = NEW.id; RETURN NULL;', hash='5b6329dea86662ba1e91c2f2e738fbcbf85ca3e7', operation='UPDATE', pgid='pgtrigger_move_with_what_lies_above_195ef', table='workshops_place', when='AFTER')),
        ),
        migrations.RunPython(grow),
        migrations.RemoveField(
            model_name='station',
            name='town',
        ),
        migrations.RemoveField(
            model_name='station',
            name='village',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='base',
            trigger=pgtrigger.compiler.Trigger(name='stands_in_a_county', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT county_id FROM workshops_place WHERE id = NEW.place_id) IS NULL THEN\n        RAISE EXCEPTION 'place % lies in no county', NEW.place_id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n    ", hash='0a3fd387e3eb92c2b039957464c5d08aed442ed9', operation='INSERT OR UPDATE OF "place_id"', pgid='pgtrigger_stands_in_a_county_8436a', table='workshops_base', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='officer_at_her_level', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.place_id IS NOT NULL)', func="\n    IF NOT (SELECT CASE NEW.role\n        WHEN 'association_officer' THEN level IN (1, 2)\n        WHEN 'county_officer' THEN level = 3\n        WHEN 'town_officer' THEN level = 4\n    END FROM workshops_place WHERE id = NEW.place_id) IS TRUE THEN\n        RAISE EXCEPTION 'a post of % is not at place %', NEW.role, NEW.place_id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n    ", hash='a51ee7e59711f5fe6b8d52be661439bd51b85da8', operation='INSERT OR UPDATE OF "role", "place_id"', pgid='pgtrigger_officer_at_her_level_c03a1', table='workshops_post', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='station',
            trigger=pgtrigger.compiler.Trigger(name='stands_in_a_county', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT county_id FROM workshops_place WHERE id = NEW.place_id) IS NULL THEN\n        RAISE EXCEPTION 'place % lies in no county', NEW.place_id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n    ", hash='c0c8199f2d22bb7d5ec1e71695d6e1074c0ff364', operation='INSERT OR UPDATE OF "place_id"', pgid='pgtrigger_stands_in_a_county_5f92c', table='workshops_station', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 3), models.Q(('area_class', ''), _negated=True)), models.Q(models.Q(('level', 3), _negated=True), ('area_class', '')), _connector='OR'), name='a_county_alone_has_a_wage_class', violation_error_message='A county has a class of minimum wage, and no other place has one.'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 3), ('main_craft', None), _connector='OR'), name='main_craft_of_a_county_or_below', violation_error_message='A county, a town or a village has a main craft.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base', None), ('place__isnull', False), ('role__in', ['association_officer', 'county_officer', 'town_officer']), ('station', None)), models.Q(('base__isnull', False), ('place', None), ('role', 'base_manager'), ('station', None)), models.Q(('base', None), ('place', None), ('role__in', ['station_lead', 'broker']), ('station__isnull', False)), _connector='OR'), name='post_names_its_place', violation_error_message='An officer has a place, a manager a base, a lead or broker a station, and nothing else.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'place', 'base', 'station'), name='one_post_each', nulls_distinct=False),
        ),
    ]
