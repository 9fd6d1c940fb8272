-- Break-glass: inside the agency of record only, with a second person alerted, for sixty minutes (law S-12).

-- The second person supervises the agency of record, is somebody else, and is not walled off from the case.
CREATE OR REPLACE FUNCTION mdt_may_be_alerted(p_case bigint, p_person bigint, p_alerted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p_alerted <> p_person AND p_case <> ALL (mdt_recused_of(p_alerted)) AND EXISTS (
        SELECT 1 FROM cases_case c WHERE c.id = p_case
           AND mdt_principal(2, c.agency_id) = ANY (mdt_principals_of(p_alerted))) $$;

-- Finds a case of the actor's own agency by its code and records the try, whatever comes of it. Opens nothing by
-- itself: the row that opens is written under a policy that asks for this record. One answer, NULL, for a code that
-- nobody uses, for another agency's, for a case that the actor is walled off from, and for a wrong second person.
-- A code of another agency's case is recorded with that case, so that its agency learns of the try.
CREATE OR REPLACE FUNCTION mdt_break_glass(p_actor bigint, p_request uuid, p_route text, p_code text, p_alerted bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  mine bigint; found_id bigint; touched bigint[]; allowed boolean;
BEGIN
  SELECT p.agency_id INTO mine FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id
   WHERE p.id = p_actor AND p.is_active AND a.is_active;
  SELECT coalesce(array_agg(c.id), '{}'), min(c.id) FILTER (WHERE c.agency_id = mine) INTO touched, found_id
    FROM cases_case c WHERE c.code = p_code;
  allowed := found_id IS NOT NULL AND found_id <> ALL (mdt_recused_of(p_actor))
             AND mdt_may_be_alerted(found_id, p_actor, p_alerted);
  INSERT INTO confidentiality_ledger
    (request_id, actor_id, agency_id, kind, outcome, basis, purpose, route, elements, case_ids)
  VALUES (p_request, p_actor, mine, CASE WHEN allowed THEN 'look' ELSE 'refused' END,
          CASE WHEN allowed THEN 'shown' WHEN touched = '{}' THEN 'missing' ELSE 'denied' END,
          CASE WHEN allowed THEN 'OWN_AGENCY' ELSE '' END, 'case.emergency', p_route, 1,
          CASE WHEN found_id IS NULL THEN touched ELSE ARRAY[found_id] END);
  RETURN CASE WHEN allowed THEN found_id END;
END $$;

-- Whether the actor may write the row that opens: her try is on record in this request, and the second person may be
-- alerted. False for every case of which no try is on record, so that nobody learns here which cases there are.
CREATE OR REPLACE FUNCTION mdt_may_break(p_case bigint, p_alerted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p_case = ANY (mdt_looked(1)) AND mdt_may_be_alerted(p_case, mdt_actor(), p_alerted)
         AND (SELECT c.agency_id FROM cases_case c WHERE c.id = p_case) = mdt_agency() $$;

-- The times are the database's: nobody asks for more than sixty minutes, or for minutes of another day.
CREATE OR REPLACE FUNCTION mdt_emergency_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN
    NEW.starts_at := mdt_now();
    NEW.expires_at := mdt_now() + interval '60 minutes';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_emergencyaccess;
CREATE TRIGGER guard BEFORE INSERT ON confidentiality_emergencyaccess
  FOR EACH ROW EXECUTE FUNCTION mdt_emergency_guard();

-- The uses that the actor was alerted to, newest first, of cases that she may see: finds, records, answers.
CREATE OR REPLACE FUNCTION mdt_browse_alerts(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_limit int)
RETURNS TABLE (emergency_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_recused_of(p_actor);
  uses bigint[]; cases bigint[];
BEGIN
  SELECT array_agg(u.id ORDER BY u.id DESC), array_agg(DISTINCT u.case_id) INTO uses, cases FROM (
    SELECT e.id, e.case_id FROM confidentiality_emergencyaccess e
     WHERE e.alerted_id = p_actor AND e.case_id <> ALL (walled) AND EXISTS (
       SELECT 1 FROM confidentiality_grant g WHERE g.case_id = e.case_id AND g.own AND g.principal = ANY (held)
          AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now())
     ORDER BY e.id DESC LIMIT p_limit) u;
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, coalesce(cases, '{}'), '{}');
  RETURN QUERY SELECT u.id FROM unnest(coalesce(uses, '{}')) WITH ORDINALITY AS u (id, place) ORDER BY u.place;
END $$;
