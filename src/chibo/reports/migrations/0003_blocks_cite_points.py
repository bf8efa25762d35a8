from django.db import migrations, models

RULES = """
CREATE FUNCTION reports_refuse_citation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  blocks bigint[] := CASE TG_OP
    WHEN 'INSERT' THEN ARRAY[NEW.block_id]
    WHEN 'DELETE' THEN ARRAY[OLD.block_id]
    ELSE ARRAY[OLD.block_id, NEW.block_id]
  END;
BEGIN
  IF EXISTS (SELECT 1 FROM reports_block b JOIN reports_report r ON r.id = b.report_id
             WHERE b.id = ANY (blocks) AND r.state = 'signed') THEN
    RAISE EXCEPTION 'a signed report never moves' USING ERRCODE = '42501';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reports_block_clauses_signed BEFORE INSERT OR UPDATE OR DELETE ON reports_block_clauses
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_citation();
CREATE TRIGGER reports_block_clauses_emptied BEFORE TRUNCATE ON reports_block_clauses
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_emptying();
"""

UNDO = """
DROP TRIGGER reports_block_clauses_emptied ON reports_block_clauses;
DROP TRIGGER reports_block_clauses_signed ON reports_block_clauses;
DROP FUNCTION reports_refuse_citation();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0006_index_of_who_may_see"),
        ("reports", "0002_signed_reports_never_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="block",
            name="clauses",
            field=models.ManyToManyField(
                blank=True, related_name="report_blocks", to="documents.clause", verbose_name="states the results of"
            ),
        ),
        migrations.RunSQL(RULES, UNDO),
    ]
