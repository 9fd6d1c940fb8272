-- Persons of a run, told by facts. Who is counted, how often, and under which award is decided here and nowhere else
-- (GR-10 to GR-22). A person is all files of the agency about her; nothing of another agency is read.

CREATE OR REPLACE FUNCTION mdt_reset_before(p_day date, p_month int, p_on int) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN make_date(extract(year FROM p_day)::int, p_month, p_on) <= p_day
              THEN make_date(extract(year FROM p_day)::int, p_month, p_on)
              ELSE make_date(extract(year FROM p_day)::int - 1, p_month, p_on) END $$;

-- Whole years from a birthday to a day; of an age that was told on a day, likewise. Null outside 0 to 120.
CREATE OR REPLACE FUNCTION mdt_age(p_born date, p_told int, p_told_on date, p_day date) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN years BETWEEN 0 AND 120 THEN years END FROM (SELECT CASE
    WHEN p_born IS NOT NULL THEN extract(year FROM age(p_day, p_born))::int
    WHEN p_day >= p_told_on THEN p_told + extract(year FROM age(p_day, p_told_on))::int
    WHEN p_told_on IS NOT NULL THEN p_told - ceil((p_told_on - p_day) / 366.0)::int END AS years) AS a $$;

-- What was done in a period of the agency and was paid, wholly or in part, from an award of the form. A contact that turned
-- out to be hers is one from the day on which it was linked (GR-22). One row for each event: the award with the largest share.
CREATE OR REPLACE FUNCTION mdt_counted_services(p_agency bigint, p_form text, p_from date, p_to date)
RETURNS TABLE (person bigint, service text, day date, units int, family int, award bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH files AS (
    SELECT c.id AS file, coalesce(s.other_id, c.id) AS person FROM cases_case c
      LEFT JOIN cases_relatedfile s ON s.case_id = c.id AND s.kind = 'same' WHERE c.agency_id = p_agency
  ), paid AS (
    SELECT DISTINCT ON (e.id) e.case_id, e.service, e.on, e.units, e.family, p.award_id FROM cases_serviceevent e
      JOIN cases_servicefunding p ON p.event_id = e.id
      JOIN agencies_award w ON w.id = p.award_id AND w.agency_id = p_agency AND w.form = p_form
     WHERE e.agency_id = p_agency AND e.on BETWEEN p_from AND p_to ORDER BY e.id, p.share DESC, p.award_id
  )
  SELECT f.person, p.service, p.on, p.units::int, p.family::int, p.award_id FROM paid p JOIN files f ON f.file = p.case_id
  UNION ALL
  SELECT f.person, c.service, l.linked_on, c.count::int, 0, c.award_id
    FROM cases_contactlink l JOIN cases_servicecontact c ON c.id = l.contact_id
    JOIN agencies_award w ON w.id = c.award_id AND w.agency_id = p_agency AND w.form = p_form
    JOIN files f ON f.file = l.case_id WHERE l.linked_on BETWEEN p_from AND p_to
$$;

-- Who is counted in the run, since which day, how she was served, and whether she is new.
--   served: an award of this form paid for something that is a service by itself. Of several awards the first day decides,
--   or who reports said otherwise (GR-11); what was done for her goes with her.
--   partial, not_served: only the program's own reasons lower the status (GR-12).
CREATE OR REPLACE FUNCTION mdt_count_who(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  not_alone text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(r.plan -> 'not_alone', '[]')));
  reset date; reset_month int; reset_on int;
