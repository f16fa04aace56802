"""Where people are signed in; since when they have two-step verification."""

import django.db.models.deletion
import django.db.models.functions.datetime
import partnercenter.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_timed_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='second_step_since',
            field=models.DateTimeField(blank=True, null=True, verbose_name='two-step verification since'),
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', partnercenter.core.ids.PublicIdField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='signed in')),
                ('method', models.CharField(choices=[('password', 'Password'), ('two_steps', 'Password and a second step'), ('passkey', 'Passkey'), ('company', 'Company account'), ('new_account', 'New account')], max_length=16, verbose_name='by')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('agent', models.CharField(blank=True, max_length=300, verbose_name='browser')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'sign-in',
                'verbose_name_plural': 'sign-ins',
                'indexes': [models.Index(fields=['user', '-at'], name='sign_in_of_person'), models.Index(fields=['at'], name='sign_in_at')],
            },
        ),
    ]
