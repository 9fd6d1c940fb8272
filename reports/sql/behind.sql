-- From a number to what is behind it: its records, for who may report on the award, and of these only the records that she
-- could open anyway. Of the others she learns how many (GR-06). Every answer is on record, with the ids that were shown.

-- The files of a person that somebody may see now.
CREATE OR REPLACE FUNCTION mdt_files_seen(p_actor bigint, p_run bigint, p_keys bigint[]) RETURNS TABLE (key bigint, case_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT f.key, g.case_id FROM reports_fact f
    JOIN LATERAL (SELECT x.case_id FROM confidentiality_grant x WHERE x.case_id = f.code::bigint AND x.own
                     AND x.principal = ANY ((SELECT mdt_principals_of(p_actor))::bigint[])
                     AND x.starts_at <= mdt_now() AND x.expires_at > mdt_now()
                     AND x.case_id <> ALL ((SELECT mdt_recused_of(p_actor))::bigint[]) LIMIT 1) g ON true
   WHERE f.run_id = p_run AND f.kind = 'person' AND f.dim = 'file' AND f.key = ANY (p_keys)
$$;

CREATE OR REPLACE FUNCTION mdt_keys_in(p_run bigint, p_table text, p_rows text[], p_columns text[])
RETURNS TABLE (kind text, key bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT e.entry ->> 'of', p.key FROM reports_run r
   CROSS JOIN LATERAL jsonb_array_elements(r.plan -> 'tables') AS e (entry)
   CROSS JOIN LATERAL mdt_placed(r.id, e.entry) p
   WHERE r.id = p_run AND e.entry ->> 'key' = p_table AND (p_rows IS NULL OR p.row_ = ANY (p_rows))
     AND (p_columns IS NULL OR p.column_ = ANY (p_columns))
$$;

-- What joined a number from one count to another (sign 1), and what left it (sign -1). Without an earlier count, all of it.
--   what 'file': a case that the actor may open · 'more': how many persons besides · other kinds: the key of the record
DROP FUNCTION IF EXISTS mdt_report_behind(bigint, uuid, text, text, bigint, bigint, text, text[], text[]);
CREATE OR REPLACE FUNCTION mdt_report_behind(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run bigint,
                                             p_before bigint, p_table text, p_rows text[], p_columns text[])
RETURNS TABLE (sign int, what text, id bigint) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE shown bigint[];
BEGIN
  IF (SELECT count(*) FROM reports_run r WHERE r.id IN (p_run, p_before)
        AND r.award_id = ANY (mdt_reported_awards_of(p_actor))) < (CASE WHEN p_before IS NULL THEN 1 ELSE 2 END) THEN
    PERFORM mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}');
    RETURN;
  END IF;
  RETURN QUERY WITH now_in AS MATERIALIZED (SELECT k.kind, k.key FROM mdt_keys_in(p_run, p_table, p_rows, p_columns) k),
    was_in AS MATERIALIZED (SELECT k.kind, k.key FROM mdt_keys_in(p_before, p_table, p_rows, p_columns) k),
    moved AS MATERIALIZED (
      SELECT 1 AS sign, p_run AS run, n.kind, n.key FROM now_in n WHERE NOT EXISTS (
        SELECT 1 FROM was_in w WHERE w.kind = n.kind AND w.key = n.key)
      UNION ALL
      SELECT -1, p_before, w.kind, w.key FROM was_in w WHERE NOT EXISTS (
        SELECT 1 FROM now_in n WHERE n.kind = w.kind AND n.key = w.key)),
    persons AS MATERIALIZED (
      SELECT m.sign, s.key, s.case_id FROM (
        SELECT m.sign, m.run, array_agg(m.key) AS keys FROM moved m WHERE m.kind = 'person' GROUP BY m.sign, m.run) m
        CROSS JOIN LATERAL mdt_files_seen(p_actor, m.run, m.keys) s)
    SELECT p.sign, 'file', p.case_id FROM persons p
    UNION ALL
    SELECT m.sign, 'more', count(*) FROM moved m WHERE m.kind = 'person' AND NOT EXISTS (
      SELECT 1 FROM persons p WHERE p.sign = m.sign AND p.key = m.key) GROUP BY m.sign
    UNION ALL
    SELECT m.sign, m.kind, m.key FROM moved m WHERE m.kind <> 'person';
  SELECT coalesce(array_agg(DISTINCT s.case_id), '{}') INTO shown FROM unnest(ARRAY[p_run, p_before]) AS u (run)
    CROSS JOIN LATERAL (SELECT array_agg(k.key) AS keys FROM mdt_keys_in(u.run, p_table, p_rows, p_columns) k
                         WHERE k.kind = 'person') k
    CROSS JOIN LATERAL mdt_files_seen(p_actor, u.run, k.keys) s;
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, shown, '{}');
END $$;