BEGIN
  SELECT w.reset_month, w.reset_day INTO reset_month, reset_on FROM agencies_award w WHERE w.id = r.award_id;
  reset := mdt_reset_before(r.starts_on, reset_month, reset_on);
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH files AS MATERIALIZED (
    SELECT c.id AS file, coalesce(s.other_id, c.id) AS person FROM cases_case c
      LEFT JOIN cases_relatedfile s ON s.case_id = c.id AND s.kind = 'same' WHERE c.agency_id = r.agency_id
  ), done AS MATERIALIZED (
    SELECT * FROM mdt_counted_services(r.agency_id, r.form, least(reset, r.starts_on), r.ends_on)
     WHERE service <> ALL (not_alone)
  ), said AS (
    SELECT DISTINCT ON (f.person) f.person, u.award_id FROM cases_reportedunder u JOIN files f ON f.file = u.case_id
      JOIN agencies_award w ON w.id = u.award_id AND w.form = r.form
     WHERE u.agency_id = r.agency_id AND u.starts_on = r.starts_on ORDER BY f.person, u.updated_at DESC, u.id DESC
  ), served AS ( -- of each person the first and the last day of the period, the award of the first, and the last day before it
    SELECT person, min(day) FILTER (WHERE day >= r.starts_on) AS first, max(day) FILTER (WHERE day >= r.starts_on) AS last,
           max(day) FILTER (WHERE day < r.starts_on) AS before,
           (array_agg(award ORDER BY day, award) FILTER (WHERE day >= r.starts_on))[1] AS award FROM done GROUP BY person
  ), asked AS MATERIALIZED ( -- what fell short in the period; the day cannot come before that on which she asked
    SELECT f.person, greatest(q.asked_on, r.starts_on) AS day,
           (SELECT w.id FROM agencies_award w WHERE w.agency_id = r.agency_id AND w.form = r.form
               AND (w.services = '{}' OR q.service = ANY (w.services))
               AND greatest(q.asked_on, r.starts_on) BETWEEN w.starts_on AND w.ends_on
             ORDER BY w.starts_on, w.id LIMIT 1) AS award
      FROM cases_servicerequest q JOIN files f ON f.file = q.case_id
     WHERE q.agency_id = r.agency_id AND q.outcome IN ('partly', 'not') AND q.settled_on BETWEEN r.starts_on AND r.ends_on
  ), short AS (
    SELECT person, min(day) AS day, (array_agg(award ORDER BY day, award))[1] AS award FROM asked
     WHERE award IS NOT NULL GROUP BY person
  ), who AS ( -- full joins, as they are never made by going through one side for each row of the other
    SELECT person, coalesce(d.first, s.day) AS day,
           CASE WHEN d.first IS NULL THEN 'not_served' WHEN s.day IS NULL THEN 'served' ELSE 'partial' END AS status,
           CASE WHEN d.first IS NULL THEN NULL WHEN d.before >= mdt_reset_before(d.last, reset_month, reset_on) THEN 'continuing'
                ELSE 'new' END AS new
      FROM served d FULL JOIN short s USING (person) FULL JOIN said a USING (person)
     WHERE (d.first IS NOT NULL OR s.day IS NOT NULL) AND coalesce(a.award_id, d.award, s.award) = r.award_id
  )
  SELECT r.id, 'person', w.person, x.dim, x.code, 1 FROM who w CROSS JOIN LATERAL (
    VALUES ('since', w.day::text), ('status', w.status), ('new', w.new)) AS x (dim, code) WHERE x.code IS NOT NULL;
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  SELECT r.id, 'person', p.key, 'file', c.id::text, 1 FROM reports_fact p
    JOIN LATERAL (SELECT p.key AS id UNION SELECT s.case_id FROM cases_relatedfile s
                   WHERE s.other_id = p.key AND s.kind = 'same') c ON true
   WHERE p.run_id = r.id AND p.kind = 'person' AND p.dim = 'since';
END $$;

-- What is known of those who are counted.
CREATE OR REPLACE FUNCTION mdt_count_persons(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  age_floor int := (r.plan ->> 'age_floor')::int;
  told_apart boolean := age_floor > 0; -- a form without one counts everybody in her own right
  reported text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(r.plan -> 'primaries', '[]')));
