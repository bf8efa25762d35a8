"""A member belongs to a cell only while that cell exists; and where a past fact belongs today."""

from django.db import migrations

RULES = """
CREATE FUNCTION people_refuse_dead_unit(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the unit does not exist on these days' USING ERRCODE = '23514', CONSTRAINT = rule;
END $$;

CREATE FUNCTION people_membership_in_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM people_membership WHERE id = NEW.id AND NOT valid <@ orgs_life(unit_id)) THEN
    PERFORM people_refuse_dead_unit('people_membership_in_a_living_unit');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER people_membership_in_a_living_unit AFTER INSERT OR UPDATE ON people_membership
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_membership_in_life();

CREATE FUNCTION people_tenure_in_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM people_tenure WHERE id = NEW.id AND NOT valid <@ orgs_life(unit_id)) THEN
    PERFORM people_refuse_dead_unit('people_tenure_in_a_living_unit');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER people_tenure_in_a_living_unit AFTER INSERT OR UPDATE ON people_tenure
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_tenure_in_life();

CREATE FUNCTION people_outlived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  life datemultirange := orgs_life(NEW.unit_id);
BEGIN
  IF EXISTS (SELECT 1 FROM people_membership WHERE unit_id = NEW.unit_id AND NOT valid <@ life)
     OR EXISTS (SELECT 1 FROM people_tenure WHERE unit_id = NEW.unit_id AND NOT valid <@ life) THEN
    PERFORM people_refuse_dead_unit('people_unit_outlives_its_people');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER people_unit_outlives_its_people AFTER UPDATE ON orgs_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_outlived();
"""

RESTATED = """
CREATE FUNCTION people_unit_restated(unit bigint, person bigint, day date) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  here bigint := unit;
  further bigint;
BEGIN
  WHILE NOT EXISTS (SELECT 1 FROM orgs_placement p WHERE p.unit_id = here AND p.valid @> day) LOOP
    SELECT l.successor_id INTO further
      FROM orgs_lineage l JOIN orgs_change c ON c.id = l.change_id
      LEFT JOIN people_membership m ON m.change_id = l.change_id AND m.person_id = person AND m.unit_id = l.successor_id
      WHERE l.predecessor_id = here AND c.effective_on <= day AND (l.main OR m.id IS NOT NULL)
      ORDER BY m.id IS NULL LIMIT 1;
    EXIT WHEN further IS NULL;
    here := further;
    further := NULL;
  END LOOP;
  RETURN here;
END $$;
COMMENT ON FUNCTION people_unit_restated(bigint, bigint, date) IS
  'The unit that carries on, on the given day, what a unit recorded: the person''s own successor where a division moved them, else the main one';
"""

REGROUPING = """
CREATE VIEW people_regrouping AS
SELECT DISTINCT m.id AS membership_id, m.person_id, m.unit_id, p.valid_from AS day
FROM orgs_placement p
JOIN orgs_change c ON c.id = p.begun_by_id AND c.what = 'move'
JOIN orgs_ancestry a ON a.ancestor_id = p.unit_id AND a.valid @> p.valid_from
JOIN people_membership m
  ON m.unit_id = a.unit_id AND m.valid @> p.valid_from AND m.valid @> (p.valid_from - 1);
"""

UNDO = """
DROP VIEW people_regrouping;
DROP FUNCTION people_unit_restated(bigint, bigint, date);
DROP TRIGGER people_unit_outlives_its_people ON orgs_placement;
DROP TRIGGER people_tenure_in_a_living_unit ON people_tenure;
DROP TRIGGER people_membership_in_a_living_unit ON people_membership;
DROP FUNCTION people_outlived();
DROP FUNCTION people_tenure_in_life();
DROP FUNCTION people_membership_in_life();
DROP FUNCTION people_refuse_dead_unit(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("orgs", "0002_tree")]
    operations = [migrations.RunSQL(RULES + RESTATED + REGROUPING, UNDO)]
