"""The one row that a product has in every list; it names the partner, whose tables need the catalogue's first."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('partner', '0007_partneraddress_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='listing', serialize=False, to='catalogue.product')),
                ('title', models.CharField(max_length=255)),
                ('title_en', models.CharField(blank=True, max_length=255)),
                ('slug', models.CharField(max_length=255)),
                ('picture', models.CharField(blank=True, max_length=255)),
                ('retail_price', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('bulk_price', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('bulk_from', models.PositiveIntegerField(null=True)),
                ('in_stock', models.IntegerField(default=0)),
                ('made_to_order', models.BooleanField(default=False)),
                ('category_ids', models.JSONField(default=list)),
                ('base_name', models.CharField(blank=True, max_length=128)),
                ('base_name_en', models.CharField(blank=True, max_length=128)),
                ('base_slug', models.CharField(blank=True, max_length=64)),
                ('place_code', models.CharField(blank=True, db_index=True, max_length=12)),
                ('place_name', models.CharField(blank=True, max_length=64)),
                ('place_name_en', models.CharField(blank=True, max_length=64)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('shown_rank', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partner.partner')),
            ],
            options={
                'ordering': ['-shown_rank', '-product_id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='listing_search'), django.contrib.postgres.indexes.GinIndex(fields=['category_ids'], name='listing_categories')],
            },
        ),
    ]
