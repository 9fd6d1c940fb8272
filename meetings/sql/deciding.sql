-- Decisions, stances, tasks and minutes: what no program may do with them.

-- What hangs on an item is about the case of that item and of no other, made while the item is open. A closed file is redacted: what
-- is decided under it is about no case.
CREATE OR REPLACE FUNCTION mdt_of_item_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM meetings_item i JOIN meetings_minutes k ON k.meeting_id = i.meeting_id WHERE i.id = NEW.item_id)
     AND NOT (TG_TABLE_NAME = 'meetings_task' AND TG_OP = 'UPDATE') THEN
    RAISE EXCEPTION 'the minutes are approved' USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_are_fixed';
  END IF;
  IF TG_OP = 'INSERT' AND (SELECT i.status FROM meetings_item i WHERE i.id = NEW.item_id) <> 'open' THEN
    RAISE EXCEPTION 'the item is not open' USING ERRCODE = 'check_violation', CONSTRAINT = 'made_while_the_item_is_open';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.case_id IS DISTINCT FROM (
      SELECT b.case_id FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id WHERE b.item_id = NEW.item_id AND i.kind = 'case') THEN
    RAISE EXCEPTION 'about another case' USING ERRCODE = 'check_violation', CONSTRAINT = 'made_about_the_items_case';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_guard ON meetings_decision;
CREATE TRIGGER a_guard BEFORE INSERT OR UPDATE ON meetings_decision FOR EACH ROW EXECUTE FUNCTION mdt_of_item_guard();
DROP TRIGGER IF EXISTS a_guard ON meetings_task;
CREATE TRIGGER a_guard BEFORE INSERT OR UPDATE ON meetings_task FOR EACH ROW EXECUTE FUNCTION mdt_of_item_guard();

