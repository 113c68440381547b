"""What a product is sold by: the piece, or the metre."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_listing'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='unit',
            field=models.CharField(choices=[('piece', 'piece'), ('metre', 'metre')], default='piece', max_length=8, verbose_name='sold by the'),
        ),
    ]
