"""Create the calendar and the lead times of bases, and enter the public holidays of 2026 and 2027."""

import datetime
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models

from workshops import public_holidays


def enter_public_holidays(apps, _schema_editor):
    public_holidays.fill(apps.get_model('workshops', 'CalendarEntry'), county=None)


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0009_verbs_and_certificates'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('holiday', 'holiday'), ('workday', 'working weekend'), ('less', 'less work in the villages')], max_length=8, verbose_name='kind')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=64, verbose_name='name in English')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(verbose_name='until and with')),
                ('share', models.DecimalField(decimal_places=2, default=0, max_digits=3, verbose_name='share of work left')),
                ('source', models.CharField(blank=True, max_length=255, verbose_name='source')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar', to='workshops.county', verbose_name='county')),
            ],
            options={
                'verbose_name': 'calendar entry',
                'verbose_name_plural': 'calendar entries',
                'ordering': ['from_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='calendar_entry_ends_after_it_begins', violation_error_message='It ends on the day it begins or later.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'holiday'), ('share', 0)), models.Q(('kind', 'workday'), ('share', 1)), models.Q(('kind', 'less'), ('share__gte', 0), ('share__lt', 1)), _connector='OR'), name='share_fits_the_kind_of_day')],
            },
        ),
        migrations.CreateModel(
            name='LeadTimes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveSmallIntegerField(choices=[(5, 'Monday to Friday'), (6, 'Monday to Saturday'), (7, 'every day')], default=5, verbose_name='working week')),
                ('closes_at', models.TimeField(default=datetime.time(17, 0), help_text='What is asked or paid later counts from the next working day.', verbose_name='closing hour')),
                ('answer_days', models.PositiveSmallIntegerField(default=3, help_text='From an enquiry until the offer is accepted and paid for.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='answer and payment')),
                ('sample_days', models.PositiveSmallIntegerField(default=7, help_text='Made, sent and approved, where the buyer asks for one.', validators=[django.core.validators.MaxValueValidator(60)], verbose_name='sample')),
                ('material_days', models.PositiveSmallIntegerField(default=2, help_text='From the deposit until the material leaves for the stations.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='material')),
                ('checking_days', models.PositiveSmallIntegerField(default=2, help_text="From the last lot's arrival until all is checked.", validators=[django.core.validators.MaxValueValidator(30)], verbose_name='receipt and checking')),
                ('packing_days', models.PositiveSmallIntegerField(default=1, help_text='Until the carrier collects it.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='packing')),
                ('pieces_a_day', models.PositiveIntegerField(default=1000, help_text='Large orders take longer to check and pack.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='pieces checked and packed a day')),
                ('order_share', models.DecimalField(decimal_places=2, default=Decimal('0.60'), help_text='So that one large order leaves room for others.', max_digits=3, verbose_name='most of the free hours for one order')),
                ('base', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lead_times', to='workshops.base')),
            ],
            options={
                'verbose_name': 'lead times',
                'verbose_name_plural': 'lead times',
                'constraints': [models.CheckConstraint(condition=models.Q(('answer_days__lte', 30), ('material_days__lte', 30), ('sample_days__lte', 60), ('checking_days__lte', 30), ('packing_days__lte', 30)), name='lead_times_within_bounds'), models.CheckConstraint(condition=models.Q(('pieces_a_day__gte', 1)), name='pieces_a_day_positive'), models.CheckConstraint(condition=models.Q(('order_share__gte', Decimal('0.1')), ('order_share__lte', 1)), name='order_share_from_a_tenth_to_all'), models.CheckConstraint(condition=models.Q(('week__gte', 5), ('week__lte', 7)), name='week_of_five_to_seven_days')],
            },
        ),
        migrations.RunPython(enter_public_holidays, migrations.RunPython.noop),
    ]
