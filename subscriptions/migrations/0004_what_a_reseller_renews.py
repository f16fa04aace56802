from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_who_sees_a_temporary_password"),
        ("relationships", "0005_partners_of_a_customer"),
        ("subscriptions", "0003_index_by_billing_type"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                fields=["manager", "is_live", "term_ends_on", "id"], name="subscription_m_ends"
            ),
        ),
    ]
