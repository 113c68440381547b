"""Let a wish name the province, and ask for a sample first."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0003_messages_are_read'),
    ]

    operations = [
        migrations.AddField(
            model_name='enquiry',
            name='province',
            field=models.CharField(blank=True, help_text='Its code, see shop.shipping.provinces.', max_length=2, verbose_name='province'),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='with_sample',
            field=models.BooleanField(default=False, verbose_name='sample first'),
        ),
    ]
