"""What happened, and that it was sealed, is never changed: refused by trigger, whoever tries, the tables' owner included.

One change is let through, by one function: the words of an event that an erasure names are taken away (core_erase).
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# The fixed words in the place of a name, of texts, or of both; everything else as it was.
REFUSE_EVENT = """
CREATE FUNCTION core_refuse_event_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- and what is generated from the action, which is not generated anew yet
    erasable CONSTANT text[] := ARRAY['actor_name', 'name_salt', 'target_name', 'reason', 'changes', 'text_salt', 'topic'];
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(new) - erasable = to_jsonb(old) - erasable
        AND ((new.actor_name, new.name_salt) IS NOT DISTINCT FROM (old.actor_name, old.name_salt)
            OR (new.actor_name = '[erased]' AND new.name_salt IS NULL))
        AND ((new.target_name, new.reason, new.changes, new.text_salt)
                IS NOT DISTINCT FROM (old.target_name, old.reason, old.changes, old.text_salt)
            OR (new.target_name = '[erased]' AND new.reason = '[erased]' AND new.changes = '{}' AND new.text_salt IS NULL))
    THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_refuse_event_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_auditseal
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON core_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_auditcheckpoint
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON core_auditcheckpoint
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""

# In the transaction that records the erasure, and nothing but what it says: the name of that person wherever it acted
# before, the texts of the events it lists. The application's role may call it; it may not update the table.
ERASE = """
CREATE FUNCTION core_erase(erasure bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person bigint;
    texts bigint[];
    names_erased bigint;
    texts_erased bigint;
BEGIN
    SELECT target_id, ARRAY(SELECT jsonb_array_elements_text(changes -> 'texts' -> 1)::bigint) INTO person, texts
    FROM core_auditevent
    WHERE id = erasure AND action = 'person.erased' AND target_type = 'accounts.user'
        AND xact = pg_current_xact_id()::text::bigint;
    IF person IS NULL THEN
        RAISE EXCEPTION 'event % is no erasure of this transaction', erasure USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE core_auditevent SET actor_name = '[erased]', name_salt = NULL
    WHERE actor_id = person AND id < erasure AND name_salt IS NOT NULL;
    GET DIAGNOSTICS names_erased = ROW_COUNT;
    UPDATE core_auditevent SET target_name = '[erased]', reason = '[erased]', changes = '{}', text_salt = NULL
    WHERE id = ANY (texts) AND id < erasure AND text_salt IS NOT NULL AND action <> 'person.erased';
    GET DIAGNOSTICS texts_erased = ROW_COUNT;
    RETURN names_erased + texts_erased;
END $$;
REVOKE ALL ON FUNCTION core_erase(bigint) FROM PUBLIC;
"""

BACK = """
DROP FUNCTION core_erase(bigint);
DROP TRIGGER append_only ON core_auditevent;
DROP TRIGGER append_only_whole ON core_auditevent;
DROP TRIGGER append_only ON core_auditseal;
DROP TRIGGER append_only_whole ON core_auditseal;
DROP TRIGGER append_only ON core_auditcheckpoint;
DROP TRIGGER append_only_whole ON core_auditcheckpoint;
DROP FUNCTION core_refuse_event_change();
DROP FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_sealed")]
    operations = [migrations.RunSQL([REFUSE, REFUSE_EVENT, TRIGGERS, ERASE], BACK)]
