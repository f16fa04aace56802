"""An address for each membership; who asked for a temporary password."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partnercenter.core.ids

# The owner, too, sees rows in system scope only. Hexadecimal digits in the alphabet of public ids.
FILL = """
SELECT set_config('app.system', 'on', true);
UPDATE accounts_membership
SET public_id = translate(substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), '0189', 'ghij');
SELECT set_config('app.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_temporary_passwords")]
    operations = [
        migrations.AddField(
            model_name="membership",
            name="public_id",
            field=models.CharField(max_length=16, null=True, editable=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membership",
            name="public_id",
            field=partnercenter.core.ids.PublicIdField(),
        ),
        migrations.AddField(
            model_name="temporarypassword",
            name="issued_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
