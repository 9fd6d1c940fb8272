-- Who may report on an award, and what never changes.

CREATE OR REPLACE FUNCTION mdt_reported_awards_of(p_person bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT coalesce(array_agg(w.id), '{}') FROM agencies_awardreporter r JOIN agencies_award w ON w.id = r.award_id
            JOIN agencies_person p ON p.id = r.person_id AND p.agency_id = w.agency_id AND p.is_active
            JOIN agencies_agency a ON a.id = p.agency_id AND a.is_active WHERE r.person_id = p_person);
END $$;

CREATE OR REPLACE FUNCTION mdt_reported_awards() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_reported_awards_of(mdt_actor()); END $$;

-- Where somebody sees and decides on protected products, and writes down work: who reports for an award of her own agency, and
-- who supervises there.
CREATE OR REPLACE FUNCTION mdt_publishes_at(p_person bigint) RETURNS bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT p.agency_id FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id AND a.is_active
           WHERE p.id = p_person AND p.is_active AND (p.is_supervisor OR mdt_reported_awards_of(p.id) <> '{}'));
END $$;

CREATE OR REPLACE FUNCTION mdt_may_publish(p_agency bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN coalesce(p_agency = mdt_publishes_at(mdt_actor()), false); END $$;

-- Whether somebody may read a product: in its agency who publishes there; once it is released, everybody at an agency for whom
-- it was made. The team are those who sit today at a table at which the agency sits too.
CREATE OR REPLACE FUNCTION mdt_reads_publication(p_person bigint, p_agency bigint, p_status text, p_audience text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DECLARE room bigint;
BEGIN
  SELECT p.agency_id INTO room FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id AND a.is_active
   WHERE p.id = p_person AND p.is_active;
  IF room IS NULL THEN RETURN false; END IF;
  IF p_agency = mdt_publishes_at(p_person) THEN RETURN true; END IF;
  RETURN p_status = 'released' AND (p_audience = 'public' OR EXISTS (
    SELECT 1 FROM agencies_seat mine JOIN agencies_team t ON t.id = mine.team_id AND t.is_active
      JOIN agencies_seat theirs ON theirs.team_id = t.id AND theirs.agency_id = p_agency
     WHERE mine.person_id = p_person AND mine.agency_id = room
       AND (mdt_now() AT TIME ZONE t.time_zone)::date BETWEEN mine.starts_on AND coalesce(mine.ends_on, 'infinity')
       AND (mdt_now() AT TIME ZONE t.time_zone)::date BETWEEN theirs.starts_on AND coalesce(theirs.ends_on, 'infinity')));
END $$;
DROP FUNCTION IF EXISTS mdt_at_table_with(bigint);

-- Who reports is named by who supervises the agency of the award, from among its own people (GR-06).
CREATE OR REPLACE FUNCTION mdt_reporter_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM agencies_award w JOIN agencies_person p ON p.id = NEW.person_id AND p.agency_id = w.agency_id
      JOIN agencies_person s ON s.id = NEW.named_by_id AND s.agency_id = w.agency_id AND s.is_supervisor AND s.is_active
     WHERE w.id = NEW.award_id) OR (mdt_actor() IS NOT NULL AND NEW.named_by_id <> mdt_actor()) THEN
    RAISE EXCEPTION 'not named by a supervisor' USING ERRCODE = 'check_violation', CONSTRAINT = 'award_reporter_named_in_agency';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS named ON agencies_awardreporter;
CREATE TRIGGER named BEFORE INSERT OR UPDATE ON agencies_awardreporter FOR EACH ROW EXECUTE FUNCTION mdt_reporter_guard();

-- Whether a report, as it is to be filed, says another number than was counted, with what partners gave added, or than
-- somebody typed for a line that nothing counts (GR-30); a sum that is not the sum of its parts; or nothing of what was counted.
-- Words and ticks are not compared.
CREATE OR REPLACE FUNCTION mdt_filed_otherwise(r reports_run) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH told AS MATERIALIZED (
    SELECT t.one ->> 'key' AS tab, c.cell ->> 0 AS line, c.cell ->> 1 AS col, c.cell ->> 2 AS status, (c.cell ->> 3)::numeric AS number,
           c.cell ->> 4 AS words
      FROM jsonb_array_elements(r.report -> 'sections') AS s (one) CROSS JOIN LATERAL jsonb_array_elements(s.one -> 'tables') AS t (one)
      CROSS JOIN LATERAL jsonb_array_elements(t.one -> 'cells') AS c (cell)
  ), counted AS MATERIALIZED (
    SELECT c."table" AS tab, c."row" AS line, c."column" AS col, c.value FROM reports_countedcell c WHERE c.run_id = r.id
  ), typed AS MATERIALIZED ( -- one's own, and what partner agencies add to it (GR-07)
    SELECT f.line, max(coalesce(f.value, 0)) FILTER (WHERE f.partner_id IS NULL) AS own,
           coalesce(sum(f.value) FILTER (WHERE f.partner_id IS NOT NULL), 0) AS partners
      FROM reports_typedfigure f WHERE f.award_id = r.award_id AND f.starts_on = r.starts_on GROUP BY f.line
  ), beside AS (
    SELECT x.one ->> 0 AS tab FROM jsonb_path_query(r.definition, '$.sections.*.tables[*]') AS x (one)
     WHERE x.one -> 1 ->> 'aside' = 'true'
  )
  SELECT EXISTS (
      SELECT 1 FROM told t LEFT JOIN counted c ON c.tab = t.tab AND c.line = t.line AND c.col = t.col
        LEFT JOIN typed f ON f.line = concat_ws('.', t.tab, t.line, nullif(t.col, ''))
       WHERE t.number IS NOT NULL AND t.line <> 'total' AND t.col <> 'total'
         AND t.number <> CASE WHEN r.plan -> 'typed' ? f.line THEN coalesce(f.own, 0)
                              ELSE coalesce(c.value, 0) + coalesce(f.partners, 0) END)
    OR EXISTS (
      SELECT 1 FROM told t WHERE t.number IS NOT NULL AND 'total' IN (t.line, t.col) AND t.number IS DISTINCT FROM (
        SELECT sum(p.number) FROM told p WHERE p.tab = t.tab AND CASE WHEN t.line = 'total' THEN p.line <> 'total' AND p.col = t.col
                                                                 ELSE p.line = t.line AND p.col <> 'total' END))
    OR EXISTS (
      SELECT 1 FROM counted c WHERE c.value <> 0 AND c.tab NOT IN (SELECT b.tab FROM beside b)
         AND (c.tab NOT IN (SELECT t.tab FROM told t) OR EXISTS (
           SELECT 1 FROM told t WHERE t.tab = c.tab AND t.line = c.line AND t.col = c.col AND t.number IS NULL AND t.words IS NULL
              AND t.status <> 'not_applicable')))
$$;

-- What is filed stays as it is, with all that was counted for it (GR-04).
CREATE OR REPLACE FUNCTION mdt_run_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM agencies_award w WHERE w.id = NEW.award_id AND w.agency_id = NEW.agency_id) THEN
      RAISE EXCEPTION 'not its award' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_of_its_award';
    END IF;
    IF NEW.asked_by_id IS NULL AND NEW.ends_on >= mdt_day_of(NEW.agency_id, mdt_now()) THEN
      RAISE EXCEPTION 'not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_prepared_when_over';
    END IF;
    IF NEW.amends_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM reports_run r WHERE r.id = NEW.amends_id AND r.status = 'filed' AND r.award_id = NEW.award_id
         AND r.starts_on = NEW.starts_on AND r.ends_on = NEW.ends_on) THEN
      RAISE EXCEPTION 'not what it amends' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_amends_filed';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status = 'filed' THEN
    RAISE EXCEPTION 'filed' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_stays';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.status = 'filed' AND OLD.status <> 'counted' THEN
    RAISE EXCEPTION 'not counted' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_when_counted';
  END IF;
  IF NEW.status = 'filed' AND NEW.ends_on >= mdt_day_of(NEW.agency_id, mdt_now()) THEN
    RAISE EXCEPTION 'not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_when_over';
  END IF;
  IF NEW.status = 'filed' AND NEW.amends_id IS NULL AND EXISTS (
    SELECT 1 FROM reports_run r WHERE r.award_id = NEW.award_id AND r.status = 'filed' AND r.form = NEW.form
       AND r.starts_on = NEW.starts_on AND r.ends_on = NEW.ends_on) THEN
    RAISE EXCEPTION 'filed before' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_again_amends';
  END IF;
  IF NEW.status = 'filed' AND (NEW.step, NEW.steps, NEW.counted_at, NEW.reason) IS DISTINCT FROM (OLD.step, OLD.steps, OLD.counted_at,
                                                                                                OLD.reason) THEN
    RAISE EXCEPTION 'more than filed' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_and_no_more';
  END IF;
  IF NEW.status = 'filed' AND mdt_filed_otherwise(NEW) THEN
    RAISE EXCEPTION 'not what was counted' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_filed_as_counted';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON reports_run;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON reports_run FOR EACH ROW EXECUTE FUNCTION mdt_run_guard();

