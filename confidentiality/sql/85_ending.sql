-- Law R-22: who of the releasing agency hears that a release ends within days: whoever works on the record, else who supervises.
-- For the worker, which may read no release: numbers go out, and nothing of what was released to whom.
CREATE OR REPLACE FUNCTION mdt_ending(p_days int) RETURNS TABLE (release_id bigint, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH ending AS (
    SELECT r.id, r.case_id, r.agency_id FROM confidentiality_release r
     WHERE r.status = 'active' AND r.expires_at > mdt_now() AND r.expires_at < mdt_now() + make_interval(days => p_days)
  ), workers AS (
    SELECT e.id, e.case_id, p.id AS person FROM ending e
      JOIN cases_caseassignment s ON s.content_object_id = e.case_id
      JOIN auth_permission q ON q.id = s.permission_id AND q.codename = 'work_case'
      JOIN agencies_person p ON p.id = s.user_id AND p.is_active AND p.agency_id = e.agency_id
  )
  SELECT w.id, w.person FROM workers w WHERE w.case_id <> ALL (mdt_recused_of(w.person))
  UNION
  SELECT e.id, p.id FROM ending e JOIN agencies_person p ON p.agency_id = e.agency_id AND p.is_active AND p.is_supervisor
   WHERE e.case_id <> ALL (mdt_recused_of(p.id)) AND NOT EXISTS (
     SELECT 1 FROM workers w WHERE w.id = e.id AND w.case_id <> ALL (mdt_recused_of(w.person)))
$$;
