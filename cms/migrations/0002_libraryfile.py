import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.models.media
from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import connection, migrations, models, transaction

import cms.models


def adopt(apps, schema_editor):
    """Move Wagtail's documents here under their old numbers, and their files to the private storage."""
    before, after = apps.get_model("wagtaildocs", "Document"), apps.get_model("cms", "LibraryFile")
    fields = [field.attname for field in after._meta.concrete_fields]
    for known in before.objects.all():
        kept = after(**{name: getattr(known, name) for name in fields})
        if default_storage.exists(known.file.name):
            with default_storage.open(known.file.name) as file:
                kept.file = storages["private"].save(known.file.name, file)
            transaction.on_commit(lambda name=known.file.name: default_storage.delete(name))
        kept.save(force_insert=True)
        after.objects.filter(pk=kept.pk).update(created_at=known.created_at)
    kinds = apps.get_model("contenttypes", "ContentType").objects
    if old := kinds.filter(app_label="wagtaildocs", model="document").first():
        new, _created = kinds.get_or_create(app_label="cms", model="libraryfile")
        apps.get_model("taggit", "TaggedItem").objects.filter(content_type=old).update(content_type=new)
        apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(to_content_type=old).update(to_content_type=new)
    before.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('cms_libraryfile', 'id'), coalesce(max(id), 0) + 1, false)"
            " FROM cms_libraryfile"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LibraryFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('file', models.FileField(storage=cms.models.private_documents, upload_to='documents', verbose_name='file')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.RunPython(adopt),
    ]