-- Law P-06: by the rule that was fixed beforehand, over every agency that is in the room. Silence is never consent.
CREATE OR REPLACE FUNCTION mdt_agencies_there(p_item bigint) RETURNS TABLE (agency_id bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT DISTINCT a.agency_id FROM meetings_attendee a JOIN meetings_item i ON i.meeting_id = a.meeting_id
       WHERE i.id = p_item AND a.presence = 'present' $$;
-- The same for pages, of an item that the asker sees.
CREATE OR REPLACE FUNCTION mdt_agencies_present(p_item bigint) RETURNS TABLE (agency_id bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT t.agency_id FROM mdt_agencies_there(p_item) t WHERE (SELECT mdt_sees_item(p_item)) $$;

CREATE OR REPLACE FUNCTION mdt_decision_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE carried boolean;
BEGIN
  IF OLD.outcome <> '' THEN
    RAISE EXCEPTION 'what was decided stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_stands';
  END IF;
  SELECT count(*) > 0 AND coalesce(CASE NEW.threshold
      WHEN 'no_objection' THEN bool_and(s.number IS NOT NULL AND s.number < 7)
      WHEN 'all_agree' THEN bool_and(s.number IS NOT NULL AND s.number <= 4)
      WHEN 'at_least' THEN count(*) FILTER (WHERE s.number <= 3) >= NEW.least AND NOT coalesce(bool_or(s.number = 8), false) END, false)
    INTO carried FROM mdt_agencies_there(NEW.item_id) p
    LEFT JOIN meetings_stance s ON s.decision_id = NEW.id AND s.agency_id = p.agency_id;
  carried := carried AND NOT EXISTS (SELECT 1 FROM meetings_stance s WHERE s.decision_id = NEW.id AND s.number = 8);
  IF NEW.outcome = 'carried' AND NOT carried THEN
    RAISE EXCEPTION 'below its threshold' USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_carried_by_its_rule';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS b_guard ON meetings_decision;
CREATE TRIGGER b_guard BEFORE UPDATE ON meetings_decision FOR EACH ROW EXECUTE FUNCTION mdt_decision_guard();

CREATE OR REPLACE FUNCTION mdt_stance_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE put record;
BEGIN
  SELECT d.outcome, d.item_id, d.case_id INTO put FROM meetings_decision d WHERE d.id = NEW.decision_id;
  IF put.outcome <> '' THEN
    RAISE EXCEPTION 'what was decided stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'stance_while_open';
  END IF;
  IF put.case_id IS NOT NULL AND NEW.words <> '' THEN
    RAISE EXCEPTION 'no words about a case' USING ERRCODE = 'check_violation', CONSTRAINT = 'stance_without_words_about_a_case';
  END IF;
  IF NEW.agency_id NOT IN (SELECT p.agency_id FROM mdt_agencies_there(put.item_id) p) THEN
    RAISE EXCEPTION 'not in the room' USING ERRCODE = 'check_violation', CONSTRAINT = 'stance_of_who_is_there';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_stance;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON meetings_stance FOR EACH ROW EXECUTE FUNCTION mdt_stance_guard();

-- A task goes to somebody who is invited and, about a case, who may hear it.
CREATE OR REPLACE FUNCTION mdt_task_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status <> 'open' THEN
    RAISE EXCEPTION 'it is settled' USING ERRCODE = 'check_violation', CONSTRAINT = 'task_settled_stays';
  END IF;
  IF (TG_OP = 'INSERT' OR NEW.owner_id <> OLD.owner_id) AND NOT (
      EXISTS (SELECT 1 FROM meetings_attendee a WHERE a.meeting_id = NEW.meeting_id AND a.person_id = NEW.owner_id)
      AND (NEW.case_id IS NULL OR EXISTS (
        SELECT 1 FROM mdt_hearing(NEW.meeting_id, ARRAY[NEW.item_id], ARRAY[NEW.owner_id]) h
         WHERE h.at_table AND NOT h.walled AND h.has = h.need))) THEN
    RAISE EXCEPTION 'cannot have it' USING ERRCODE = 'check_violation', CONSTRAINT = 'task_owner_may_hear';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS b_guard ON meetings_task;
CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON meetings_task FOR EACH ROW EXECUTE FUNCTION mdt_task_guard();

-- Minutes are approved of a meeting that was held, with no item left open; the digest is over all that is then fixed.
CREATE OR REPLACE FUNCTION mdt_minutes_digest(p_meeting bigint) RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT encode(sha256(convert_to(jsonb_build_array(
    (SELECT to_jsonb(m) - 'sequence' FROM meetings_meeting m WHERE m.id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM meetings_attendee a WHERE a.meeting_id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM meetings_item i WHERE i.meeting_id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(b) ORDER BY b.id) FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id WHERE i.meeting_id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) FROM meetings_decision d JOIN meetings_item i ON i.id = d.item_id WHERE i.meeting_id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM meetings_stance s JOIN meetings_decision d ON d.id = s.decision_id
       JOIN meetings_item i ON i.id = d.item_id WHERE i.meeting_id = p_meeting),
    (SELECT jsonb_agg(to_jsonb(t) - 'status' - 'settled_at' - 'settled_by_id' - 'owner_id' - 'due_on' ORDER BY t.id)
       FROM meetings_task t WHERE t.meeting_id = p_meeting))::text, 'UTF8')), 'hex') $$;

CREATE OR REPLACE FUNCTION mdt_minutes_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT m.status FROM meetings_meeting m WHERE m.id = NEW.meeting_id) <> 'held'
     OR EXISTS (SELECT 1 FROM meetings_item i WHERE i.meeting_id = NEW.meeting_id AND i.status = 'open') THEN
    RAISE EXCEPTION 'the meeting is not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_of_a_meeting_held';
  END IF;
  NEW.sha256 := mdt_minutes_digest(NEW.meeting_id);
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_minutes;
CREATE TRIGGER guard BEFORE INSERT ON meetings_minutes FOR EACH ROW EXECUTE FUNCTION mdt_minutes_guard();
