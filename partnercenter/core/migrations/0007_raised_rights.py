"""Rights that operators raise for a while."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_activity_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RaisedRights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign_in', models.CharField(max_length=16)),
                ('reason', models.TextField(verbose_name='reason')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='raised')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='operator')),
            ],
            options={
                'verbose_name': 'raised rights',
                'verbose_name_plural': 'raised rights',
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['ends_at'], name='raised_rights_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('operator',), name='raised_rights_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at')), models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR')), name='raised_rights_in_order')],
            },
        ),
    ]
