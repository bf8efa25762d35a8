"""The tree as a view, and the rules of the tree that no single row can state."""

from django.db import migrations

VIEW = """
CREATE VIEW orgs_ancestry AS
WITH RECURSIVE up (unit_id, ancestor_id, depth, valid) AS (
  SELECT unit_id, unit_id, 0, valid FROM orgs_placement
  UNION ALL
  SELECT up.unit_id, p.parent_id, up.depth + 1, up.valid * p.valid
  FROM up JOIN orgs_placement p ON p.unit_id = up.ancestor_id AND p.valid && up.valid
  WHERE p.parent_id IS NOT NULL
)
SELECT unit_id, ancestor_id, depth, valid FROM up;
"""

RULES = """
CREATE FUNCTION orgs_refuse_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    WITH RECURSIVE up (unit_id, valid) AS (
      SELECT NEW.parent_id, NEW.valid WHERE NEW.parent_id IS NOT NULL
      UNION ALL
      SELECT p.parent_id, up.valid * p.valid
      FROM up JOIN orgs_placement p ON p.unit_id = up.unit_id AND p.valid && up.valid
      WHERE up.unit_id <> NEW.unit_id AND p.parent_id IS NOT NULL
    )
    SELECT 1 FROM up WHERE unit_id = NEW.unit_id
  ) THEN
    RAISE EXCEPTION 'a unit cannot be below itself' USING ERRCODE = '23514', CONSTRAINT = 'orgs_no_cycle';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER orgs_no_cycle AFTER INSERT OR UPDATE ON orgs_placement
  FOR EACH ROW EXECUTE FUNCTION orgs_refuse_cycle();

CREATE FUNCTION orgs_life(unit bigint) RETURNS datemultirange LANGUAGE sql STABLE AS $$
  SELECT coalesce(range_agg(valid), '{}') FROM orgs_placement WHERE unit_id = unit
$$;

CREATE FUNCTION orgs_require_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM orgs_placement p
    WHERE (p.unit_id = NEW.unit_id OR p.parent_id = NEW.unit_id)
      AND p.parent_id IS NOT NULL AND NOT p.valid <@ orgs_life(p.parent_id)
  ) THEN
    RAISE EXCEPTION 'a unit needs a parent that exists' USING ERRCODE = '23514', CONSTRAINT = 'orgs_parent_exists';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER orgs_parent_exists AFTER INSERT OR UPDATE ON orgs_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orgs_require_parent();
"""

UNDO = """
DROP TRIGGER orgs_parent_exists ON orgs_placement;
DROP FUNCTION orgs_require_parent();
DROP FUNCTION orgs_life(bigint);
DROP TRIGGER orgs_no_cycle ON orgs_placement;
DROP FUNCTION orgs_refuse_cycle();
DROP VIEW orgs_ancestry;
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [migrations.RunSQL(VIEW + RULES, UNDO)]
