from django.db import migrations

# What was accepted so far was accepted for the region the organisation is in. Row-level security binds the owner, too.
FILL = """
SELECT set_config('app.system', 'on', true);
UPDATE accounts_agreementacceptance a SET region_id = c.region_id
FROM accounts_tenant t JOIN accounts_country c ON c.code = t.country_id WHERE t.id = a.tenant_id;
UPDATE accounts_enrolment SET due_at = applied_at + interval '7 days';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_enrolment'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
