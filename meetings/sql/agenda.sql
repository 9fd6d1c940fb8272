-- Agenda items and the case behind one.

-- Items whose case the person is walled off from: for her they do not exist, nor does anything that hangs on them (law S-17).
CREATE OR REPLACE FUNCTION mdt_walled_items() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT coalesce(array_agg(b.item_id), '{}') FROM meetings_itemcase b WHERE b.case_id = ANY (mdt_recused()));
END $$;

-- A subcommittee reports to its parent: what it talked about and decided without a case, once the minutes are approved.
CREATE OR REPLACE FUNCTION mdt_reported_item(p_item bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN EXISTS (
    SELECT 1 FROM meetings_item i JOIN meetings_meeting m ON m.id = i.meeting_id JOIN meetings_minutes k ON k.meeting_id = m.id
      JOIN agencies_team t ON t.id = m.team_id
     WHERE i.id = p_item AND i.kind IN ('systems', 'business')
       AND mdt_principal(3, mdt_agency(), t.parent_id) = ANY (mdt_principals()));
END $$;

CREATE OR REPLACE FUNCTION mdt_sees_item(p_item bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN EXISTS (SELECT 1 FROM meetings_item i WHERE i.id = p_item AND mdt_at_meeting(i.meeting_id)
                   AND i.id <> ALL (mdt_walled_items()))
      OR mdt_reported_item(p_item);
END $$;

-- Which items a meeting can have at all, and that what is over stays.
CREATE OR REPLACE FUNCTION mdt_item_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held record;
BEGIN
  SELECT m.kind, m.status INTO held FROM meetings_meeting m WHERE m.id = NEW.meeting_id;
  IF held.status = 'cancelled' OR EXISTS (SELECT 1 FROM meetings_minutes k WHERE k.meeting_id = NEW.meeting_id) THEN
    RAISE EXCEPTION 'it is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_of_a_meeting_over';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF held.status = 'held' OR NOT (CASE held.kind
        WHEN 'consultation' THEN NEW.kind IN ('case', 'systems', 'business') WHEN 'emergency' THEN NEW.kind = 'case'
        WHEN 'file_review' THEN NEW.kind IN ('file', 'systems', 'business') ELSE NEW.kind IN ('systems', 'business') END) THEN
      RAISE EXCEPTION 'no such item in this meeting' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_fits_its_meeting';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.status = 'open' AND OLD.status <> 'open' AND held.status <> 'under_way' THEN
    RAISE EXCEPTION 'the meeting is not under way' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_opens_in_a_meeting';
  END IF;
  IF OLD.status IN ('withdrawn', 'carried', 'done') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'it is settled' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_step';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_guard ON meetings_item;
CREATE TRIGGER a_guard BEFORE INSERT OR UPDATE ON meetings_item FOR EACH ROW EXECUTE FUNCTION mdt_item_guard();

-- A case stands behind an item about a case, an open one behind a consultation, a closed one behind a file (law P-05), whose court
-- case is over, or counsel has agreed. Brought by its agency of record and by no other (law R-13).
CREATE OR REPLACE FUNCTION mdt_itemcase_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_item record; of_case record;
BEGIN
  SELECT i.kind, i.agency_id, i.meeting_id INTO of_item FROM meetings_item i WHERE i.id = NEW.item_id;
  SELECT c.agency_id, c.status INTO of_case FROM cases_case c WHERE c.id = NEW.case_id;
  IF of_item.kind NOT IN ('case', 'file') OR of_item.agency_id <> of_case.agency_id THEN
    RAISE EXCEPTION 'not the agency of record' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_of_the_agency_of_record';
  END IF;
  IF TG_OP = 'INSERT' AND of_case.status <> (CASE of_item.kind WHEN 'case' THEN 'open' ELSE 'closed' END) THEN
    RAISE EXCEPTION 'the case is in another state' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_state_fits';
  END IF;
  IF of_item.kind = 'file' AND NEW.litigation <> 'none' AND NEW.counsel = '' THEN
    RAISE EXCEPTION 'a court case may run' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_no_court_case_runs';
  END IF;
  IF of_item.kind = 'file' AND NEW.elements <> 1 THEN
    RAISE EXCEPTION 'a file is redacted' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_file_is_redacted';
  END IF;
  IF EXISTS (SELECT 1 FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id
              WHERE b.case_id = NEW.case_id AND i.meeting_id = of_item.meeting_id AND i.id <> NEW.item_id
                AND i.status NOT IN ('withdrawn', 'carried')) THEN
    RAISE EXCEPTION 'twice on one agenda' USING ERRCODE = 'unique_violation', CONSTRAINT = 'itemcase_once_on_an_agenda';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_itemcase;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON meetings_itemcase FOR EACH ROW EXECUTE FUNCTION mdt_itemcase_guard();
