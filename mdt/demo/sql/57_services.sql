-- Owns what survivors of bulk cases asked and what was done: some nine services a record, few have many, most of them early.

CREATE TEMP TABLE usual AS SELECT x.discipline, x.services FROM (VALUES
  ('cac', ARRAY['forensic_exam', 'counseling', 'counseling', 'other_therapy', 'individual_advocacy', 'referral_other']),
  ('', ARRAY['crisis_intervention', 'crisis_intervention', 'crisis_intervention', 'counseling', 'counseling',
    'individual_advocacy', 'individual_advocacy', 'support_group', 'transportation', 'transportation', 'material_assistance',
    'protection_order_help', 'exam_accompaniment', 'criminal_court', 'police_interview', 'emergency_shelter',
    'transitional_housing', 'emergency_money', 'rights_information', 'justice_information', 'referral_other',
    'compensation_claim'])) AS x (discipline, services);

-- Needs: none to three, asked on the first day, most of them met.
CREATE TEMP TABLE need AS
SELECT r.*, x.k, r.n * 4 + x.k AS m, u.services, pg_temp.pick(r.n * 4 + x.k, 61, ARRAY['provided', 'provided', 'provided', 'provided',
         'provided', 'provided', 'provided', 'partly', 'not', 'ended', 'waiting']) AS wished,
       r.opened_on + floor(pg_temp.u(r.n * 4 + x.k, 62) * 60)::int AS settled
  FROM record r JOIN usual u ON u.discipline = CASE r.discipline WHEN 'cac' THEN 'cac' ELSE '' END,
       generate_series(1, 3) AS x (k) WHERE pg_temp.u(r.n, 63) < CASE x.k WHEN 1 THEN 0.7 WHEN 2 THEN 0.3 ELSE 0.08 END;
INSERT INTO cases_servicerequest
  (public_id, case_id, agency_id, service, asked_on, outcome, reasons, her_reason, settled_on, absences, updated_at, updated_by_id)
SELECT pg_temp.uid('need', d.m), d.id, d.agency_id, pg_temp.pick(d.m, 64, d.services), d.opened_on, x.outcome,
       CASE WHEN x.outcome IN ('partly', 'not') THEN
         ARRAY[pg_temp.pick(d.m, 65, ARRAY['capacity', 'capacity', 'resources', 'language', 'hours', 'transportation'])] ELSE '{}' END,
       CASE WHEN x.outcome = 'ended' THEN pg_temp.pick(d.m, 66, ARRAY['withdrew', 'moved', 'lost_contact', 'elsewhere']) ELSE '' END,
       CASE WHEN x.outcome <> 'waiting' THEN d.settled END, '{}', d.opened_at, d.first
  FROM need d, LATERAL (SELECT CASE WHEN d.settled > d.last_day OR d.opened_on > d.last_day THEN 'waiting' ELSE d.wished END AS outcome) AS x
 ORDER BY d.m;

-- What was done: from one to sixty times, for some weeks or for two years, more of it at the beginning.
CREATE TEMP TABLE act AS
SELECT bulk.last_event + row_number() OVER (ORDER BY x.m) AS id, x.m, r.id AS case_id, r.agency_id, r.opened_at,
       CASE WHEN r.second IS NOT NULL AND pg_temp.u(x.m, 67) < 0.3 THEN r.second ELSE r.first END AS by_id,
       pg_temp.pick(x.m, 68, u.services) AS service,
       least(r.opened_on + floor(power(pg_temp.u(x.m, 69), 2) * (20 + 700 * power(pg_temp.u(r.n, 70), 2)))::int, r.last_day) AS done_on
  FROM bulk CROSS JOIN record r JOIN usual u ON u.discipline = CASE r.discipline WHEN 'cac' THEN 'cac' ELSE '' END,
       LATERAL (SELECT r.n * 64 + k AS m FROM generate_series(1, CASE WHEN pg_temp.u(r.n, 71) < 0.05 THEN 0
         ELSE least(60, 1 + floor(-ln(1 - pg_temp.u(r.n, 72)) * 8.5))::int END) AS g (k)) AS x;
ANALYZE act;
INSERT INTO cases_serviceevent
  (id, public_id, case_id, agency_id, service, "on", units, family, by_id, once, absences, updated_at, updated_by_id)
OVERRIDING SYSTEM VALUE
SELECT a.id, pg_temp.uid('event', a.m), a.case_id, a.agency_id, a.service, a.done_on,
       CASE WHEN x.in_nights THEN 1 + floor(-ln(1 - pg_temp.u(a.m, 73)) * 6)::int WHEN pg_temp.u(a.m, 73) < 0.1 THEN 2 ELSE 1 END,
       CASE WHEN x.in_nights THEN floor(pg_temp.u(a.m, 74) * 4)::int ELSE 0 END, a.by_id, pg_temp.uid('act', a.m), '{}',
       a.opened_at, a.by_id
  FROM act a, LATERAL (SELECT a.service IN ('emergency_shelter', 'transitional_housing') AS in_nights) AS x ORDER BY a.id;
SELECT setval('cases_serviceevent_id_seq', max(id)) FROM cases_serviceevent HAVING max(id) IS NOT NULL;

