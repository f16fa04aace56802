import django.db.models.deletion
from django.db import migrations, models

# D3, S001-14: who holds both roles keeps both, and what an enrolment has come to it stays, whoever asks the database.
FOR_EVER = """
CREATE FUNCTION accounts_dual_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.programmes @> '{direct_bill,indirect_reseller}'::varchar[] AND (TG_OP = 'DELETE'
        OR NEW.tenant_id <> OLD.tenant_id OR NOT NEW.programmes @> '{direct_bill,indirect_reseller}'::varchar[])
    THEN
        RAISE EXCEPTION 'the transition to indirect reseller is final' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER dual_stays BEFORE UPDATE OR DELETE ON accounts_partnerprofile
    FOR EACH ROW EXECUTE FUNCTION accounts_dual_stays();

CREATE FUNCTION accounts_enrolment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_transition AND OLD.status IN ('approved', 'accepted') THEN
            RAISE EXCEPTION 'the transition to indirect reseller is final' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.tenant_id, NEW.programme, NEW.is_transition) <> (OLD.tenant_id, OLD.programme, OLD.is_transition)
        OR (OLD.status <> 'applied' AND NEW.status <> OLD.status
            AND NOT (OLD.status = 'approved' AND NEW.status = 'accepted'))
    THEN
        RAISE EXCEPTION 'an enrolment never goes back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enrolment_stays BEFORE UPDATE OR DELETE ON accounts_enrolment
    FOR EACH ROW EXECUTE FUNCTION accounts_enrolment_stays();
"""
AWAY = """
DROP TRIGGER dual_stays ON accounts_partnerprofile;
DROP FUNCTION accounts_dual_stays();
DROP TRIGGER enrolment_stays ON accounts_enrolment;
DROP FUNCTION accounts_enrolment_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_for_which_region'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreementacceptance',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region', verbose_name='region'),
        ),
        migrations.RunSQL(FOR_EVER, AWAY),
    ]
