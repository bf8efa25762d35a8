"""The trail only grows."""

from django.db import migrations

RULES = """
CREATE FUNCTION base_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the trail only grows' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER base_auditentry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON base_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER base_auditblock_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON base_auditblock
  FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER base_sealedentry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON base_sealedentry
  FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
"""

UNDO = """
DROP TRIGGER base_sealedentry_only_grows ON base_sealedentry;
DROP TRIGGER base_auditblock_only_grows ON base_auditblock;
DROP TRIGGER base_auditentry_only_grows ON base_auditentry;
DROP FUNCTION base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0002_audit_and_writes")]
    operations = [migrations.RunSQL(RULES, UNDO)]
