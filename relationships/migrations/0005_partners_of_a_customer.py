from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relationships", "0004_customers")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="resellerrelationship",
            index=models.Index(
                fields=["customer", "status", "-established_at", "-id"], name="relationship_c_since"
            ),
        ),
    ]