-- What a count lacks: by what is missing, the cases that the actor may open, and how many persons besides.
DROP FUNCTION IF EXISTS mdt_report_missing(bigint, uuid, text, text, bigint);
CREATE OR REPLACE FUNCTION mdt_report_missing(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run bigint)
RETURNS TABLE (what text, case_id bigint, more bigint) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE r reports_run; shown bigint[];
BEGIN
  SELECT * INTO r FROM reports_run x WHERE x.id = p_run AND x.award_id = ANY (mdt_reported_awards_of(p_actor));
  IF r.id IS NULL THEN
    PERFORM mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}');
    RETURN;
  END IF;
  RETURN QUERY WITH lacks AS MATERIALIZED (
      SELECT f.dim::text AS what, f.key FROM reports_fact f WHERE f.run_id = p_run AND f.kind = 'person'
         AND (f.code = 'unanswered' OR (f.dim = 'primary' AND f.code = 'missing'))
      UNION ALL
      SELECT d.dim, f.key FROM reports_fact f CROSS JOIN (VALUES ('victimization'), ('relationship')) AS d (dim)
       WHERE f.run_id = p_run AND f.kind = 'person' AND f.dim = 'since' AND NOT EXISTS (
         SELECT 1 FROM reports_fact g WHERE g.run_id = p_run AND g.kind = 'person' AND g.key = f.key AND g.dim = d.dim)
    ), seen AS MATERIALIZED (
      SELECT l.what, s.key, s.case_id FROM (SELECT l.what, array_agg(l.key) AS keys FROM lacks l GROUP BY l.what) l
        CROSS JOIN LATERAL mdt_files_seen(p_actor, p_run, l.keys) s
    ), unpaid AS MATERIALIZED ( -- services of the period outside every award
      SELECT DISTINCT e.case_id, EXISTS (
          SELECT 1 FROM confidentiality_grant g WHERE g.case_id = e.case_id AND g.own
             AND g.principal = ANY ((SELECT mdt_principals_of(p_actor))::bigint[]) AND g.starts_at <= mdt_now()
             AND g.expires_at > mdt_now() AND g.case_id <> ALL ((SELECT mdt_recused_of(p_actor))::bigint[])) AS open
        FROM cases_serviceevent e WHERE e.agency_id = r.agency_id AND e.on BETWEEN r.starts_on AND r.ends_on
         AND NOT EXISTS (SELECT 1 FROM cases_servicefunding p WHERE p.event_id = e.id)
    )
    SELECT s.what, s.case_id, NULL::bigint FROM seen s
    UNION ALL
    SELECT l.what, NULL, count(*) FROM lacks l WHERE NOT EXISTS (
      SELECT 1 FROM seen s WHERE s.what = l.what AND s.key = l.key) GROUP BY l.what
    UNION ALL
    SELECT 'unpaid', u.case_id, NULL FROM unpaid u WHERE u.open
    UNION ALL
    SELECT 'unpaid', NULL, count(*) FROM unpaid u WHERE NOT u.open HAVING count(*) > 0;
  SELECT coalesce(array_agg(DISTINCT s.case_id), '{}') INTO shown FROM mdt_files_seen(p_actor, p_run, ARRAY(
    SELECT f.key FROM reports_fact f WHERE f.run_id = p_run AND f.kind = 'person' AND f.dim = 'since')) s;
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, shown, '{}');
END $$;

-- A look at totals, and a copy of them that leaves: on record with the person and the page, without a case (GR-06).
CREATE OR REPLACE FUNCTION mdt_report_looked(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run uuid)
RETURNS TABLE (run_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT r.id FROM reports_run r
    WHERE r.public_id = p_run AND r.award_id = ANY (mdt_reported_awards_of(p_actor));
  PERFORM mdt_note(p_actor, p_request, CASE WHEN FOUND THEN 'tally' ELSE 'refused' END, p_purpose, p_route, '{}', '{}');
END $$;

-- What the agency ever released, and the exact numbers behind it; with ``p_also`` also a product that waits, the last row.
-- For the solver and the audit of who may publish there.
DROP FUNCTION IF EXISTS mdt_release_register(bigint, uuid, text, text, uuid);
CREATE OR REPLACE FUNCTION mdt_release_register(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_also uuid)
RETURNS TABLE (public_id uuid, audience text, award bigint, definition jsonb, exact jsonb, shown jsonb, waits boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE room bigint;
BEGIN
  SELECT p.agency_id INTO room FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id AND a.is_active
   WHERE p.id = p_actor AND p.is_active AND (p.is_supervisor OR EXISTS (
     SELECT 1 FROM agencies_award w WHERE w.agency_id = p.agency_id AND w.id = ANY (mdt_reported_awards_of(p.id))));
  PERFORM mdt_note(p_actor, p_request, CASE WHEN room IS NULL THEN 'refused' ELSE 'tally' END, p_purpose, p_route, '{}', '{}');
  RETURN QUERY SELECT p.public_id, p.audience::text, r.award_id, r.definition, r.report, p.report, p.status = 'proposed'
    FROM reports_publication p JOIN reports_run r ON r.id = p.run_id
   WHERE p.agency_id = room AND (p.status = 'released' OR (p.status = 'proposed' AND p.public_id = p_also))
   ORDER BY p.status = 'proposed', p.decided_at, p.id;
END $$;