CREATE OR REPLACE FUNCTION mdt_counted_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gone g JOIN reports_run r ON r.id = g.run_id AND r.status = 'filed') THEN
    RAISE EXCEPTION 'filed' USING ERRCODE = 'check_violation', CONSTRAINT = 'counted_stays_when_filed';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS kept_update ON reports_fact; DROP TRIGGER IF EXISTS kept_delete ON reports_fact;
CREATE TRIGGER kept_update AFTER UPDATE ON reports_fact REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION mdt_counted_guard();
CREATE TRIGGER kept_delete AFTER DELETE ON reports_fact REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION mdt_counted_guard();
DROP TRIGGER IF EXISTS kept_update ON reports_countedcell; DROP TRIGGER IF EXISTS kept_delete ON reports_countedcell;
CREATE TRIGGER kept_update AFTER UPDATE ON reports_countedcell REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION mdt_counted_guard();
CREATE TRIGGER kept_delete AFTER DELETE ON reports_countedcell REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION mdt_counted_guard();

-- A protected product comes from what was filed; one person makes it, another one decides, once (GR-48).
CREATE OR REPLACE FUNCTION mdt_publication_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM reports_run r WHERE r.id = NEW.run_id AND r.status = 'filed' AND r.agency_id = NEW.agency_id) THEN
      RAISE EXCEPTION 'not filed' USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_of_filed';
    END IF;
    -- A nation's numbers leave only when it has said so (law G-08).
    IF NEW.nation_agreed IS NOT TRUE AND EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = NEW.agency_id AND a.is_tribal) THEN
      RAISE EXCEPTION 'the nation has not agreed' USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_by_nation';
    END IF;
    -- Who gave a part of a sum can subtract it: sums with partners go to the funder alone (GR-07).
    IF EXISTS (SELECT 1 FROM reports_run r WHERE r.id = NEW.run_id AND coalesce((r.report ->> 'sum_of')::int, 0) > 0) THEN
      RAISE EXCEPTION 'with totals of partners' USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_of_own_numbers';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status <> 'proposed' THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_decided_once';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM agencies_person p WHERE p.id = NEW.decided_by_id AND p.agency_id = NEW.agency_id AND p.is_active
                    AND (p.is_supervisor OR EXISTS (
                      SELECT 1 FROM agencies_award w WHERE w.agency_id = NEW.agency_id
                         AND w.id = ANY (mdt_reported_awards_of(p.id))))) THEN
    RAISE EXCEPTION 'not of the agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_decided_in_agency';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON reports_publication;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON reports_publication FOR EACH ROW EXECUTE FUNCTION mdt_publication_guard();

