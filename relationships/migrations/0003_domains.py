"""Partnerships keep both domains, so that a search for one is served by an index."""

from django.db import migrations, models

FILL = """
SELECT set_config('app.system', 'on', true);
UPDATE relationships_partnership p SET provider_domain = a.domain, reseller_domain = b.domain
FROM accounts_tenant a, accounts_tenant b WHERE a.id = p.provider_id AND b.id = p.reseller_id;
"""


class Migration(migrations.Migration):
    dependencies = [("relationships", "0002_stamps_in_pairs")]
    operations = [
        migrations.AddField("partnership", "provider_domain", models.CharField(db_collation="C", default="", editable=False, max_length=253), preserve_default=False),
        migrations.AddField("partnership", "reseller_domain", models.CharField(db_collation="C", default="", editable=False, max_length=253), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex("partnership", models.Index(fields=["provider", "status", "reseller_domain"], name="partnership_p_domain")),
        migrations.AddIndex("partnership", models.Index(fields=["reseller", "status", "provider_domain"], name="partnership_r_domain")),
    ]
