"""What no single row can state: every rubric has 100 points, a total is its lines' sum, a fixed score never moves."""

from django.db import migrations

RULES = """
CREATE FUNCTION scoring_require_100() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.rubric_id ELSE NEW.rubric_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM scoring_rubric WHERE id = wanted)
     AND (SELECT coalesce(sum(most), 0) FROM scoring_criterion WHERE rubric_id = wanted) <> 100 THEN
    RAISE EXCEPTION 'the most points of a rubric are 100' USING ERRCODE = '23514', CONSTRAINT = 'scoring_most_is_100';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER scoring_most_is_100 AFTER INSERT OR UPDATE OR DELETE ON scoring_criterion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scoring_require_100();

CREATE FUNCTION scoring_require_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint;
BEGIN
  IF TG_TABLE_NAME = 'scoring_assessment' THEN
    wanted := NEW.id;
  ELSE
    wanted := CASE WHEN TG_OP = 'DELETE' THEN OLD.assessment_id ELSE NEW.assessment_id END;
  END IF;
  IF EXISTS (
    SELECT 1 FROM scoring_assessment a WHERE a.id = wanted
      AND NOT EXISTS (
        SELECT 1 FROM scoring_line WHERE assessment_id = wanted HAVING sum(points) = a.total AND sum(most) = 100
      )
  ) THEN
    RAISE EXCEPTION 'a total is the sum of its lines, of 100' USING ERRCODE = '23514',
      CONSTRAINT = 'scoring_total_is_the_sum';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER scoring_assessment_adds_up AFTER INSERT OR UPDATE ON scoring_assessment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scoring_require_sum();
CREATE CONSTRAINT TRIGGER scoring_lines_add_up AFTER INSERT OR UPDATE OR DELETE ON scoring_line
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scoring_require_sum();

CREATE FUNCTION scoring_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a fixed score never moves' USING ERRCODE = '23514', CONSTRAINT = 'scoring_fixed';
END $$;
CREATE TRIGGER scoring_assessment_fixed BEFORE UPDATE OR DELETE ON scoring_assessment
  FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION scoring_refuse();
CREATE TRIGGER scoring_appraisal_fixed BEFORE UPDATE OR DELETE ON scoring_appraisal
  FOR EACH ROW EXECUTE FUNCTION scoring_refuse();

CREATE FUNCTION scoring_refuse_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  parts bigint[] := CASE TG_OP
    WHEN 'INSERT' THEN ARRAY[NEW.assessment_id]
    WHEN 'DELETE' THEN ARRAY[OLD.assessment_id]
    ELSE ARRAY[OLD.assessment_id, NEW.assessment_id]
  END;
BEGIN
  IF EXISTS (SELECT 1 FROM scoring_assessment WHERE id = ANY (parts) AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a fixed score never moves' USING ERRCODE = '23514', CONSTRAINT = 'scoring_fixed';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER scoring_line_fixed BEFORE INSERT OR UPDATE OR DELETE ON scoring_line
  FOR EACH ROW EXECUTE FUNCTION scoring_refuse_line();

CREATE FUNCTION scoring_refuse_criterion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM scoring_assessment WHERE rubric_id = OLD.rubric_id) THEN
    RAISE EXCEPTION 'criteria that were used never move' USING ERRCODE = '23514', CONSTRAINT = 'scoring_used';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER scoring_criterion_used BEFORE UPDATE OR DELETE ON scoring_criterion
  FOR EACH ROW EXECUTE FUNCTION scoring_refuse_criterion();
"""

UNDO = """
DROP TRIGGER scoring_criterion_used ON scoring_criterion;
DROP FUNCTION scoring_refuse_criterion();
DROP TRIGGER scoring_line_fixed ON scoring_line;
DROP FUNCTION scoring_refuse_line();
DROP TRIGGER scoring_appraisal_fixed ON scoring_appraisal;
DROP TRIGGER scoring_assessment_fixed ON scoring_assessment;
DROP FUNCTION scoring_refuse();
DROP TRIGGER scoring_lines_add_up ON scoring_line;
DROP TRIGGER scoring_assessment_adds_up ON scoring_assessment;
DROP FUNCTION scoring_require_sum();
DROP TRIGGER scoring_most_is_100 ON scoring_criterion;
DROP FUNCTION scoring_require_100();
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_scores_and_rubrics")]
    operations = [migrations.RunSQL(RULES, UNDO)]
