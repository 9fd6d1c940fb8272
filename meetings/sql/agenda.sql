-- Agenda items and the case behind one.

DROP FUNCTION IF EXISTS mdt_item_names_case(bigint); -- of an earlier version

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

-- The items that may name their case to whom a basis opens it. A closed file names it to nobody outside its own room (law P-05).
CREATE OR REPLACE FUNCTION mdt_naming_items() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE mine bigint[] := mdt_my_meetings(); walled bigint[] := mdt_walled_items();
BEGIN
  RETURN (SELECT coalesce(array_agg(i.id), '{}') FROM meetings_item i
           WHERE i.meeting_id = ANY (mine) AND i.kind = 'case' AND i.id <> ALL (walled));
END $$;

-- What is told of the closed files on an agenda, to whom sees the items: picked from closed lists by who brings them.
CREATE OR REPLACE FUNCTION mdt_redacted(p_meeting bigint) RETURNS TABLE (item_id bigint, coarse jsonb) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN QUERY SELECT b.item_id, b.coarse FROM meetings_item i JOIN meetings_itemcase b ON b.item_id = i.id
    WHERE i.meeting_id = p_meeting AND i.kind = 'file' AND mdt_at_meeting(p_meeting) AND i.id <> ALL (mdt_walled_items());
END $$;