BEGIN
  -- One answer of each kind for a person, from the newest of her files that has one; else why there is none.
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH of AS MATERIALIZED (
    SELECT s.key AS person, s.code::date AS day, f.code::bigint AS file FROM reports_fact s
      JOIN reports_fact f ON f.run_id = s.run_id AND f.kind = 'person' AND f.dim = 'file' AND f.key = s.key
     WHERE s.run_id = r.id AND s.kind = 'person' AND s.dim = 'since'
  ), ages AS (
    SELECT o.person, o.day, (array_agg(i.date_of_birth ORDER BY o.file DESC) FILTER (WHERE i.date_of_birth IS NOT NULL))[1] AS born,
           (array_agg(k.years ORDER BY o.file DESC) FILTER (WHERE k.years IS NOT NULL))[1] AS kept,
           (array_agg(k.on ORDER BY o.file DESC) FILTER (WHERE k.years IS NOT NULL))[1] AS kept_on,
           (array_agg(d.age_told ORDER BY o.file DESC) FILTER (WHERE d.age_told IS NOT NULL))[1] AS told,
           (array_agg(d.age_told_on ORDER BY o.file DESC) FILTER (WHERE d.age_told IS NOT NULL))[1] AS told_on,
           max(coalesce(d.absences ->> 'age_told', i.absences ->> 'date_of_birth')) AS absent,
           coalesce((array_agg(d.sex ORDER BY o.file DESC) FILTER (WHERE d.sex <> ''))[1], max(d.absences ->> 'sex'), 'unanswered') AS sex
      FROM of o LEFT JOIN cases_identity i ON i.case_id = o.file LEFT JOIN cases_demographics d ON d.case_id = o.file
      -- Where her date of birth was destroyed: her age on the last such day before, else on the first one after (law K-02).
      LEFT JOIN LATERAL (SELECT t.years, t.on FROM cases_agethen t WHERE t.case_id = o.file
                          ORDER BY t.on > o.day, abs(t.on - o.day) LIMIT 1) k ON true
     GROUP BY o.person, o.day
  ), races AS (
    SELECT DISTINCT o.person, x.code FROM of o JOIN cases_demographics d ON d.case_id = o.file CROSS JOIN unnest(d.race) AS x (code)
  )
  SELECT r.id, 'person', x.person, x.dim, x.code, 1 FROM (
    SELECT person, 'age' AS dim, coalesce(CASE WHEN born IS NULL THEN mdt_age(NULL, kept, kept_on, day) END::text,
             mdt_age(born, told, told_on, day)::text, absent, 'unanswered') AS code FROM ages
    UNION ALL SELECT person, 'sex', sex FROM ages
    UNION ALL SELECT person, 'race', code FROM races
    UNION ALL
    SELECT o.person, 'race', coalesce(max(d.absences ->> 'race'), 'unanswered') FROM of o
      LEFT JOIN cases_demographics d ON d.case_id = o.file
     WHERE o.person NOT IN (SELECT x.person FROM races x) GROUP BY o.person
    UNION ALL
    SELECT DISTINCT o.person, 'victimization', x.code FROM of o JOIN cases_victimization v ON v.case_id = o.file
     CROSS JOIN unnest(v.kinds) AS x (code)
    UNION ALL
    SELECT DISTINCT o.person, 'classification', k.code FROM of o JOIN cases_knownbarrier k ON k.case_id = o.file
     WHERE k.learned_on <= r.ends_on
    UNION ALL
    SELECT DISTINCT o.person, 'relationship', p.relationship FROM of o JOIN cases_involvedperson p ON p.case_id = o.file
     WHERE p.harmed_her = 'yes' AND p.relationship <> ''
  ) AS x;

  -- Under which crime: chosen by who works with her and in force on her first day, else the first one chosen later in the
  -- period; of who shares another's harm, that one's. Nothing is guessed: «missing» is an error of the report (GR-14).
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH who AS (
    SELECT s.key AS person, s.code::date AS day, h.other AS of_whom FROM reports_fact s LEFT JOIN LATERAL (
        SELECT coalesce(t.other_id, x.other_id) AS other FROM reports_fact f
          JOIN cases_relatedfile x ON x.case_id = f.code::bigint AND x.kind = 'secondary'
          LEFT JOIN cases_relatedfile t ON t.case_id = x.other_id AND t.kind = 'same'
         WHERE f.run_id = r.id AND f.kind = 'person' AND f.key = s.key AND f.dim = 'file' ORDER BY x.id LIMIT 1) h ON told_apart
     WHERE s.run_id = r.id AND s.kind = 'person' AND s.dim = 'since'
  ), chosen AS MATERIALIZED (
    SELECT w.person, w.of_whom, coalesce((
        SELECT p.kind FROM cases_primaryvictimization p
         WHERE p.from_on <= r.ends_on AND p.case_id IN (
           SELECT coalesce(w.of_whom, w.person) UNION SELECT s.case_id FROM cases_relatedfile s
            WHERE s.other_id = coalesce(w.of_whom, w.person) AND s.kind = 'same')
         ORDER BY p.from_on > w.day, CASE WHEN p.from_on <= w.day THEN -(p.from_on - DATE '1900-01-01')
                                          ELSE p.from_on - DATE '1900-01-01' END, p.id LIMIT 1), 'missing') AS kind
      FROM who w
  )
  SELECT r.id, 'person', c.person, x.dim, x.code, 1 FROM chosen c CROSS JOIN LATERAL (VALUES
    ('primary', c.kind),
    ('role', CASE WHEN c.of_whom IS NOT NULL THEN 'secondary'
                  WHEN EXISTS (SELECT 1 FROM reports_fact a WHERE a.run_id = r.id AND a.kind = 'person'
                    AND a.key = c.person AND a.dim = 'age' AND a.code ~ '^[0-9]+$' AND a.code::int < age_floor) THEN 'outside'
                  WHEN told_apart AND c.kind <> 'missing' AND c.kind <> ALL (reported) THEN 'outside'
                  ELSE 'primary' END)) AS x (dim, code);
