-- What is not answered yet for the reports, as codes; a reason for no answer is an answer (law T-09). Owner's own: who asks is
-- checked by the two functions below it. The eight groups of child advocacy centers (law T-08) are asked of these alone.
-- In plpgsql, which keeps its plan: planned at each call it was the dearest question of a record's page.

CREATE OR REPLACE FUNCTION mdt_gaps_of(p_cases bigint[]) RETURNS TABLE (case_id bigint, gaps text[]) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT c.id, array_remove(ARRAY[
      CASE WHEN NOT EXISTS (SELECT 1 FROM cases_primaryvictimization v WHERE v.case_id = c.id) THEN 'primary' END,
      CASE WHEN i.date_of_birth IS NULL AND d.age_told IS NULL AND NOT coalesce(d.absences ? 'age_told', false)
             AND NOT coalesce(i.absences ? 'date_of_birth', false) THEN 'age' END,
      CASE WHEN coalesce(d.sex, '') = '' AND NOT coalesce(d.absences ? 'sex', false) THEN 'sex' END,
      CASE WHEN coalesce(cardinality(d.race), 0) = 0 AND NOT coalesce(d.absences ? 'race', false) THEN 'race' END,
      CASE WHEN coalesce(cardinality(v.kinds), 0) = 0 AND NOT coalesce(v.absences ? 'kinds', false) THEN 'abuse' END,
      CASE WHEN NOT coalesce(o.related, false) THEN 'relationship' END,
      CASE WHEN EXISTS (
        SELECT 1 FROM cases_serviceevent e JOIN agencies_award w ON w.agency_id = c.agency_id AND e.on BETWEEN w.starts_on AND w.ends_on
         WHERE e.case_id = c.id AND (w.services = '{}' OR e.service = ANY (w.services))
           AND NOT EXISTS (SELECT 1 FROM cases_servicefunding f WHERE f.event_id = e.id)) THEN 'funding' END,
      CASE WHEN g.sector = 'cac' AND NOT coalesce(o.aged, false) THEN 'offender' END,
      CASE WHEN g.sector = 'cac' AND coalesce(j.team_outcome, '') = '' AND NOT coalesce(j.absences ? 'team_outcome', false)
           THEN 'team' END,
      CASE WHEN g.sector = 'cac' AND ((coalesce(j.charges, '') = '' AND NOT coalesce(j.absences ? 'charges', false))
             OR (coalesce(j.disposition, '') = '' AND NOT coalesce(j.absences ? 'disposition', false))) THEN 'charges' END,
      CASE WHEN g.sector = 'cac' AND coalesce(j.protection_finding, '') = ''
             AND NOT coalesce(j.absences ? 'protection_finding', false) THEN 'protection' END,
      CASE WHEN g.sector = 'cac' AND ((coalesce(j.medical, '') = '' AND NOT coalesce(j.absences ? 'medical', false))
             OR (coalesce(j.mental_health, '') = '' AND NOT coalesce(j.absences ? 'mental_health', false))) THEN 'care' END
    ], NULL)
    FROM cases_case c JOIN agencies_agency g ON g.id = c.agency_id
    LEFT JOIN cases_identity i ON i.case_id = c.id LEFT JOIN cases_demographics d ON d.case_id = c.id
    LEFT JOIN cases_victimization v ON v.case_id = c.id LEFT JOIN cases_justice j ON j.case_id = c.id
    LEFT JOIN LATERAL (
      SELECT bool_and(p.relationship <> '' OR p.absences ? 'relationship') AS related,
             bool_and(p.age_class <> '' OR p.absences ? 'age_class') AS aged
        FROM cases_involvedperson p WHERE p.case_id = c.id AND p.harmed_her = 'yes') o ON true
   WHERE c.id = ANY (p_cases) AND c.status = 'open';
END $$;

-- Of one record, for whom it is one of the own room; asked after the look that the page is shown by.
CREATE OR REPLACE FUNCTION mdt_gaps_here(p_case bigint) RETURNS text[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  IF NOT mdt_in_own_room(p_case) THEN RETURN '{}'; END IF;
  RETURN coalesce((SELECT f.gaps FROM mdt_gaps_of(ARRAY[p_case]) f), '{}');
END $$;

-- Records of the own room with something missing, the newest first: one look at their covers, on record. A large room is read from
-- its newest end until the page is full.
CREATE OR REPLACE FUNCTION mdt_browse_gaps(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_limit int)
RETURNS TABLE (case_id bigint, gaps text[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_recused_of(p_actor);
  mine bigint[]; page bigint[] := '{}';
  many CONSTANT int := 500;
BEGIN
  mine := ARRAY(SELECT DISTINCT g.case_id FROM confidentiality_grant g
                 WHERE g.case_id IS NOT NULL AND g.own AND g.principal = ANY (held) AND g.case_id <> ALL (walled)
                   AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()
                 ORDER BY 1 DESC);
  FOR place IN 1 .. cardinality(mine) BY many LOOP
    page := page || ARRAY(SELECT f.case_id FROM mdt_gaps_of(mine[place : place + many - 1]) f WHERE f.gaps <> '{}'
                           ORDER BY f.case_id DESC LIMIT p_limit - cardinality(page));
    EXIT WHEN cardinality(page) = p_limit;
  END LOOP;
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, page, '{}', mdt_grounds(held, page));
  RETURN QUERY SELECT f.case_id, f.gaps FROM mdt_gaps_of(page) f ORDER BY f.case_id DESC;
END $$;
