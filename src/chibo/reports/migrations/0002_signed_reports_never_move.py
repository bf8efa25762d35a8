"""PostgreSQL refuses every change of a signed report: of itself, its blocks, figures and files."""

from django.db import migrations

RULES = """
CREATE FUNCTION reports_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a signed report never moves' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER reports_report_signed BEFORE UPDATE OR DELETE ON reports_report
  FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION reports_refuse();

CREATE FUNCTION reports_refuse_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  parts bigint[] := CASE TG_OP
    WHEN 'INSERT' THEN ARRAY[NEW.report_id]
    WHEN 'DELETE' THEN ARRAY[OLD.report_id]
    ELSE ARRAY[OLD.report_id, NEW.report_id]
  END;
BEGIN
  IF EXISTS (SELECT 1 FROM reports_report WHERE id = ANY (parts) AND state = 'signed') THEN
    RAISE EXCEPTION 'a signed report never moves' USING ERRCODE = '42501';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reports_block_signed BEFORE INSERT OR UPDATE OR DELETE ON reports_block
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_part();
CREATE TRIGGER reports_signedfigure_signed BEFORE INSERT OR UPDATE OR DELETE ON reports_signedfigure
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_part();
CREATE TRIGGER reports_signedfile_signed BEFORE INSERT OR UPDATE OR DELETE ON reports_signedfile
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_part();

CREATE FUNCTION reports_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM reports_report WHERE state = 'signed') THEN
    RAISE EXCEPTION 'a signed report never moves' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reports_report_emptied BEFORE TRUNCATE ON reports_report
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_emptying();
CREATE TRIGGER reports_block_emptied BEFORE TRUNCATE ON reports_block
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_emptying();
CREATE TRIGGER reports_signedfigure_emptied BEFORE TRUNCATE ON reports_signedfigure
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_emptying();
CREATE TRIGGER reports_signedfile_emptied BEFORE TRUNCATE ON reports_signedfile
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_emptying();
"""

UNDO = """
DROP TRIGGER reports_signedfile_emptied ON reports_signedfile;
DROP TRIGGER reports_signedfigure_emptied ON reports_signedfigure;
DROP TRIGGER reports_block_emptied ON reports_block;
DROP TRIGGER reports_report_emptied ON reports_report;
DROP FUNCTION reports_refuse_emptying();
DROP TRIGGER reports_signedfile_signed ON reports_signedfile;
DROP TRIGGER reports_signedfigure_signed ON reports_signedfigure;
DROP TRIGGER reports_block_signed ON reports_block;
DROP FUNCTION reports_refuse_part();
DROP TRIGGER reports_report_signed ON reports_report;
DROP FUNCTION reports_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
