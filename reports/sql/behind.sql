-- From a number to what is behind it: its records, for who may report on the award, and of these only the records that she
-- could open anyway. Of the others she learns how many (GR-06). Every answer is on record, with the ids that were shown.

-- Of some records those on which somebody works in their own room now, or supervises there, and is not walled off from.
DROP FUNCTION IF EXISTS mdt_opens(bigint, bigint);
CREATE OR REPLACE FUNCTION mdt_opened(p_actor bigint, p_cases bigint[]) RETURNS TABLE (case_id bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.id FROM unnest(p_cases) AS u (id)
   WHERE EXISTS (SELECT 1 FROM confidentiality_grant x WHERE x.case_id = u.id AND x.own
                    AND x.principal = ANY ((SELECT mdt_principals_of(p_actor))::bigint[])
                    AND x.starts_at <= mdt_now() AND x.expires_at > mdt_now())
     AND u.id <> ALL ((SELECT mdt_recused_of(p_actor))::bigint[])
$$;

-- The files of a person that somebody may see now, by the code and the id that a page needs to lead there.
DROP FUNCTION IF EXISTS mdt_files_seen(bigint, bigint, bigint[]);
CREATE OR REPLACE FUNCTION mdt_files_seen(p_actor bigint, p_run bigint, p_keys bigint[])
RETURNS TABLE (key bigint, case_id bigint, code text, public_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH files AS MATERIALIZED (
    SELECT f.key, f.code::bigint AS file FROM unnest(p_keys) AS k (key) JOIN reports_fact f ON f.key = k.key
     WHERE f.run_id = p_run AND f.kind = 'person' AND f.dim = 'file'
  )
  SELECT f.key, c.id, c.code::text, c.public_id FROM files f JOIN cases_case c ON c.id = f.file
   WHERE f.file IN (SELECT o.case_id FROM mdt_opened(p_actor, ARRAY(SELECT x.file FROM files x)) o)
$$;

CREATE OR REPLACE FUNCTION mdt_keys_in(p_run bigint, p_table text, p_rows text[], p_columns text[])
RETURNS TABLE (kind text, key bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT e.entry ->> 'of', p.key FROM reports_run r
   CROSS JOIN LATERAL jsonb_array_elements(r.plan -> 'tables') AS e (entry)
   CROSS JOIN LATERAL mdt_placed(r.id, e.entry) p
   WHERE r.id = p_run AND e.entry ->> 'key' = p_table AND (p_rows IS NULL OR p.row_ = ANY (p_rows))
     AND (p_columns IS NULL OR p.column_ = ANY (p_columns))
$$;

-- Whether somebody may report on the award of these counts.
CREATE OR REPLACE FUNCTION mdt_reports_runs(p_actor bigint, p_runs bigint[]) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT bool_and(r.award_id IS NOT NULL AND r.award_id = ANY ((SELECT mdt_reported_awards_of(p_actor))::bigint[]))
    FROM unnest(p_runs) AS u (id) LEFT JOIN reports_run r ON r.id = u.id WHERE u.id IS NOT NULL
$$;

-- What joined a number from one count to another (sign 1), and what left it (sign -1). Without an earlier count, all of it.
--   what 'file': a case that the actor may open · 'more': how many persons besides · other kinds: the key of the record
CREATE OR REPLACE FUNCTION mdt_moved(p_actor bigint, p_run bigint, p_before bigint, p_table text, p_rows text[], p_columns text[])
RETURNS TABLE (sign int, what text, id bigint, code text, public_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH now_in AS MATERIALIZED (SELECT k.kind, k.key FROM mdt_keys_in(p_run, p_table, p_rows, p_columns) k),
  was_in AS MATERIALIZED (SELECT k.kind, k.key FROM mdt_keys_in(p_before, p_table, p_rows, p_columns) k),
  moved AS MATERIALIZED (
    SELECT 1 AS sign, p_run AS run, n.kind, n.key FROM now_in n
     WHERE NOT EXISTS (SELECT 1 FROM was_in w WHERE w.kind = n.kind AND w.key = n.key)
    UNION ALL
    SELECT -1, p_before, w.kind, w.key FROM was_in w
     WHERE NOT EXISTS (SELECT 1 FROM now_in n WHERE n.kind = w.kind AND n.key = w.key)
  ), persons AS MATERIALIZED (
    SELECT m.sign, s.* FROM (
        SELECT m.sign, m.run, array_agg(m.key) AS keys FROM moved m WHERE m.kind = 'person' GROUP BY m.sign, m.run) m
      CROSS JOIN LATERAL mdt_files_seen(p_actor, m.run, m.keys) s
  )
  SELECT p.sign, 'file', p.case_id, p.code, p.public_id FROM persons p
  UNION ALL
  SELECT m.sign, 'more', count(*), NULL, NULL FROM moved m WHERE m.kind = 'person' AND NOT EXISTS (
    SELECT 1 FROM persons p WHERE p.sign = m.sign AND p.key = m.key) GROUP BY m.sign
  UNION ALL
  SELECT m.sign, m.kind, m.key, NULL, NULL FROM moved m WHERE m.kind <> 'person'
$$;

DROP FUNCTION IF EXISTS mdt_report_behind(bigint, uuid, text, text, bigint, bigint, text, text[], text[]);
CREATE OR REPLACE FUNCTION mdt_report_behind(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run bigint,
                                             p_before bigint, p_table text, p_rows text[], p_columns text[])
RETURNS TABLE (sign int, what text, id bigint, code text, public_id uuid) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE found_rows jsonb;
BEGIN
  IF mdt_reports_runs(p_actor, ARRAY[p_run, p_before]) IS NOT TRUE THEN
    PERFORM mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}');
    RETURN;
  END IF;
  found_rows := (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]') FROM mdt_moved(p_actor, p_run, p_before, p_table, p_rows, p_columns) m);
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, ARRAY(
    SELECT DISTINCT (e ->> 'id')::bigint FROM jsonb_array_elements(found_rows) AS e WHERE e ->> 'what' = 'file'), '{}');
  RETURN QUERY SELECT * FROM jsonb_to_recordset(found_rows) AS x (sign int, what text, id bigint, code text, public_id uuid);
END $$;

-- What a count lacks: by what is missing, the cases that the actor may open, and how many persons or cases besides.
CREATE OR REPLACE FUNCTION mdt_lacking(p_actor bigint, r reports_run)
RETURNS TABLE (what text, id bigint, code text, public_id uuid, more bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH lacks AS MATERIALIZED (
    SELECT f.dim::text AS what, f.key FROM reports_fact f WHERE f.run_id = r.id AND f.kind = 'person'
       AND (f.code = 'unanswered' OR (f.dim = 'primary' AND f.code = 'missing'))
    UNION ALL
    SELECT d.dim, f.key FROM reports_fact f CROSS JOIN (VALUES ('victimization'), ('relationship')) AS d (dim)
     WHERE f.run_id = r.id AND f.kind = 'person' AND f.dim = 'since' AND NOT EXISTS (
       SELECT 1 FROM reports_fact g WHERE g.run_id = r.id AND g.kind = 'person' AND g.key = f.key AND g.dim = d.dim)
  ), seen AS MATERIALIZED (
    SELECT l.what, s.* FROM (SELECT l.what, array_agg(l.key) AS keys FROM lacks l GROUP BY l.what) l
      CROSS JOIN LATERAL mdt_files_seen(p_actor, r.id, l.keys) s
  ), unpaid AS MATERIALIZED ( -- services of the period outside every award
    SELECT c.id, c.code::text AS code, c.public_id FROM cases_case c WHERE c.agency_id = r.agency_id AND c.id IN (
      SELECT e.case_id FROM cases_serviceevent e WHERE e.agency_id = r.agency_id AND e.on BETWEEN r.starts_on AND r.ends_on
         AND NOT EXISTS (SELECT 1 FROM cases_servicefunding p WHERE p.event_id = e.id))
  ), opened AS MATERIALIZED (
    SELECT o.case_id FROM mdt_opened(p_actor, ARRAY(SELECT u.id FROM unpaid u)) o
  )
  SELECT s.what, s.case_id, s.code, s.public_id, NULL::bigint FROM seen s
  UNION ALL
  SELECT l.what, NULL, NULL, NULL, count(*) FROM lacks l WHERE NOT EXISTS (
    SELECT 1 FROM seen s WHERE s.what = l.what AND s.key = l.key) GROUP BY l.what
  UNION ALL
  SELECT 'unpaid', u.id, u.code, u.public_id, NULL FROM unpaid u WHERE u.id IN (SELECT o.case_id FROM opened o)
  UNION ALL
  SELECT 'unpaid', NULL, NULL, NULL, count(*) FROM unpaid u WHERE u.id NOT IN (SELECT o.case_id FROM opened o) HAVING count(*) > 0
$$;

DROP FUNCTION IF EXISTS mdt_report_missing(bigint, uuid, text, text, bigint);
CREATE OR REPLACE FUNCTION mdt_report_missing(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run bigint)
RETURNS TABLE (what text, id bigint, code text, public_id uuid, more bigint) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE r reports_run; found_rows jsonb;
BEGIN
  IF mdt_reports_runs(p_actor, ARRAY[p_run]) IS NOT TRUE THEN
    PERFORM mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}');
    RETURN;
  END IF;
  SELECT * INTO r FROM reports_run x WHERE x.id = p_run;
  found_rows := (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]') FROM mdt_lacking(p_actor, r) m);
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, ARRAY(
    SELECT DISTINCT (e ->> 'id')::bigint FROM jsonb_array_elements(found_rows) AS e WHERE e ->> 'id' IS NOT NULL), '{}');
  RETURN QUERY SELECT * FROM jsonb_to_recordset(found_rows) AS x (what text, id bigint, code text, public_id uuid, more bigint);
END $$;

-- A look at a report, and a copy of it that leaves: on record with the person, the page, which report it was and, in the
-- purpose, in which format it left; without a case (GR-06).
CREATE OR REPLACE FUNCTION mdt_report_looked(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_run uuid)
RETURNS TABLE (run_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT r.id FROM reports_run r
    WHERE r.public_id = p_run AND r.award_id = ANY (mdt_reported_awards_of(p_actor));
  PERFORM mdt_note(p_actor, p_request, CASE WHEN FOUND THEN 'tally' ELSE 'refused' END, p_purpose, p_route, '{}', '{}', '{}', p_run);
END $$;

-- The same for a protected product.
CREATE OR REPLACE FUNCTION mdt_publication_looked(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_publication uuid)
RETURNS TABLE (publication_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT p.id FROM reports_publication p WHERE p.public_id = p_publication
     AND mdt_reads_publication(p_actor, p.agency_id, p.status, p.audience)
     AND (p.status = 'released' OR split_part(p_purpose, '.', 2) <> 'download'); -- what waits leaves in no file
  PERFORM mdt_note(p_actor, p_request, CASE WHEN FOUND THEN 'tally' ELSE 'refused' END, p_purpose, p_route, '{}', '{}', '{}',
                   p_publication);
END $$;

-- All that was released to somebody since a day, for the picture over time: one look, of one agency or of all.
CREATE OR REPLACE FUNCTION mdt_released_looked(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_since text, p_agency uuid)
RETURNS TABLE (publication_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE found_ids bigint[]; theirs boolean;
BEGIN
  SELECT coalesce(array_agg(p.id), '{}'), coalesce(bool_or(a.public_id = p_agency), false) INTO found_ids, theirs
    FROM reports_publication p JOIN agencies_agency a ON a.id = p.agency_id
   WHERE p.status = 'released' AND p.report ->> 'period' >= p_since
     AND mdt_reads_publication(p_actor, p.agency_id, p.status, p.audience);
  PERFORM mdt_note(p_actor, p_request, CASE WHEN p_agency IS NULL OR theirs THEN 'tally' ELSE 'refused' END, p_purpose, p_route,
                   '{}', '{}', '{}', p_agency);
  RETURN QUERY SELECT u.id FROM unnest(found_ids) AS u (id);
END $$;

-- Who took a copy of a report or of a product, and in which format, the newest first: for who reads the exact numbers of that
-- report, and for the people of the agency whose product it is.
CREATE OR REPLACE FUNCTION mdt_report_copies(p_thing uuid) RETURNS TABLE (at timestamptz, person text, agency text, format text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF NOT EXISTS (SELECT 1 FROM reports_run r WHERE r.public_id = p_thing AND r.award_id = ANY (mdt_reported_awards()))
     AND NOT EXISTS (SELECT 1 FROM reports_publication p WHERE p.public_id = p_thing AND p.agency_id = mdt_agency())
  THEN RETURN; END IF;
  RETURN QUERY SELECT l.at, p.name::text, coalesce(a.name, '')::text, split_part(l.purpose, '.', 3) FROM confidentiality_ledger l
    JOIN agencies_person p ON p.id = l.actor_id LEFT JOIN agencies_agency a ON a.id = l.agency_id
   WHERE l.kind = 'tally' AND l.asked = p_thing AND split_part(l.purpose, '.', 2) = 'download' ORDER BY l.at DESC, l.id DESC LIMIT 200;
END $$;

-- Whoever received a service in these counts, each once: for who may report on their awards.
CREATE OR REPLACE FUNCTION mdt_report_year(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_runs bigint[])
RETURNS TABLE (persons bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF mdt_reports_runs(p_actor, p_runs) IS NOT TRUE THEN
    PERFORM mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}');
    RETURN;
  END IF;
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, '{}', '{}');
  RETURN QUERY SELECT count(DISTINCT f.key) FROM reports_fact f
    WHERE f.run_id = ANY (p_runs) AND f.kind = 'person' AND f.dim = 'service';
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
