"""Rows of before: what the unit itself issued is outgoing, aliases are found; a secret document takes no content."""

from django.db import migrations

FILL = """
UPDATE documents_document d SET direction = 'outgoing', state = 'issued'
FROM orgs_unit u WHERE u.id = d.unit_id AND public.chibo_search_key(u.name) = d.issuer_key;

UPDATE documents_document d SET also_written = a.texts
FROM (SELECT document_id, string_agg(text, E'\\n' ORDER BY text) AS texts FROM documents_alias GROUP BY 1) a
WHERE a.document_id = d.id AND NOT d.secret;
"""

REFUSE = """
CREATE FUNCTION public.documents_refuse_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT secret FROM public.documents_document WHERE id = NEW.document_id) THEN
    RAISE EXCEPTION 'a document marked secret has no content here'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'documents_no_content_beside_a_secret';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_clause_not_secret BEFORE INSERT OR UPDATE ON documents_clause
FOR EACH ROW EXECUTE FUNCTION public.documents_refuse_content();
CREATE TRIGGER documents_opinion_not_secret BEFORE INSERT OR UPDATE ON documents_opinion
FOR EACH ROW EXECUTE FUNCTION public.documents_refuse_content();
"""

ALLOW = """
DROP TRIGGER documents_clause_not_secret ON documents_clause;
DROP TRIGGER documents_opinion_not_secret ON documents_opinion;
DROP FUNCTION public.documents_refuse_content();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_register_of_documents")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
