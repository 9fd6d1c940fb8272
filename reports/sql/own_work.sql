-- What an agency's own picture needs beside the forms of funders: referrals and how soon they were answered, meetings of its
-- tables, and the papers that are in force. One key for each; no person is counted here.

CREATE OR REPLACE FUNCTION mdt_count_referrals(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH sent AS MATERIALIZED ( -- by the day that it was in the agency's county when it went out
    SELECT f.id, f.sent_at, CASE WHEN f.from_agency_id = r.agency_id THEN 'made' ELSE 'received' END AS direction
      FROM cases_referral f
     WHERE (f.from_agency_id = r.agency_id OR coalesce(f.accepted_agency_id, f.to_agency_id) = r.agency_id)
       AND f.sent_at >= r.starts_on - 1 AND f.sent_at < r.ends_on + 2
       AND mdt_day_of(r.agency_id, f.sent_at) BETWEEN r.starts_on AND r.ends_on
  ), told AS ( -- as it stood when the period was over
    SELECT s.id, s.direction, s.sent_at, min(e.at) FILTER (WHERE e.after IN ('accepted', 'declined', 'redirected')) AS answered_at,
           bool_or(e.after = 'accepted') AS accepted, bool_or(e.after IN ('declined', 'redirected')) AS declined,
           bool_or(e.after = 'withdrawn') AS withdrawn
      FROM sent s LEFT JOIN cases_referralevent e ON e.referral_id = s.id AND mdt_day_of(r.agency_id, e.at) <= r.ends_on
     GROUP BY s.id, s.direction, s.sent_at
  )
  SELECT r.id, 'referral', t.id, x.dim, x.code, 1 FROM told t CROSS JOIN LATERAL (VALUES
    ('direction', t.direction),
    ('answer', CASE WHEN t.answered_at IS NULL THEN 'none' WHEN t.answered_at <= t.sent_at + interval '24 hours' THEN 'day'
                    WHEN t.answered_at <= t.sent_at + interval '72 hours' THEN 'three_days'
                    WHEN t.answered_at <= t.sent_at + interval '168 hours' THEN 'week' ELSE 'later' END),
    ('ending', CASE WHEN t.accepted THEN 'accepted' WHEN t.withdrawn THEN 'withdrawn' WHEN t.declined THEN 'declined'
                    ELSE 'open' END)) AS x (dim, code);
END $$;

-- Meetings of the tables at which the agency had a seat that day, and those at which somebody of it was in the room. A
-- subcommittee at its parent's table in the same hour is one meeting (GR-33).
CREATE OR REPLACE FUNCTION mdt_count_gatherings(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH held AS (
    SELECT min(m.id) AS id, bool_or(EXISTS (SELECT 1 FROM meetings_attendee a WHERE a.meeting_id = m.id
             AND a.agency_id = r.agency_id AND a.presence IN ('present', 'out'))) AS there
      FROM meetings_meeting m JOIN agencies_team t ON t.id = m.team_id
     WHERE m.status = 'held' AND (m.starts_at AT TIME ZONE t.time_zone)::date BETWEEN r.starts_on AND r.ends_on
       AND EXISTS (SELECT 1 FROM agencies_seat s WHERE s.team_id = t.id AND s.agency_id = r.agency_id
             AND (m.starts_at AT TIME ZONE t.time_zone)::date BETWEEN s.starts_on AND coalesce(s.ends_on, 'infinity'))
     GROUP BY coalesce(t.parent_id, t.id), m.starts_at
  )
  SELECT r.id, 'gathering', h.id, 'gathering', x.code, 1 FROM held h
   CROSS JOIN LATERAL (VALUES ('held', true), ('attended', h.there)) AS x (code, holds) WHERE x.holds;
END $$;

-- Agreements and protocols that the agency is a party of, as they stood on the last day of the period.
CREATE OR REPLACE FUNCTION mdt_count_papers(r reports_run) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO reports_fact (run_id, kind, key, dim, code, amount)
  WITH standing AS (
    SELECT g.id, g.kind, least(v.ends_on, g.ended_on) AS last, EXISTS (
             SELECT 1 FROM protocols_review w WHERE w.version_id = v.id AND w.due_on < r.ends_on
                AND (w.done_on IS NULL OR w.done_on > r.ends_on)) AS overdue
      FROM protocols_agreement g JOIN LATERAL (
        SELECT x.* FROM protocols_version x WHERE x.agreement_id = g.id AND x.status = 'executed' AND x.starts_on <= r.ends_on
         ORDER BY x.starts_on DESC, x.id DESC LIMIT 1) v ON coalesce(least(v.ends_on, g.ended_on), 'infinity') >= r.ends_on
     WHERE EXISTS (SELECT 1 FROM protocols_party p WHERE p.version_id = v.id AND p.agency_id = r.agency_id)
  )
  SELECT r.id, 'paper', s.id, 'paper', x.code, 1 FROM standing s CROSS JOIN LATERAL (VALUES
    (s.kind || '_in_force', true),
    (s.kind || '_ending', s.last <= r.ends_on + 90),
    (s.kind || '_overdue', s.overdue)) AS x (code, holds) WHERE x.holds;
END $$;
