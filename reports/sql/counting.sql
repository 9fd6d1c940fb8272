-- Counting a run: its facts in one statement of the worker's, then table by table what the form asks for. Callable by the
-- worker, which sees the step and nothing else. The plan was frozen with the run (reports/compiling.py says how it reads).

-- Whether somebody may report on an award; without a person, whether anybody may.
CREATE OR REPLACE FUNCTION mdt_is_reported(p_award bigint, p_person bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_awardreporter n WHERE n.award_id = p_award AND n.person_id = coalesce(p_person, n.person_id)
                    AND p_award = ANY (mdt_reported_awards_of(n.person_id)))
$$;

-- The draft of a period that is over: asked for by nobody, once, as long as somebody reports on the award and nobody has
-- counted the period since it ended. Callable by the worker. Answers with whether it is there now because of this call.
CREATE OR REPLACE FUNCTION mdt_count_prepare(p_award bigint, p_form text, p_version text, p_first date, p_last date,
                                             p_definition jsonb, p_plan jsonb, p_choices jsonb, p_sha256 text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE room bigint;
BEGIN
  SELECT w.agency_id INTO room FROM agencies_award w
   WHERE w.id = p_award AND w.form = p_form AND w.version = p_version AND w.starts_on <= p_last AND w.ends_on >= p_first;
  IF room IS NULL OR NOT mdt_is_reported(p_award, NULL) OR EXISTS (
    SELECT 1 FROM reports_run r WHERE r.award_id = p_award AND r.form = p_form AND r.starts_on = p_first AND r.ends_on = p_last
       AND mdt_day_of(room, r.asked_at) > r.ends_on) THEN RETURN false; END IF;
  INSERT INTO reports_run (public_id, agency_id, award_id, form, version, starts_on, ends_on, definition, plan, choices, sha256,
                           status, step, steps, asked_at, reason)
  VALUES (gen_random_uuid(), room, p_award, p_form, p_version, p_first, p_last, p_definition, p_plan, p_choices, p_sha256,
          'waiting', 0, 0, mdt_now(), '')
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION mdt_count_begin(p_run bigint) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r reports_run; kinds text[];
BEGIN
  SELECT * INTO r FROM reports_run WHERE id = p_run FOR UPDATE;
  IF r.id IS NULL OR r.status NOT IN ('waiting', 'counting') THEN RETURN NULL; END IF;
  IF NOT mdt_is_reported(r.award_id, r.asked_by_id) THEN -- she may not report any more, or nobody does
    UPDATE reports_run SET status = 'failed' WHERE id = r.id;
    RETURN NULL;
  END IF;
  DELETE FROM reports_countedcell WHERE run_id = r.id;
  DELETE FROM reports_fact WHERE run_id = r.id;
  kinds := ARRAY(SELECT DISTINCT t ->> 'of' FROM jsonb_array_elements(r.plan -> 'tables') AS t);
  IF kinds && ARRAY['person', 'contact'] THEN
    PERFORM mdt_count_who(r);
    ANALYZE reports_fact; -- the planner knows nothing of these rows, and would go through all of them for each one
    PERFORM mdt_count_persons(r);
    PERFORM mdt_count_services(r);
  END IF;
  IF 'coordination' = ANY (kinds) THEN PERFORM mdt_count_coordination(r); END IF;
  IF 'referral' = ANY (kinds) THEN PERFORM mdt_count_referrals(r); END IF;
  IF 'gathering' = ANY (kinds) THEN PERFORM mdt_count_gatherings(r); END IF;
  IF 'paper' = ANY (kinds) THEN PERFORM mdt_count_papers(r); END IF;
  PERFORM mdt_count_activity(r);
  ANALYZE reports_fact;
  UPDATE reports_run SET status = 'counting', step = 0, steps = jsonb_array_length(plan -> 'tables') WHERE id = r.id;
  RETURN jsonb_array_length(r.plan -> 'tables');
END $$;

-- The rows (or columns) that each key is in, by one sorting of the plan.
CREATE OR REPLACE FUNCTION mdt_sorted(p_run bigint, p_of text, p_by jsonb) RETURNS TABLE (key bigint, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH had AS (
    SELECT f.key, f.code FROM reports_fact f WHERE f.run_id = p_run AND f.kind = p_of AND f.dim = p_by ->> 'by'
  ), first AS (
    SELECT DISTINCT ON (h.key) h.key, o.pair ->> 1 AS place FROM had h
      JOIN jsonb_array_elements(p_by -> 'first') WITH ORDINALITY AS o (pair, n) ON o.pair ->> 0 = h.code ORDER BY h.key, o.n
  ), several AS (
    SELECT h.key, p_by ->> 'several' AS place FROM had h
     WHERE p_by ->> 'several' <> '' AND h.key NOT IN (SELECT x.key FROM first x) GROUP BY h.key HAVING count(DISTINCT h.code) > 1
  ), mapped AS (
    SELECT DISTINCT h.key, m.place FROM had h CROSS JOIN LATERAL jsonb_array_elements_text(p_by -> 'map' -> h.code) AS m (place)
     WHERE h.key NOT IN (SELECT x.key FROM first x) AND h.key NOT IN (SELECT x.key FROM several x)
  ), none AS (
    SELECT DISTINCT f.key, p_by ->> 'none' AS place FROM reports_fact f WHERE f.run_id = p_run AND f.kind = p_of
       AND p_by ->> 'none' <> '' AND NOT EXISTS (SELECT 1 FROM had h WHERE h.key = f.key)
  )
  SELECT * FROM first UNION ALL SELECT * FROM several UNION ALL SELECT * FROM mapped UNION ALL SELECT * FROM none
$$;

-- The keys that a table counts: those that have, of each dim it names, one of the codes it names.
CREATE OR REPLACE FUNCTION mdt_within(p_run bigint, p_of text, p_where jsonb) RETURNS TABLE (key bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH asked AS MATERIALIZED (
    SELECT w.dim, w.codes FROM jsonb_each(p_where) AS w (dim, codes)
  ), had AS (
    SELECT DISTINCT f.key, f.dim FROM asked w JOIN reports_fact f ON f.dim = w.dim AND w.codes ? f.code
     WHERE f.run_id = p_run AND f.kind = p_of
  )
  SELECT h.key FROM had h GROUP BY h.key HAVING count(*) = (SELECT count(*) FROM asked)
  UNION ALL
  SELECT DISTINCT f.key FROM reports_fact f WHERE f.run_id = p_run AND f.kind = p_of AND NOT EXISTS (SELECT 1 FROM asked)
$$;

-- Which key stands in which cell of one entry of the plan, and with what amount. The pedigree of a number asks here too.
CREATE OR REPLACE FUNCTION mdt_placed(p_run bigint, p_entry jsonb)
RETURNS TABLE (key bigint, row_ text, column_ text, amount numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE of_kind text := p_entry ->> 'of'; -- not a column's name: with use_column that column would be meant
BEGIN
  IF p_entry ->> 'count' = 'amount' THEN
    RETURN QUERY WITH k AS MATERIALIZED (SELECT w.key FROM mdt_within(p_run, of_kind, p_entry -> 'where') w),
      c AS MATERIALIZED (SELECT s.key, s.place FROM mdt_sorted(p_run, of_kind, p_entry -> 'column') s
                          WHERE jsonb_typeof(p_entry -> 'column') = 'object')
      SELECT f.key, m.place, coalesce(c.place, ''), f.amount FROM reports_fact f JOIN k ON k.key = f.key
        CROSS JOIN LATERAL jsonb_array_elements_text(p_entry #> ARRAY['row', 'map', f.code]) AS m (place)
        LEFT JOIN c ON c.key = f.key
       WHERE f.run_id = p_run AND f.kind = of_kind AND f.dim = p_entry #>> '{row,by}'
         AND (c.key IS NOT NULL OR jsonb_typeof(p_entry -> 'column') <> 'object');
  ELSE
    RETURN QUERY WITH k AS MATERIALIZED (SELECT w.key FROM mdt_within(p_run, of_kind, p_entry -> 'where') w),
      a AS MATERIALIZED (SELECT s.key, s.place FROM mdt_sorted(p_run, of_kind, p_entry -> 'row') s JOIN k ON k.key = s.key),
      b AS (SELECT a.key, a.place FROM a WHERE p_entry ->> 'count' = 'keys' UNION ALL
            SELECT a.key, p_entry ->> 'into' FROM a WHERE p_entry ->> 'count' = 'several'
             GROUP BY a.key HAVING count(DISTINCT a.place) > 1),
      c AS MATERIALIZED (SELECT s.key, s.place FROM mdt_sorted(p_run, of_kind, p_entry -> 'column') s
                          WHERE jsonb_typeof(p_entry -> 'column') = 'object')
      SELECT b.key, b.place, coalesce(c.place, ''), 1::numeric FROM b LEFT JOIN c ON c.key = b.key
       WHERE c.key IS NOT NULL OR jsonb_typeof(p_entry -> 'column') <> 'object';
  END IF;
END $$;

-- One entry of the plan. Entries of one table add up. Answers with whether there is another.
CREATE OR REPLACE FUNCTION mdt_count_table(p_run bigint, p_step int) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r reports_run; entry jsonb;
BEGIN
  SELECT * INTO r FROM reports_run WHERE id = p_run FOR UPDATE;
  IF r.status <> 'counting' OR p_step <> r.step THEN RETURN r.status = 'counting'; END IF; -- somebody else was quicker
  entry := r.plan -> 'tables' -> p_step;
  IF entry IS NOT NULL THEN
    INSERT INTO reports_countedcell (run_id, "table", "row", "column", value)
    SELECT r.id, entry ->> 'key', p.row_, p.column_, CASE entry ->> 'count' WHEN 'amount' THEN sum(p.amount) ELSE count(DISTINCT p.key) END
      FROM mdt_placed(r.id, entry) p GROUP BY p.row_, p.column_
    ON CONFLICT (run_id, "table", "row", "column") DO UPDATE SET value = reports_countedcell.value + excluded.value;
  END IF;
  IF p_step + 1 >= r.steps THEN
    UPDATE reports_run SET status = 'counted', step = r.steps, counted_at = mdt_now() WHERE id = r.id;
    RETURN false;
  END IF;
  UPDATE reports_run SET step = p_step + 1 WHERE id = r.id;
  RETURN true;
END $$;
