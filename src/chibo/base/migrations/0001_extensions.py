"""Extensions, and the functions that order and find Vietnamese names inside PostgreSQL.

`chibo_search_key`: lower case, no diacritics, đ as d, single spaces; ủy and uỷ give the same key.
`chibo_sort_key`: the last word (the given name) first, then the rest; letters in the order of the Vietnamese
alphabet, tones in the order ngang, huyền, hỏi, ngã, sắc, nặng. It compares right under the C collation.
They name each other with their schema: a restored dump has no search path.
"""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION chibo_search_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT trim(regexp_replace(
    translate(
      regexp_replace(normalize(lower(value), NFKD), '[\u0300-\u036f]', '', 'g'),
      'đĐðÐɖƉ', 'dddddd'),
    '\s+', ' ', 'g'))
$$;

CREATE FUNCTION chibo_word_key(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
      normalize(regexp_replace(normalize(lower(word), NFD), '[\u0300\u0309\u0303\u0301\u0323]', '', 'g'), NFC),
      'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`a')
    || '!'
    || translate(normalize(lower(word), NFD), U&'\0300\0309\0303\0301\0323', U&'\2170\2171\2172\2173\2174')
$$;

CREATE FUNCTION chibo_sort_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT public.chibo_word_key(regexp_replace(trim(name), '^.*\s', ''))
    || ' ' || public.chibo_word_key(trim(regexp_replace(trim(name), '\S+$', '')))
$$;
"""

REMOVE = """
DROP FUNCTION chibo_sort_key(text);
DROP FUNCTION chibo_word_key(text);
DROP FUNCTION chibo_search_key(text);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FUNCTIONS, REMOVE),
    ]
