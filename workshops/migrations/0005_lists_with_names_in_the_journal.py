"""Give the journal the verb of lists with names, and drop the record of looks, which nothing ever wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0004_journal_households_and_registration_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journalentry',
            name='verb',
            field=models.CharField(choices=[('opening.open_work_orders', 'work order opened'), ('planning.propose', 'plan requested'), ('planning.discard', 'plan discarded'), ('planning.adopt', 'changed plan adopted'), ('planning.pin', 'pieces pinned to a station'), ('planning.unpin', 'pin removed'), ('planning.move', 'pieces moved by hand'), ('planning.allow', 'bar lifted'), ('planning.publish', 'plan published'), ('issuing.issue', 'lot issued'), ('issuing.accept', 'lot accepted'), ('issuing.decline', 'lot declined'), ('issuing.recall', 'lot taken back'), ('supplying.book_in', 'materials booked in'), ('supplying.use', 'material used'), ('supplying.give_back', 'material returned'), ('supplying.scrap', 'material scrapped'), ('handing.hand_out', 'pieces handed out'), ('handing.take_back', 'pieces taken back'), ('reporting.report', 'work reported'), ('reporting.withdraw', 'report withdrawn'), ('inspecting.inspect', 'work inspected'), ('inspecting.correct', 'inspection corrected'), ('inspecting.withdraw', 'inspection withdrawn'), ('receiving.receive', 'pieces received at the base'), ('receiving.ship', 'order shipped'), ('surplus.allow_for_base', 'surplus set for the base'), ('surplus.allow_for_lot', 'surplus set for a lot'), ('tech_sheets.specify', 'tech sheet written'), ('rating.set_minimum', 'minimum wage set'), ('rating.study', 'time studied'), ('rating.propose', 'rate proposed'), ('rating.approve', 'rate approved'), ('rating.decline', 'rate declined'), ('settling.close', 'period closed'), ('settling.confirm', 'payslip confirmed'), ('terms.set_settlement', 'way of settling set'), ('terms.set_broker', 'broker set'), ('paying.prepare', 'payouts prepared'), ('paying.release', 'payouts released'), ('paying.export', 'bank file downloaded'), ('paying.confirm', 'payout confirmed'), ('remitting.accept', 'payouts accepted by the bank'), ('remitting.bring_back', 'payout came back'), ('remitting.send', 'payout answered by the wallet'), ('advancing.give', 'advance given'), ('reimbursing.reimburse', 'costs paid back'), ('reimbursing.take_back', 'costs taken back'), ('deducting.propose', 'deduction proposed'), ('deducting.approve', 'deduction approved'), ('deducting.decline', 'deduction declined'), ('deducting.take_back', 'deduction taken back'), ('disputing.contest', 'dispute opened'), ('disputing.answer', 'dispute answered'), ('disputing.escalate', 'dispute sent one level up'), ('records.export', 'pay records downloaded'), ('registering.register', 'worker registered'), ('registering.change', "worker's file changed"), ('pay_accounts.change', 'pay account changed'), ('brokers.appoint', 'broker appointed'), ('brokers.dismiss', 'broker dismissed'), ('households.register', 'household registered'), ('households.add_member', 'member added to a household'), ('households.remove_member', 'member removed from a household'), ('households.agree_parts', 'parts within a household agreed'), ('exporting.export_list', 'list with names downloaded or printed')], max_length=64, verbose_name='deed'),
        ),
        migrations.DeleteModel(
            name='Look',
        ),
    ]
