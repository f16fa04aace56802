"""The programme's regions and countries; editable afterwards in Django admin."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "regions.json"


def load(apps, schema_editor):
    Region, Country = apps.get_model("accounts", "Region"), apps.get_model("accounts", "Country")
    countries = {}
    for name, rows in json.loads(DATA.read_text(encoding="utf-8")).items():
        region = Region.objects.using(schema_editor.connection.alias).create(name=name)
        for row in rows:  # the source names a few countries twice; the first row counts
            country = Country(code=row["iso2"], name=row["name"], currency=row["currency"] or "", region=region)
            countries.setdefault(row["iso2"], country)
    Country.objects.using(schema_editor.connection.alias).bulk_create(countries.values())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
