-- Owns bulk referrals, two for every ten cases: half to an agency, half to a team, most of them long answered.

CREATE TEMP TABLE letter AS
SELECT p.n, bulk.last_referral + p.n / 5 AS id, pg_temp.place(p.n + 300000000) AS code_place, p.id AS case_id, p.agency_id,
       p.first AS sent_by, p.opened_at + interval '3 hours' AS sent_at,
       CASE WHEN p.n % 10 = 0 THEN other.agency_id END AS to_agency, CASE WHEN p.n % 10 = 5 THEN t.team_id END AS to_team,
       pg_temp.pick(p.n, 31, CASE WHEN p.opened_at < bulk.base - interval '30 days'
         THEN ARRAY['closed', 'closed', 'closed', 'follow_up', 'declined', 'withdrawn']
         ELSE ARRAY['received', 'screened', 'coordinator_assigned', 'first_contact', 'declined', 'closed'] END) AS status,
       pg_temp.pick(p.n, 32, other.people) AS answers
  FROM bulk, plan p
  JOIN staff other
    ON other.place = (p.place + 1 + floor(pg_temp.u(p.n, 33) * ((SELECT count(*) FROM staff) - 1))::int) % (SELECT count(*) FROM staff)
  JOIN team_place t ON t.place = p.place % (SELECT count(*) FROM team_place)
 WHERE p.n % 5 = 0;
CREATE TEMP TABLE answered AS
SELECT l.*, c.coordinator, pc.agency_id AS accepted, l.status NOT IN ('received', 'screened', 'declined', 'withdrawn') AS is_accepted
  FROM letter l, LATERAL (SELECT CASE WHEN l.to_agency IS NOT NULL THEN l.answers
    ELSE (SELECT min(k.user_id) FROM agencies_teamcoordinator k WHERE k.content_object_id = l.to_team) END AS coordinator) AS c
  JOIN agencies_person pc ON pc.id = c.coordinator;
ANALYZE answered;

INSERT INTO cases_referral
  (id, public_id, code, sent_at, once, tier, urgency, risk_band, area_kind, age_band, language, access_needs, asked_for,
   absences, identified, status, accepted_agency_id, area_id, coordinator_id, from_agency_id, sent_by_id, to_agency_id, to_team_id)
OVERRIDING SYSTEM VALUE
SELECT id, pg_temp.uid('referral', n), pg_temp.code(code_place), sent_at, pg_temp.uid('once', n), 2, 'soon', '', 'county',
       '25-59', 'en', '{}', '{advocacy}', '{}', false, status, CASE WHEN is_accepted THEN accepted END,
       (SELECT min(id) FROM agencies_jurisdiction), CASE WHEN is_accepted THEN coordinator END, agency_id, sent_by,
       to_agency, to_team
  FROM answered ORDER BY n;
SELECT setval('cases_referral_id_seq', max(id)) FROM cases_referral;

INSERT INTO cases_referralorigin (referral_id, case_id) SELECT id, case_id FROM answered ORDER BY n;
INSERT INTO cases_referralevent (referral_id, before, after, reason, by_id, by_agency_id, at)
SELECT id, '', 'received', '', sent_by, agency_id, sent_at FROM answered ORDER BY n;
INSERT INTO cases_referralevent (referral_id, before, after, reason, by_id, by_agency_id, at)
SELECT id, 'received', CASE WHEN is_accepted THEN 'accepted' ELSE status END, '',
       CASE WHEN status = 'withdrawn' THEN sent_by ELSE coordinator END,
       CASE WHEN status = 'withdrawn' THEN agency_id ELSE accepted END, sent_at + interval '5 hours'
  FROM answered WHERE status <> 'received' ORDER BY n;
INSERT INTO cases_clock (referral_id, kind, started_at, due_at, escalate_at, met_at, stopped_at, escalated_at)
SELECT id, 'consult', sent_at, sent_at + interval '1 day', sent_at + interval '25 hours',
       CASE WHEN is_accepted OR status = 'declined' THEN sent_at + interval '5 hours' END,
       CASE WHEN status = 'withdrawn' THEN sent_at + interval '5 hours' END,
       CASE WHEN status IN ('received', 'screened') AND sent_at + interval '25 hours' < bulk.base THEN sent_at + interval '25 hours' END
  FROM bulk, answered ORDER BY n;
