"""Words by which documents are found, folded as everywhere else; and no content beside a document marked Mật.

They name each other with their schema: a restored dump has no search path.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION public.documents_plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(public.chibo_search_key(value)), '[^a-z0-9]+', ' ', 'g')
$$;

CREATE FUNCTION public.documents_words_of(title text, symbol text, issuer text, also text, content text)
RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('pg_catalog.simple', public.documents_plain(symbol || ' ' || also)), 'A')
    || setweight(to_tsvector('pg_catalog.simple', public.documents_plain(title)), 'B')
    || setweight(to_tsvector('pg_catalog.simple', public.documents_plain(issuer)), 'C')
    || setweight(to_tsvector('pg_catalog.simple', public.documents_plain(left(content, 500000))), 'D')
$$;
"""

REMOVE = """
DROP FUNCTION public.documents_words_of(text, text, text, text, text);
DROP FUNCTION public.documents_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("base", "0001_extensions")]
    operations = [migrations.RunSQL(FUNCTIONS, REMOVE)]