END $$;

-- What was done for those who are counted, and what was not.
CREATE OR REPLACE FUNCTION mdt_count_services(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH who AS MATERIALIZED (
    SELECT s.key AS person FROM reports_fact s WHERE s.run_id = r.id AND s.kind = 'person' AND s.dim = 'since'
  ), done AS MATERIALIZED (
    SELECT d.* FROM mdt_counted_services(r.agency_id, r.form, r.starts_on, r.ends_on) d JOIN who w ON w.person = d.person
  ), of AS MATERIALIZED (
    SELECT f.key AS person, f.code::bigint AS file FROM reports_fact f
     WHERE f.run_id = r.id AND f.kind = 'person' AND f.dim = 'file'
  ), short AS (
    SELECT o.person, q.reasons FROM of o JOIN cases_servicerequest q ON q.case_id = o.file
     WHERE q.settled_on BETWEEN r.starts_on AND r.ends_on -- only what fell short has a reason of the program's
  )
  SELECT r.id, 'person', x.person, x.dim, x.code, x.amount FROM (
    SELECT person, 'service' AS dim, service AS code, sum(units)::numeric AS amount FROM done GROUP BY person, service
    UNION ALL
    SELECT person, 'nights', service, sum(units * (1 + family)) FROM done
     WHERE service IN ('emergency_shelter', 'transitional_housing') GROUP BY person, service
    UNION ALL
    SELECT person, 'sheltered_family', service, max(family) FROM done
     WHERE service IN ('emergency_shelter', 'transitional_housing') AND family > 0 GROUP BY person, service
    UNION ALL
    SELECT person, 'doubled', 'police_interview', count(*) FROM ( -- days with one interview on both of its lines
      SELECT person FROM done WHERE service IN ('police_interview', 'police_interview_justice')
       GROUP BY person, day HAVING count(DISTINCT service) = 2) AS twice GROUP BY person
    UNION ALL
    SELECT s.person, 'reason', y.code, 1 FROM short s CROSS JOIN unnest(s.reasons) AS y (code) GROUP BY s.person, y.code
    UNION ALL
    SELECT s.person, 'unmet', 'capacity', count(*) FROM short s WHERE s.reasons && ARRAY['capacity', 'resources']::varchar[]
     GROUP BY s.person
    UNION ALL
    SELECT o.person, 'order_requested', p.kind, count(*) FROM of o JOIN cases_protectionorder p ON p.case_id = o.file
     WHERE p.requested_on BETWEEN r.starts_on AND r.ends_on GROUP BY o.person, p.kind
    UNION ALL
    SELECT o.person, 'order_granted', p.kind, count(*) FROM of o JOIN cases_protectionorder p ON p.case_id = o.file
     WHERE p.granted_on BETWEEN r.starts_on AND r.ends_on GROUP BY o.person, p.kind
  ) AS x;
  -- Contacts without a record, of this award alone; one that was linked in the period or before is a person's (GR-22).
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  SELECT r.id, 'contact', c.id, x.dim, x.code, c.count FROM cases_servicecontact c
   CROSS JOIN LATERAL (VALUES ('contact', c.kind), ('service', c.service)) AS x (dim, code)
   WHERE c.agency_id = r.agency_id AND c.award_id = r.award_id AND c.on BETWEEN r.starts_on AND r.ends_on
     AND NOT EXISTS (SELECT 1 FROM cases_contactlink l WHERE l.contact_id = c.id AND l.linked_on <= r.ends_on);
END $$;
