-- Work without a survivor in it: how often agencies meet and refer, agreements, policies, trainings, products, staff.

-- How often, in the form's words. Contacts: three in the median week that had any is daily, one in half of the weeks weekly,
-- one at all monthly. Meetings: three for every four weeks is weekly, three for every four months monthly, one at all
-- quarterly. The limits are ours (GR-30): the form says «usual».
CREATE OR REPLACE FUNCTION mdt_usual_contacts(p_by_week int[], p_weeks int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN cardinality(p_by_week) = 0 OR p_by_week IS NULL THEN ''
    WHEN (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM unnest(p_by_week) AS u (n)) >= 3 THEN 'daily'
    WHEN cardinality(p_by_week) * 2 >= p_weeks THEN 'weekly' ELSE 'monthly' END $$;

CREATE OR REPLACE FUNCTION mdt_usual_meetings(p_meetings int, p_weeks numeric, p_months numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_meetings = 0 THEN '' WHEN p_meetings >= 0.75 * p_weeks THEN 'weekly'
    WHEN p_meetings >= 0.75 * p_months THEN 'monthly' ELSE 'quarterly' END $$;

-- Share of each month of a period, in days of the month, that lies between two days: three months of six are exactly half.
CREATE OR REPLACE FUNCTION mdt_months_in(p_from date, p_to date, p_first date, p_last date) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(sum(greatest(0, least(m + interval '1 month' - interval '1 day', p_to, p_last)::date
                                  - greatest(m, p_from, p_first)::date + 1)::numeric
                      / extract(day FROM m + interval '1 month' - interval '1 day')::numeric), 0)
    FROM generate_series(date_trunc('month', p_from::timestamp), p_to::timestamp, interval '1 month') AS g (m) $$;

CREATE OR REPLACE FUNCTION mdt_count_coordination(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rows_of jsonb := r.plan #> '{crosswalks,agency_type,map}';
  weeks int := ceil((r.ends_on - r.starts_on + 1) / 7.0)::int;
  months numeric := mdt_months_in(r.starts_on, r.ends_on, r.starts_on, r.ends_on);
BEGIN
  IF rows_of IS NULL THEN RETURN; END IF;
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH kinds AS ( -- each agency, by the row of the form that it stands in
    SELECT a.id AS agency, y.code AS kind FROM agencies_agency a
      CROSS JOIN LATERAL jsonb_array_elements_text(rows_of -> a.sector) AS y (code) WHERE a.id <> r.agency_id
  ), types AS (
    SELECT kind, row_number() OVER (ORDER BY kind) AS key FROM (SELECT DISTINCT kind FROM kinds) k
  ), contacts AS ( -- referrals given and received, and what was asked about them
    SELECT k.kind, (c.day - r.starts_on) / 7 AS week FROM (
        SELECT x.other, mdt_day_of(r.agency_id, x.at) AS day FROM (
          SELECT coalesce(f.accepted_agency_id, f.to_agency_id) AS other, f.sent_at AS at FROM cases_referral f
           WHERE f.from_agency_id = r.agency_id AND f.sent_at >= r.starts_on - 1 AND f.sent_at < r.ends_on + 2
          UNION ALL
          SELECT f.from_agency_id, f.sent_at FROM cases_referral f
           WHERE coalesce(f.accepted_agency_id, f.to_agency_id) = r.agency_id
             AND f.sent_at >= r.starts_on - 1 AND f.sent_at < r.ends_on + 2
          UNION ALL
          SELECT CASE WHEN f.from_agency_id = r.agency_id THEN coalesce(f.accepted_agency_id, f.to_agency_id)
                      ELSE f.from_agency_id END, q.asked_at
            FROM cases_consultation q JOIN cases_referral f ON f.id = q.referral_id
           WHERE r.agency_id IN (f.from_agency_id, coalesce(f.accepted_agency_id, f.to_agency_id))
             AND q.asked_at >= r.starts_on - 1 AND q.asked_at < r.ends_on + 2
        ) x) c JOIN kinds k ON k.agency = c.other WHERE c.day BETWEEN r.starts_on AND r.ends_on
  ), by_week AS (
    SELECT kind, week, count(*)::int AS n FROM contacts GROUP BY kind, week
  ), held AS ( -- a subcommittee at its parent's table in the same hour is one meeting (GR-33)
    SELECT DISTINCT k.kind, coalesce(t.parent_id, t.id) AS team, m.starts_at FROM meetings_meeting m
      JOIN agencies_team t ON t.id = m.team_id
      JOIN meetings_attendee mine ON mine.meeting_id = m.id AND mine.agency_id = r.agency_id AND mine.presence IN ('present', 'out')
      JOIN meetings_attendee a ON a.meeting_id = m.id AND a.presence IN ('present', 'out') JOIN kinds k ON k.agency = a.agency_id
     WHERE m.status = 'held' AND (m.starts_at AT TIME ZONE t.time_zone)::date BETWEEN r.starts_on AND r.ends_on
  ), signed AS ( -- in force on a day of the period and linked to the award (GR-31)
    SELECT DISTINCT k.kind FROM reports_awardagreement l
      JOIN protocols_agreement g ON g.id = l.agreement_id AND g.kind = 'mou'
      JOIN protocols_version v ON v.agreement_id = g.id AND v.status = 'executed' AND v.starts_on <= r.ends_on
       AND coalesce(least(v.ends_on, g.ended_on), 'infinity') >= r.starts_on
      JOIN protocols_party p ON p.version_id = v.id JOIN kinds k ON k.agency = p.agency_id
     WHERE l.award_id = r.award_id AND EXISTS (SELECT 1 FROM protocols_signature s WHERE s.party_id = p.id
       AND s.voided_at IS NULL AND s.capacity = 'agency')
       AND EXISTS (SELECT 1 FROM protocols_party o WHERE o.version_id = v.id AND o.agency_id = r.agency_id)
  ), found AS (
    SELECT kind, 'contacts' AS dim, mdt_usual_contacts(array_agg(n), weeks) AS code FROM by_week GROUP BY kind
    UNION ALL SELECT kind, 'meetings', mdt_usual_meetings(count(*)::int, weeks, months) FROM held GROUP BY kind
    UNION ALL SELECT kind, 'mou', 'yes' FROM signed
  ), tellable AS (SELECT * FROM found WHERE code <> '')
  SELECT r.id, 'coordination', t.key, f.dim, f.code, 1 FROM tellable f JOIN types t ON t.kind = f.kind
  UNION ALL
  SELECT r.id, 'coordination', t.key, 'agency_type', t.kind, 1 FROM types t WHERE t.kind IN (SELECT kind FROM tellable)
  UNION ALL
  SELECT r.id, 'coordination', t.key, x.dim, t.kind, x.amount FROM types t CROSS JOIN LATERAL (VALUES
    ('times_met', (SELECT count(*) FROM held h WHERE h.kind = t.kind)),
    ('times_referred', (SELECT sum(b.n) FROM by_week b WHERE b.kind = t.kind))) AS x (dim, amount) WHERE x.amount > 0;
END $$;

CREATE OR REPLACE FUNCTION mdt_count_activity(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE months numeric := mdt_months_in(r.starts_on, r.ends_on, r.starts_on, r.ends_on);
BEGIN
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH paid AS (
    SELECT t.id, p.discipline, p.people FROM reports_training t JOIN reports_trainingpeople p ON p.training_id = t.id
     WHERE t.agency_id = r.agency_id AND (p.award_id = r.award_id OR r.plan ->> 'whose' = 'agency') AND t.on BETWEEN r.starts_on AND r.ends_on
  )
  SELECT r.id, 'training', x.id, x.dim, x.code, x.amount FROM (
    SELECT DISTINCT id, 'event' AS dim, 'event' AS code, 1::numeric AS amount FROM paid
    UNION ALL SELECT id, 'people', coalesce(nullif(discipline, ''), 'unknown'), people FROM paid
    UNION ALL SELECT t.id, 'topic', y.code, 1 FROM reports_training t CROSS JOIN unnest(t.topics) AS y (code)
               WHERE t.id IN (SELECT id FROM paid)
  ) x
  UNION ALL
  SELECT r.id, 'product', p.id, 'product', p.kind, p.number FROM reports_product p
   WHERE p.award_id = r.award_id AND p.on BETWEEN r.starts_on AND r.ends_on
  UNION ALL -- FTE: percent of full time × months paid / months of the period (GR-25)
  SELECT r.id, 'staff', s.id, 'job', s.job,
         round(s.percent / 100.0 * mdt_months_in(r.starts_on, r.ends_on, s.starts_on, coalesce(s.ends_on, r.ends_on)) / months, 4)
    FROM reports_staffassignment s
   WHERE s.award_id = r.award_id AND s.starts_on <= r.ends_on AND coalesce(s.ends_on, r.ends_on) >= r.starts_on
  UNION ALL -- what was done, or what the table adopted of a protocol that was named for the line
  SELECT DISTINCT r.id, 'policy', w.id, 'policy', w.topic, 1::numeric FROM reports_policywork w
    LEFT JOIN protocols_version v ON v.agreement_id = w.protocol_id AND v.status = 'executed'
     AND v.starts_on BETWEEN r.starts_on AND r.ends_on
   WHERE w.award_id = r.award_id AND (w.on BETWEEN r.starts_on AND r.ends_on OR v.id IS NOT NULL);
END $$;
