"""Sessions of our own, kept under a digest of their key. Whoever was signed in signs in again."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_who_for_whom'),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('signed_in_at', models.DateTimeField(null=True)),
                ('sign_in', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'indexes': [models.Index(fields=['sign_in'], name='session_sign_in')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sign_in', ''), ('signed_in_at', None)), models.Q(models.Q(('sign_in', ''), _negated=True), models.Q(('signed_in_at', None), _negated=True)), _connector='OR'), name='session_signed_in_pair')],
            },
        ),
    ]
