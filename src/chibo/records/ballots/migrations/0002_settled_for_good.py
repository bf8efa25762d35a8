"""A result is settled only when two people's counts agree in every cell, and never changes afterwards."""

from django.db import migrations

RULES = """
ALTER TABLE ballots_ballot ADD CONSTRAINT ballots_ballot_with_summoned UNIQUE (id, summoned);
ALTER TABLE ballots_count ADD CONSTRAINT ballots_count_summoned_as_the_ballot
    FOREIGN KEY (ballot_id, summoned) REFERENCES ballots_ballot (id, summoned) ON UPDATE CASCADE;

CREATE FUNCTION ballots_refuse_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a settled vote does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ballots_settled_for_good';
END $$;

CREATE FUNCTION ballots_check_settling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    problem text;
BEGIN
    IF (SELECT count(DISTINCT person_id) FROM ballots_count WHERE ballot_id = NEW.id) <> 2 THEN
        problem := 'two people have not counted';
    ELSIF (SELECT count(*) FROM (SELECT DISTINCT present, issued, returned, valid, invalid
            FROM ballots_count WHERE ballot_id = NEW.id) AS papers) <> 1
        OR EXISTS (SELECT 1 FROM ballots_vote v JOIN ballots_count c ON c.id = v.count_id
            WHERE c.ballot_id = NEW.id GROUP BY v.question_id, v.option_id
            HAVING count(*) <> 2 OR min(v.number) <> max(v.number)) THEN
        problem := 'the counts differ';
    ELSIF (SELECT count(*) FROM ballots_vote v JOIN ballots_count c ON c.id = v.count_id WHERE c.ballot_id = NEW.id)
        <> 2 * (SELECT count(*) FROM ballots_question WHERE ballot_id = NEW.id)
             * (SELECT count(*) + 1 FROM ballots_option WHERE ballot_id = NEW.id) THEN
        problem := 'a number is missing';
    ELSIF EXISTS (SELECT 1 FROM ballots_vote v JOIN ballots_count c ON c.id = v.count_id WHERE c.ballot_id = NEW.id
            GROUP BY c.id, c.valid, v.question_id
            HAVING CASE WHEN NEW.one_option_each THEN sum(v.number) <> c.valid ELSE max(v.number) > c.valid END) THEN
        problem := 'the choices do not make the valid papers';
    END IF;
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION '%', problem USING ERRCODE = 'check_violation', CONSTRAINT = 'ballots_settled_by_two_counts';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ballots_refuse_part_of_settled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    settled boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
    IF TG_TABLE_NAME IN ('ballots_question', 'ballots_option', 'ballots_count') THEN
        SELECT settled_at IS NOT NULL INTO settled FROM ballots_ballot WHERE id = part.ballot_id;
    ELSE
        SELECT b.settled_at IS NOT NULL INTO settled FROM ballots_ballot b
            JOIN ballots_count c ON c.ballot_id = b.id WHERE c.id = part.count_id;
    END IF;
    IF settled THEN
        RAISE EXCEPTION 'a settled vote does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ballots_settled_for_good';
    END IF;
    RETURN part;
END $$;

CREATE TRIGGER ballots_ballot_settled BEFORE UPDATE OR DELETE ON ballots_ballot
    FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION ballots_refuse_settled();
CREATE TRIGGER ballots_ballot_settling BEFORE UPDATE ON ballots_ballot
    FOR EACH ROW WHEN (OLD.settled_at IS NULL AND NEW.settled_at IS NOT NULL)
    EXECUTE FUNCTION ballots_check_settling();
CREATE TRIGGER ballots_ballot_begins_open BEFORE INSERT ON ballots_ballot
    FOR EACH ROW WHEN (NEW.settled_at IS NOT NULL) EXECUTE FUNCTION ballots_refuse_settled();
CREATE TRIGGER ballots_question_settled BEFORE INSERT OR UPDATE OR DELETE ON ballots_question
    FOR EACH ROW EXECUTE FUNCTION ballots_refuse_part_of_settled();
CREATE TRIGGER ballots_option_settled BEFORE INSERT OR UPDATE OR DELETE ON ballots_option
    FOR EACH ROW EXECUTE FUNCTION ballots_refuse_part_of_settled();
CREATE TRIGGER ballots_count_settled BEFORE INSERT OR UPDATE OR DELETE ON ballots_count
    FOR EACH ROW EXECUTE FUNCTION ballots_refuse_part_of_settled();
CREATE TRIGGER ballots_vote_settled BEFORE INSERT OR UPDATE OR DELETE ON ballots_vote
    FOR EACH ROW EXECUTE FUNCTION ballots_refuse_part_of_settled();
CREATE TRIGGER ballots_correction_settled BEFORE INSERT OR UPDATE OR DELETE ON ballots_correction
    FOR EACH ROW EXECUTE FUNCTION ballots_refuse_part_of_settled();
"""
UNDO = """
DROP TRIGGER ballots_ballot_settled ON ballots_ballot;
DROP TRIGGER ballots_ballot_settling ON ballots_ballot;
DROP TRIGGER ballots_ballot_begins_open ON ballots_ballot;
DROP TRIGGER ballots_question_settled ON ballots_question;
DROP TRIGGER ballots_option_settled ON ballots_option;
DROP TRIGGER ballots_count_settled ON ballots_count;
DROP TRIGGER ballots_vote_settled ON ballots_vote;
DROP TRIGGER ballots_correction_settled ON ballots_correction;
DROP FUNCTION ballots_refuse_part_of_settled();
DROP FUNCTION ballots_check_settling();
DROP FUNCTION ballots_refuse_settled();
ALTER TABLE ballots_count DROP CONSTRAINT ballots_count_summoned_as_the_ballot;
ALTER TABLE ballots_ballot DROP CONSTRAINT ballots_ballot_with_summoned;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
