"""Let an agreed enquiry end with its order."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_product_unit'),
        ('enquiries', '0001_initial'),
        ('order', '0021_billingaddress_code_shippingaddress_code'),
        ('workshops', '0007_deeds_that_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='enquiry',
            name='agreed_enquiry_has_its_order',
        ),
        migrations.AlterField(
            model_name='enquiry',
            name='state',
            field=models.CharField(choices=[('new', 'new'), ('quoted', 'quoted'), ('agreed', 'agreed'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('cancelled', 'order cancelled')], default='new', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('state__in', ['agreed', 'cancelled'])), models.Q(models.Q(('state__in', ['agreed', 'cancelled']), _negated=True), ('order', None)), _connector='OR'), name='agreed_enquiry_has_its_order'),
        ),
    ]
