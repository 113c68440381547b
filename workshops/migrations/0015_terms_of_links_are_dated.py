"""Date the terms between bases and stations, and let a link be paused and ended."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def write_down_todays_terms(apps, _schema_editor):
    """Write down the terms of each link as of today, since nobody knows from when they were."""
    Link, Terms = (apps.get_model('workshops', name) for name in ('Link', 'LinkTerms'))
    columns = ('transport_days', 'cost_per_piece', 'cost_per_lot')
    today = timezone.localdate()
    Terms.objects.bulk_create(
        Terms(link=link, from_on=today, **{name: getattr(link, name) for name in columns}) for link in Link.objects.all()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0014_bases_join_and_show_themselves'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='link',
            name='ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='link',
            name='paused_because',
            field=models.CharField(blank=True, max_length=255, verbose_name='paused because'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='verb',
            field=models.CharField(choices=[('quoting.send', 'quote sent'), ('opening.open_work_orders', 'work order opened'), ('planning.propose', 'plan requested'), ('planning.discard', 'plan discarded'), ('planning.adopt', 'changed plan adopted'), ('planning.pin', 'pieces pinned to a station'), ('planning.unpin', 'pin removed'), ('planning.move', 'pieces moved by hand'), ('planning.allow', 'bar lifted'), ('planning.publish', 'plan published'), ('issuing.issue', 'lot issued'), ('issuing.accept', 'lot accepted'), ('issuing.decline', 'lot declined'), ('issuing.recall', 'lot taken back'), ('stopping.stop_lot', 'lot stopped'), ('following.follow', 'stopped lot ended'), ('stopping.stop', 'work order stopped'), ('stopping.count_back', 'pieces counted back'), ('shortening.take_back', 'rest of a lot taken back'), ('moving.move_lot', 'rest of a lot moved'), ('due_days.propose', 'new day proposed'), ('due_days.agree', 'new day agreed'), ('due_days.decline', 'new day declined'), ('supplying.book_in', 'materials booked in'), ('supplying.use', 'material used'), ('supplying.give_back', 'material returned'), ('supplying.scrap', 'material scrapped'), ('supplying.receive_back', 'material arrived back at the base'), ('supplying.lose_back', 'material lost on the way back'), ('supplying.count_left', 'rest of the materials counted'), ('stocking.keep', 'material entered or changed'), ('stocking.count', 'stock counted'), ('stocking.spoil', 'stock lost or spoiled'), ('buying.order', 'purchase note written'), ('buying.receive', 'purchase received'), ('buying.close', 'purchase closed'), ('slips.send', 'materials sent'), ('missing.report', 'short delivery reported'), ('missing.answer', 'short delivery answered'), ('handing.hand_out', 'pieces handed out'), ('handing.take_back', 'pieces taken back'), ('reporting.report', 'work reported'), ('reporting.withdraw', 'report withdrawn'), ('inspecting.inspect', 'work inspected'), ('inspecting.correct', 'inspection corrected'), ('inspecting.withdraw', 'inspection withdrawn'), ('receiving.receive', 'pieces received at the base'), ('shipping.ship', 'order shipped'), ('shipping.take_back', 'shipment taken back before it left'), ('shipping.collect', 'shipment collected by the carrier'), ('shipping.correct_waybill', "carrier's number corrected"), ('surplus.allow_for_base', 'surplus set for the base'), ('surplus.allow_for_lot', 'surplus set for a lot'), ('tech_sheets.draw_up', 'version of a tech sheet started'), ('tech_sheets.specify', 'tech sheet written'), ('tech_sheets.put_in_force', 'tech sheet put in force'), ('tech_sheets.discard', 'draft of a tech sheet discarded'), ('rating.set_minimum', 'minimum wage set'), ('rating.study', 'time studied'), ('rating.propose', 'rate proposed'), ('rating.approve', 'rate approved'), ('rating.decline', 'rate declined'), ('settling.close', 'period closed'), ('settling.confirm', 'payslip confirmed'), ('settling.take_back', 'confirmation of a payslip taken back'), ('terms.set_settlement', 'way of settling set'), ('terms.set_broker', 'broker set'), ('paying.prepare', 'payouts prepared'), ('paying.release', 'payouts released'), ('bank_files.set_headings', "bank's template set"), ('paying.export', 'bank file downloaded'), ('paying.confirm', 'payout confirmed'), ('paying.take_back', 'confirmation of a payout taken back'), ('remitting.accept', 'payouts accepted by the bank'), ('remitting.bring_back', 'payout came back'), ('remitting.send', 'payout answered by the wallet'), ('advancing.give', 'advance given'), ('advancing.approve', 'advance approved'), ('advancing.receive', 'advance received'), ('reimbursing.propose', 'costs proposed'), ('reimbursing.approve', 'costs approved'), ('outlays.decline', 'advance or costs declined'), ('taking_back.ask', 'return of an entry asked for'), ('taking_back.agree', 'entry taken back'), ('taking_back.drop', 'return of an entry dropped'), ('ceilings.propose', 'ceilings proposed'), ('ceilings.approve', 'ceilings approved'), ('ceilings.decline', 'ceilings declined'), ('deducting.propose', 'deduction proposed'), ('deducting.approve', 'deduction approved'), ('deducting.decline', 'deduction declined'), ('disputing.contest', 'dispute opened'), ('disputing.withdraw', 'dispute taken back'), ('disputing.propose_sum', 'another sum proposed for a dispute'), ('disputing.decline_sum', 'another sum for a dispute declined'), ('disputing.answer', 'dispute answered'), ('disputing.escalate', 'dispute sent one level up'), ('records.export', 'pay records downloaded'), ('registering.register', 'worker registered'), ('registering.change', "worker's file changed"), ('cards.choose_digits', 'digits of a card chosen'), ('cards.void', 'card voided'), ('pay_accounts.take_effect', 'pay account changed'), ('pay_accounts.enter', 'pay account entered'), ('pay_accounts.prove', 'pay account proved by her code'), ('pay_accounts.confirm', 'pay account confirmed by a second person'), ('pay_accounts.stop', 'change of a pay account stopped'), ('phones.remember', "worker's phone changed"), ('applying.submit', 'application submitted'), ('applying.withdraw', 'application taken back'), ('reviewing.send_back', 'application returned for correction'), ('reviewing.endorse', 'application approved for the county'), ('reviewing.approve', 'application approved for the association'), ('reviewing.reject', 'application rejected'), ('standing.skip', 'first step skipped'), ('standing.open_for_orders', 'base opened for orders'), ('standing.suspend', 'base suspended'), ('standing.resume', 'suspension of a base ended'), ('standing.leave', 'base left'), ('managers.invite', 'manager invited'), ('managers.accept', 'invitation accepted'), ('managers.decline', 'invitation declined'), ('managers.withdraw', 'invitation taken back'), ('managers.let_go', 'manager let go'), ('base_pages.change', 'page of a base changed'), ('honours.add', 'honour entered'), ('honours.remove', 'honour removed'), ('honours.check', 'honour checked'), ('honours.decline', 'honour declined'), ('promoting.choose', 'base chosen for the home page'), ('promoting.end', 'choice for the home page ended'), ('brokers.appoint', 'broker appointed'), ('brokers.dismiss', 'broker dismissed'), ('households.register', 'household registered'), ('households.add_member', 'member added to a household'), ('households.remove_member', 'member removed from a household'), ('households.agree_parts', 'parts within a household agreed'), ('days.set_lead_times', 'lead times set'), ('days.enter', 'days entered in the calendar'), ('days.remove', 'days removed from the calendar'), ('linking.set_terms', 'terms with a station set'), ('linking.pause', 'link with a station paused'), ('linking.resume', 'link with a station resumed'), ('linking.end', 'end of a link with a station set'), ('main_crafts.set_main_craft', 'main craft of a place set'), ('exporting.export_list', 'list with names downloaded or printed')], max_length=64, verbose_name='deed'),
        ),
        migrations.CreateModel(
            name='LinkTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('transport_days', models.PositiveSmallIntegerField(verbose_name='days of transport')),
                ('cost_per_piece', models.DecimalField(decimal_places=4, max_digits=8, verbose_name='freight per piece, CNY')),
                ('cost_per_lot', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='cost per lot, CNY')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='workshops.link')),
            ],
            options={
                'verbose_name': 'terms of a link',
                'verbose_name_plural': 'terms of links',
                'ordering': ['-from_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost_per_lot__gte', 0), ('cost_per_piece__gte', 0)), name='link_terms_not_negative')],
            },
        ),
        migrations.RunPython(write_down_todays_terms),
        pgtrigger.migrations.AddTrigger(
            model_name='linkterms',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5a039b16cb580ccda13e4223a62f68e76bc39675', operation='UPDATE', pgid='pgtrigger_append_only_807c5', table='workshops_linkterms', when='BEFORE')),
        ),
    ]