-- Paid from one award, from two, from one and other money, or from none: all shares make a whole.
INSERT INTO cases_servicefunding (case_id, agency_id, event_id, award_id, share, absences, updated_at, updated_by_id)
SELECT a.case_id, a.agency_id, a.id, x.award_id, x.share, '{}', a.opened_at, a.by_id
  FROM act a JOIN promised s ON s.agency_id = a.agency_id AND s.name = 'STOP'
  JOIN promised v ON v.agency_id = a.agency_id AND v.name = 'VOCA',
       LATERAL (SELECT a.service = ANY (s.services) AS both, pg_temp.u(a.m, 75) AS chance) AS o,
       LATERAL (SELECT CASE WHEN o.both AND o.chance < 0.45 THEN ARRAY[s.id] WHEN o.both AND o.chance < 0.65 THEN ARRAY[s.id, v.id]
                            WHEN o.chance < 0.85 THEN ARRAY[v.id] WHEN o.chance < 0.92 THEN ARRAY[v.id, NULL]
                            WHEN o.chance < 0.97 THEN ARRAY[NULL::bigint] ELSE '{}' END AS awards) AS p,
       LATERAL (SELECT w.award_id, CASE WHEN cardinality(p.awards) = 1 THEN 100 WHEN w.place = 1 THEN 60 ELSE 40 END AS share
                  FROM unnest(p.awards) WITH ORDINALITY AS w (award_id, place)) AS x
 ORDER BY a.id, x.award_id;

-- Calls and talks without a record, one for every two records; one in twenty turned out to be a survivor's.
CREATE TEMP TABLE call AS
SELECT bulk.last_contact + row_number() OVER (ORDER BY r.n) AS id, r.id AS case_id, r.agency_id, r.n, r.first,
       r.opened_on, r.opened_at, r.opened_on - floor(pg_temp.u(r.n, 76) * 20)::int AS held_on,
       pg_temp.pick(r.n, 77, ARRAY['hotline', 'hotline', 'hotline', 'outreach', 'information']) AS how, p.id AS award_id
  FROM bulk, record r JOIN promised p ON p.agency_id = r.agency_id AND p.name = CASE WHEN pg_temp.u(r.n, 78) < 0.6 THEN 'STOP' ELSE 'VOCA' END
 WHERE r.place_in % 2 = 0 AND r.opened_on <= r.last_day AND r.opened_on - 20 >= p.since;
INSERT INTO cases_servicecontact (id, public_id, agency_id, kind, service, "on", count, award_id, by_id, at, once)
OVERRIDING SYSTEM VALUE
SELECT id, pg_temp.uid('call', n), agency_id, how, CASE how WHEN 'hotline' THEN 'hotline' ELSE 'rights_information' END, held_on,
       1 + floor(-ln(1 - pg_temp.u(n, 79)) * 1.5)::int, CASE WHEN pg_temp.u(n, 80) < 0.9 THEN award_id END, first, opened_at,
       pg_temp.uid('heard', n)
  FROM call ORDER BY id;
SELECT setval('cases_servicecontact_id_seq', max(id)) FROM cases_servicecontact HAVING max(id) IS NOT NULL;
INSERT INTO cases_contactlink (case_id, agency_id, contact_id, linked_on, absences, updated_at, updated_by_id)
SELECT case_id, agency_id, id, opened_on, '{}', opened_at, first FROM call WHERE pg_temp.u(n, 81) < 0.05 ORDER BY id;

-- What came of it in court.
INSERT INTO cases_protectionorder (public_id, case_id, agency_id, kind, requested_on, granted_on, absences, updated_at, updated_by_id)
SELECT pg_temp.uid('order', n), id, agency_id,
       pg_temp.pick(n, 82, ARRAY['temporary_civil', 'temporary_civil', 'final_civil', 'temporary_criminal', 'final_criminal']),
       opened_on, CASE WHEN pg_temp.u(n, 83) < 0.6 AND opened_on + 14 <= last_day THEN opened_on + floor(pg_temp.u(n, 84) * 14)::int END,
       '{}', opened_at, first
  FROM record WHERE pg_temp.u(n, 85) < 0.2 AND discipline <> 'cac' ORDER BY n;
INSERT INTO cases_justice
  (case_id, agency_id, team_outcome, charges, disposition, protection_finding, medical, mental_health, absences, updated_at, updated_by_id)
SELECT id, agency_id, pg_temp.pick(n, 86, ARRAY['done', 'under_way', 'not_needed']), pg_temp.pick(n, 87, ARRAY['pending', 'filed', 'not_filed', 'none']),
       pg_temp.pick(n, 88, ARRAY['pending', 'plea', 'convicted', 'dismissed', 'none']),
       pg_temp.pick(n, 89, ARRAY['pending', 'substantiated', 'unsubstantiated', 'not_involved']),
       pg_temp.pick(n, 90, ARRAY['done', 'offered', 'not_needed']), pg_temp.pick(n, 91, ARRAY['done', 'offered', '']),
       '{}', opened_at, first
  FROM record WHERE discipline = 'cac' ORDER BY n;