-- Law R-18: whether an adult's case lacks a release in force for any other agency that sits at the table.
CREATE OR REPLACE FUNCTION mdt_lacks_release(p_case bigint, p_team bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN mdt_release_alone(p_team) AND NOT EXISTS (
    SELECT 1 FROM confidentiality_grant g JOIN confidentiality_release r ON r.id = g.source_id
      JOIN agencies_seat s ON s.team_id = p_team AND s.agency_id = r.recipient_id JOIN agencies_team t ON t.id = s.team_id
     WHERE g.case_id = p_case AND g.source = 'release' AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()
       AND s.starts_on <= (mdt_now() AT TIME ZONE t.time_zone)::date
       AND (s.ends_on IS NULL OR s.ends_on >= (mdt_now() AT TIME ZONE t.time_zone)::date));
END $$;
-- The same for pages, of a case in one's own room; of others nothing is told.
CREATE OR REPLACE FUNCTION mdt_own_case_lacks_release(p_case bigint, p_team bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_in_own_room(p_case) AND mdt_lacks_release(p_case, p_team); END $$;

-- An open case behind a consultation, a closed one behind a file; also at the second at which it is talked about.
CREATE OR REPLACE FUNCTION mdt_case_fits_item(p_item bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN NOT EXISTS (
    SELECT 1 FROM meetings_item i JOIN meetings_itemcase b ON b.item_id = i.id JOIN cases_case c ON c.id = b.case_id
     WHERE i.id = p_item AND c.status <> CASE i.kind WHEN 'case' THEN 'open' ELSE 'closed' END);
END $$;

-- Which items a meeting can have at all, and that what is over stays.
CREATE OR REPLACE FUNCTION mdt_item_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held record;
BEGIN
  SELECT m.kind, m.status INTO held FROM meetings_meeting m WHERE m.id = NEW.meeting_id;
  -- What was to be talked about in a meeting that was called off can still be carried over to another.
  IF held.status = 'cancelled' AND (TG_OP = 'INSERT' OR NEW.status <> 'carried')
     OR EXISTS (SELECT 1 FROM meetings_minutes k WHERE k.meeting_id = NEW.meeting_id) THEN
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
  IF NEW.status = 'open' AND OLD.status <> 'open' AND NOT mdt_case_fits_item(NEW.id) THEN
    RAISE EXCEPTION 'its case was closed or opened again meanwhile' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_opens_while_its_case_fits';
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
  SELECT i.kind, i.agency_id, i.meeting_id, i.status, m.team_id INTO of_item
    FROM meetings_item i JOIN meetings_meeting m ON m.id = i.meeting_id WHERE i.id = NEW.item_id;
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
  IF of_item.kind = 'case' AND NEW.adult AND (TG_OP = 'INSERT' OR NOT OLD.adult) AND mdt_lacks_release(NEW.case_id, of_item.team_id) THEN
    RAISE EXCEPTION 'the survivor has released it to nobody at the table' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_released_to_the_table';
  END IF;
  -- Of a closed file choices of closed lists are told and nothing else; of an open case nothing is told this way.
  IF of_item.kind = 'case' AND NEW.coarse <> '{}' OR jsonb_typeof(NEW.coarse) <> 'object' OR EXISTS (
      SELECT 1 FROM jsonb_path_query(NEW.coarse, '$.**') AS p (told)
       WHERE jsonb_typeof(p.told) NOT IN ('object', 'array')
         AND (jsonb_typeof(p.told) <> 'string' OR p.told #>> '{}' !~ '^[a-z0-9_+-]{1,24}$')) THEN
    RAISE EXCEPTION 'not from a closed list' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_coarse_from_lists';
  END IF;
  IF TG_OP = 'UPDATE' AND of_item.status NOT IN ('waiting', 'stopped') AND (NEW.elements, NEW.adult) <> (OLD.elements, OLD.adult) THEN
    RAISE EXCEPTION 'everybody in the room was asked about other parts' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_parts_stand_while_open';
  END IF;
  IF EXISTS (SELECT 1 FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id
              WHERE b.case_id = NEW.case_id AND i.meeting_id = of_item.meeting_id AND i.id <> NEW.item_id
                AND i.status NOT IN ('withdrawn', 'carried')) THEN
    RAISE EXCEPTION 'twice on one agenda' USING ERRCODE = 'check_violation', CONSTRAINT = 'itemcase_once_on_an_agenda';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON meetings_itemcase;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON meetings_itemcase FOR EACH ROW EXECUTE FUNCTION mdt_itemcase_guard();

-- Cases of one's own room that meet a criterion (law T-10) and are not on this agenda yet: new since the team's last review, or
-- with a task of an earlier one that is due by the day of the meeting. On record with what is shown.
CREATE OR REPLACE FUNCTION mdt_browse_suggested(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_meeting bigint, p_limit int)
RETURNS TABLE (case_id bigint, criterion text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor); walls bigint[] := mdt_recused_of(p_actor);
  of_team bigint; on_day date; last_held timestamptz; there bigint[]; due bigint[]; fresh bigint[];
BEGIN
  IF NOT mdt_at_meeting_of(p_meeting, p_actor) THEN RETURN; END IF;
  SELECT m.team_id, (m.starts_at AT TIME ZONE t.time_zone)::date INTO of_team, on_day
    FROM meetings_meeting m JOIN agencies_team t ON t.id = m.team_id WHERE m.id = p_meeting AND m.kind = 'consultation';
  IF of_team IS NULL THEN RETURN; END IF;
  SELECT coalesce(max(m.ended_at), '-infinity') INTO last_held FROM meetings_meeting m
   WHERE m.team_id = of_team AND m.kind = 'consultation' AND m.status = 'held';
  SELECT coalesce(array_agg(b.case_id), '{}') || walls INTO there FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id
   WHERE i.meeting_id = p_meeting AND i.status NOT IN ('withdrawn', 'carried');
  SELECT coalesce(array_agg(f.case_id), '{}') INTO due FROM (
    SELECT DISTINCT k.case_id FROM meetings_task k JOIN meetings_meeting m ON m.id = k.meeting_id JOIN cases_case c ON c.id = k.case_id
      JOIN confidentiality_grant g ON g.case_id = k.case_id
     WHERE m.team_id = of_team AND k.status = 'open' AND k.due_on <= on_day AND c.status = 'open' AND k.case_id <> ALL (there)
       AND g.own AND g.principal = ANY (held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() LIMIT p_limit) f;
  SELECT coalesce(array_agg(f.case_id), '{}') INTO fresh FROM (
    SELECT DISTINCT g.subject_at, g.case_id FROM confidentiality_grant g JOIN cases_case c ON c.id = g.case_id
     WHERE g.own AND g.principal = ANY (held) AND g.subject_at > last_held AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()
       AND g.referral_id IS NULL AND c.status = 'open' AND g.case_id <> ALL (there || due)
     ORDER BY g.subject_at DESC, g.case_id DESC LIMIT p_limit) f;
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, due || fresh, '{}');
  RETURN QUERY SELECT u.id, 'follow_up' FROM unnest(due) WITH ORDINALITY AS u (id, place)
    UNION ALL SELECT u.id, 'new' FROM unnest(fresh) WITH ORDINALITY AS u (id, place);
END $$;
