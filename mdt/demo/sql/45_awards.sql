-- Owns the awards of those who serve survivors, who reports on them, and what is written down without a survivor in it.

-- Who serves: advocacy, a children's center, a nation's program. How long its awards have run, and who leads it.
CREATE TEMP TABLE serving AS
SELECT place.place, place.agency_id, place.discipline,
       make_date(extract(year FROM bulk.base)::int - bulk.years - 1, 10, 1) AS since,
       make_date(extract(year FROM bulk.base)::int + 1, 9, 30) AS until,
       (SELECT min(p.id) FROM agencies_person p WHERE p.agency_id = place.agency_id AND p.is_active AND p.is_supervisor) AS lead,
       (SELECT min(p.id) FROM agencies_person p WHERE p.agency_id = place.agency_id AND p.is_active) AS anybody
  FROM bulk, place WHERE place.discipline IN ('advocacy', 'cac', 'tribal');

-- STOP pays for what it names, VOCA for all.
CREATE TEMP TABLE promised AS
SELECT kind.*, s.*, bulk.last_award + row_number() OVER (ORDER BY s.agency_id, kind.form DESC) AS id
  FROM bulk, serving s, (VALUES
    ('STOP', 'ovw.stop', '2017', ARRAY['crisis_intervention', 'counseling', 'exam_accompaniment', 'protection_order_help',
     'individual_advocacy', 'hotline', 'criminal_court', 'police_interview', 'emergency_shelter']),
    ('VOCA', 'ovc.pmt', '2015', '{}')) AS kind (name, form, version, services);
INSERT INTO agencies_award
  (id, public_id, agency_id, number, title, funder_id, form, version, starts_on, ends_on, reset_month, reset_day, services,
   choices, has_match, created_by_id, created_at) OVERRIDING SYSTEM VALUE
SELECT p.id, pg_temp.uid('award', p.id), p.agency_id, p.name || '-' || to_char(p.since, 'YY') || '-' || to_char(p.agency_id + 200, 'FM000'),
       p.name || ': advocates', (SELECT min(id) FROM agencies_agency WHERE sector = 'funder'), p.form, p.version, p.since,
       p.until, 10, 1, p.services, '{}', true, coalesce(p.lead, p.anybody), p.since
  FROM promised p ORDER BY p.id;
SELECT setval('agencies_award_id_seq', max(id)) FROM agencies_award;
INSERT INTO agencies_awardreporter (award_id, person_id, named_by_id, named_at)
SELECT id, lead, lead, since FROM promised WHERE lead IS NOT NULL ORDER BY id;

-- Everything is written down since the awards began; where some of it was already, until then.
INSERT INTO reports_tracked (agency_id, source, from_on, to_on, by_id)
SELECT s.agency_id, x.source, s.since,
       (SELECT min(t.from_on) - 1 FROM reports_tracked t WHERE t.agency_id = s.agency_id AND t.source = x.source), s.anybody
  FROM serving s, unnest(ARRAY['services', 'requests', 'demographics', 'victimizations', 'relationships', 'classifications',
    'orders', 'nights', 'contacts', 'trainings', 'products', 'staff', 'referrals', 'meetings', 'agreements', 'policies'])
       WITH ORDINALITY AS x (source, n) ORDER BY s.agency_id, x.n;

-- Two trainings a year from STOP, and a person and a half from each award.
CREATE TEMP TABLE lesson AS
SELECT bulk.last_training + row_number() OVER (ORDER BY p.id, y.n) AS id, p.id AS award_id, p.agency_id, p.anybody,
       (bulk.base - y.n * interval '180 days')::date AS held_on
  FROM bulk, promised p, generate_series(1, bulk.years * 2) AS y (n) WHERE p.name = 'STOP';
INSERT INTO reports_training (id, public_id, agency_id, by_id, at, title, "on", topics) OVERRIDING SYSTEM VALUE
SELECT id, pg_temp.uid('training', id), agency_id, anybody, held_on, 'First hours, number ' || id, held_on,
       '{advocate_response,confidentiality}' FROM lesson ORDER BY id;
SELECT setval('reports_training_id_seq', max(id)) FROM reports_training HAVING max(id) IS NOT NULL;
INSERT INTO reports_trainingpeople (training_id, award_id, discipline, people)
SELECT l.id, l.award_id, x.discipline, 1 + floor(pg_temp.u(l.id * 4 + x.n, 41) * 20)::int FROM lesson l,
       unnest(ARRAY['law_enforcement', 'victim_advocates', 'forensic_examiners', '']) WITH ORDINALITY AS x (discipline, n)
 ORDER BY l.id, x.n;
INSERT INTO reports_staffassignment (public_id, agency_id, by_id, at, award_id, job, percent, starts_on)
SELECT pg_temp.uid('staff', p.id * 2 + x.n), p.agency_id, p.anybody, p.since, p.id, x.job, x.percent, p.since
  FROM promised p, (VALUES (0, 'victim_advocate', 100), (1, 'program_coordinator', 50)) AS x (n, job, percent) ORDER BY p.id, x.n;
ANALYZE serving; ANALYZE promised;