-- Totals of a partner are of another agency, and somebody there gave them on a signed form (GR-07).
CREATE OR REPLACE FUNCTION mdt_partner_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM reports_typedfigure f WHERE f.award_id = OLD.award_id AND f.starts_on = OLD.starts_on
                  AND f.partner_id = OLD.partner_id) THEN
      RAISE EXCEPTION 'its totals stand' USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_totals_have_none';
    END IF;
    RETURN OLD;
  END IF;
  IF NEW.partner_id IS NULL THEN RETURN NEW; END IF;
  IF EXISTS (SELECT 1 FROM agencies_award w WHERE w.id = NEW.award_id AND w.agency_id = NEW.partner_id) THEN
    RAISE EXCEPTION 'the own agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_totals_of_another';
  END IF;
  IF TG_TABLE_NAME = 'reports_typedfigure' AND NOT EXISTS (
    SELECT 1 FROM reports_partnertotals g WHERE g.award_id = NEW.award_id AND g.starts_on = NEW.starts_on
       AND g.partner_id = NEW.partner_id) THEN
    RAISE EXCEPTION 'nobody gave them' USING ERRCODE = 'check_violation', CONSTRAINT = 'typed_partner_gave';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS partner ON reports_typedfigure;
CREATE TRIGGER partner BEFORE INSERT OR UPDATE ON reports_typedfigure FOR EACH ROW EXECUTE FUNCTION mdt_partner_guard();
DROP TRIGGER IF EXISTS partner ON reports_partnertotals;
CREATE TRIGGER partner BEFORE INSERT OR UPDATE OR DELETE ON reports_partnertotals
  FOR EACH ROW EXECUTE FUNCTION mdt_partner_guard();

