"""What partners' profiles said of themselves moves here, and the official list with it. No word is lost: services that
were written freely and are none of the fixed list end the description."""

from django.db import migrations
from django.utils import timezone

SERVICES = {
    "billing": ("billing", "monthly billing", "billing and invoicing"),
    "licensing": ("licensing", "licensing advice"),
    "onboarding": ("onboarding",),
    "migration": ("migration", "migration support"),
    "training": ("training", "technical training", "기술 교육"),
    "support": ("support", "second-level support", "technical support", "기술 지원"),
    "managed": ("managed services",),
    "security": ("security",),
    "consulting": ("consulting",),
    "development": ("development", "software development"),
    "marketing": ("marketing", "marketing help", "공동 마케팅"),
    "financing": ("financing", "credit terms", "financing and credit terms", "여신 제공"),
}
CODES = {words: code for code, known in SERVICES.items() for words in known}


def move(apps, schema_editor):
    owner = schema_editor.connection  # who sees rows in system scope only, too
    rows = apps.get_model("accounts", "PartnerProfile").objects.using(owner.alias)
    with owner.cursor() as cursor:
        cursor.execute("SELECT set_config('app.system', 'on', true)")
        for old in list(rows.select_related("tenant__country")):
            _move(apps, owner.alias, old)
        cursor.execute("SELECT set_config('app.system', '', true)")


def _move(apps, alias, old):
    if not (old.description or old.website or old.services or old.is_listed):
        return
    is_listed = old.is_listed and "indirect_provider" in old.programmes
    words = _words(old)
    profile = apps.get_model("directory", "BusinessProfile").objects.using(alias).create(
        tenant=old.tenant,
        status="published" if is_listed else "draft",
        published_at=timezone.now() if is_listed else None,
        **words,
    )
    if is_listed:
        tenant = old.tenant
        apps.get_model("directory", "Listing").objects.using(alias).create(
            tenant=tenant,
            public_id=tenant.public_id,
            kind="provider",
            name=tenant.name,
            name_key=tenant.name_key,
            country=tenant.country,
            region_id=tenant.country.region_id,
            cloud=tenant.cloud,
            programmes=sorted(old.programmes),
            published_at=profile.published_at,
            **words,
        )


def _words(old):
    known = {CODES[words.casefold()] for words in old.services if words.casefold() in CODES}
    other = [words for words in old.services if words.casefold() not in CODES]
    description = "\n\n".join(filter(None, [old.description, ", ".join(other)]))
    return {
        "description": description if len(description) <= 2500 else old.description,
        "website": old.website if old.website.startswith("https://") else "",
        "services": sorted(known),
        "countries": [old.tenant.country_id],
        "languages": [],
        "industries": [],
    }


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("accounts", "0007_who_sees_a_temporary_password")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
