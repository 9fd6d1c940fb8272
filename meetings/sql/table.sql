-- Who is at the table of a meeting, and what no program may do with meetings, series and who is invited.

-- An acknowledged seat at the team's table, unless only who is invited by name comes; or an invitation, which suffices where no
-- case can be talked about, and otherwise counts with a seat. ``p_held``: what is true of the person, who counts as active with it.
CREATE OR REPLACE FUNCTION mdt_sits(p_meeting bigint, p_person bigint, p_agency bigint, p_held bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN EXISTS (
    SELECT 1 FROM meetings_meeting m
     WHERE m.id = p_meeting AND mdt_principal(1, p_person, p_agency) = ANY (p_held)
       AND (EXISTS (SELECT 1 FROM meetings_attendee a WHERE a.meeting_id = m.id AND a.person_id = p_person)
            AND m.kind IN ('systems', 'business')
         OR mdt_principal(3, p_agency, m.team_id) = ANY (p_held)
            AND (NOT m.chosen_only
                 OR EXISTS (SELECT 1 FROM meetings_attendee a WHERE a.meeting_id = m.id AND a.person_id = p_person))));
END $$;
CREATE OR REPLACE FUNCTION mdt_at_meeting_of(p_meeting bigint, p_person bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN mdt_sits(p_meeting, p_person, (SELECT p.agency_id FROM agencies_person p WHERE p.id = p_person), mdt_principals_of(p_person));
END $$;
CREATE OR REPLACE FUNCTION mdt_at_meeting(p_meeting bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_at_meeting_of(p_meeting, mdt_actor()); END $$;
-- All of them, for rules that are asked of many rows: found once for a statement.
CREATE OR REPLACE FUNCTION mdt_my_meetings() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE me bigint := mdt_actor(); mine bigint := mdt_agency(); held bigint[] := mdt_principals();
BEGIN
  RETURN (SELECT coalesce(array_agg(near.id), '{}') FROM (
      SELECT m.id FROM meetings_meeting m WHERE m.team_id IN (SELECT s.team_id FROM agencies_seat s WHERE s.person_id = me)
      UNION SELECT a.meeting_id FROM meetings_attendee a WHERE a.person_id = me) near
    WHERE mdt_sits(near.id, me, mine, held));
END $$;

-- Law P-11, A-13: no meeting about cases for a team that works on systems, and nobody from a systems-only sector, nor a survivor
-- adviser, invited to one.
CREATE OR REPLACE FUNCTION mdt_meeting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind IN ('consultation', 'emergency', 'file_review')
     AND EXISTS (SELECT 1 FROM agencies_team t WHERE t.id = NEW.team_id AND t.purpose <> 'case') THEN
    RAISE EXCEPTION 'a systems team meets about no case' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_of_a_case_team';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_series;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON meetings_series FOR EACH ROW EXECUTE FUNCTION mdt_meeting_guard();

-- What was held stays as it was; a calendar entry's sequence only rises.
CREATE OR REPLACE FUNCTION mdt_meeting_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.sequence < OLD.sequence THEN
      RAISE EXCEPTION 'a sequence only rises' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_sequence_rises';
    END IF;
    IF OLD.status IN ('held', 'cancelled') THEN
      RAISE EXCEPTION 'it is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_over_is_fixed';
    END IF;
    IF (OLD.status, NEW.status) NOT IN (('planned', 'planned'), ('planned', 'under_way'), ('planned', 'cancelled'),
                                        ('under_way', 'under_way'), ('under_way', 'held')) THEN
      RAISE EXCEPTION 'not a step of a meeting' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_step';
    END IF;
  END IF;
  IF NEW.kind IN ('consultation', 'emergency', 'file_review')
     AND EXISTS (SELECT 1 FROM agencies_team t WHERE t.id = NEW.team_id AND t.purpose <> 'case') THEN
    RAISE EXCEPTION 'a systems team meets about no case' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_of_a_case_team';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_meeting;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION mdt_meeting_moves();

CREATE OR REPLACE FUNCTION mdt_attendee_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_meeting bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = of_meeting AND (m.status = 'cancelled'
               OR EXISTS (SELECT 1 FROM meetings_minutes k WHERE k.meeting_id = m.id))) THEN
    RAISE EXCEPTION 'it is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendee_of_a_meeting_over';
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF OLD.presence <> '' THEN
      RAISE EXCEPTION 'it is noted whether she was there' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendee_noted_stays';
    END IF;
    RETURN OLD;
  END IF;
  IF EXISTS (SELECT 1 FROM meetings_meeting m JOIN agencies_agency a ON a.id = NEW.agency_id
              WHERE m.id = NEW.meeting_id AND m.kind IN ('consultation', 'emergency', 'file_review')
                AND (mdt_systems_only(a.sector) OR NEW.discipline = 'survivor_adviser')) THEN
    RAISE EXCEPTION 'takes part in systems work only' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendee_not_systems_only';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_attendee;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON meetings_attendee FOR EACH ROW EXECUTE FUNCTION mdt_attendee_guard();