-- What is written down for an award belongs to the agency of the award.
CREATE OR REPLACE FUNCTION mdt_award_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE room bigint; text_of bigint;
BEGIN
  IF NEW.award_id IS NULL THEN RETURN NEW; END IF;
  room := CASE TG_TABLE_NAME
    WHEN 'reports_trainingpeople' THEN (SELECT t.agency_id FROM reports_training t
                                         WHERE t.id = (to_jsonb(NEW) ->> 'training_id')::bigint)
    WHEN 'reports_awardagreement' THEN (SELECT p.agency_id FROM agencies_person p
                                         WHERE p.id = (to_jsonb(NEW) ->> 'linked_by_id')::bigint)
    ELSE (to_jsonb(NEW) ->> 'agency_id')::bigint END;
  IF NOT EXISTS (SELECT 1 FROM agencies_award w WHERE w.id = NEW.award_id AND w.agency_id = room) THEN
    RAISE EXCEPTION 'of another agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_of_own_award';
  END IF;
  -- Of the team's work only what the agency is a party to, of a text that went out (GR-31).
  text_of := CASE TG_TABLE_NAME WHEN 'reports_awardagreement' THEN (to_jsonb(NEW) ->> 'agreement_id')::bigint
                                WHEN 'reports_policywork' THEN (to_jsonb(NEW) ->> 'protocol_id')::bigint END;
  IF text_of IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM protocols_party p JOIN protocols_version v ON v.id = p.version_id AND v.sent_at IS NOT NULL
     WHERE v.agreement_id = text_of AND p.agency_id = room) THEN
    RAISE EXCEPTION 'not a party' USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_of_own_agreement';
  END IF;
  RETURN NEW;
END $$;
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['reports_trainingpeople', 'reports_product', 'reports_staffassignment', 'reports_policywork',
                              'reports_awardagreement'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS fits ON %I', name);
    EXECUTE format('CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION mdt_award_guard()', name);
  END LOOP;
END $$;
