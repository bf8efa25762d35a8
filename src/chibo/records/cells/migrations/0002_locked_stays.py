from django.db import migrations

REFUSE = """
CREATE FUNCTION public.cells_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'locked' THEN
        RAISE EXCEPTION 'what is locked stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cells_locked_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cells_record_locked_stays BEFORE UPDATE OR DELETE ON cells_record
FOR EACH ROW EXECUTE FUNCTION public.cells_refuse_locked();

CREATE FUNCTION public.cells_refuse_of_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sitting bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.sitting_id ELSE OLD.sitting_id END;
BEGIN
    IF EXISTS (SELECT FROM public.cells_record WHERE sitting_id = sitting AND state = 'locked') THEN
        RAISE EXCEPTION 'the minutes of this meeting are locked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cells_decided_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cells_decision_locked_stays BEFORE INSERT OR UPDATE OR DELETE ON cells_decision
FOR EACH ROW EXECUTE FUNCTION public.cells_refuse_of_locked();
CREATE TRIGGER cells_assignment_locked_stays BEFORE INSERT OR UPDATE OR DELETE ON cells_assignment
FOR EACH ROW EXECUTE FUNCTION public.cells_refuse_of_locked();
CREATE TRIGGER cells_agendaitem_locked_stays BEFORE INSERT OR UPDATE OR DELETE ON cells_agendaitem
FOR EACH ROW EXECUTE FUNCTION public.cells_refuse_of_locked();
"""
ALLOW = """
DROP TRIGGER cells_agendaitem_locked_stays ON cells_agendaitem;
DROP TRIGGER cells_assignment_locked_stays ON cells_assignment;
DROP TRIGGER cells_decision_locked_stays ON cells_decision;
DROP FUNCTION public.cells_refuse_of_locked();
DROP TRIGGER cells_record_locked_stays ON cells_record;
DROP FUNCTION public.cells_refuse_locked();
"""


class Migration(migrations.Migration):
    dependencies = [("cells", "0001_minutes_and_resolutions")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
