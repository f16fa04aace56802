"""Addresses in small letters, whatever wrote them: sign-in looks for them so."""

from django.db import migrations, models
from django.db.models.functions import Lower

# The owner, too, sees rows in system scope only.
LOWER = """
SELECT set_config('app.system', 'on', true);
UPDATE accounts_user SET email = lower(email) WHERE email <> lower(email);
SELECT set_config('app.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_stamps_in_pairs")]
    operations = [
        migrations.RunSQL(LOWER, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_small"),
        ),
    ]
