-- Owns the elements of bulk cases: identity, a way of contact, demographics, narrative.

INSERT INTO cases_identity (case_id, agency_id, name, other_names, date_of_birth, pronouns, absences, updated_at, updated_by_id)
SELECT id, agency_id, CASE WHEN pg_temp.u(n, 21) < 0.95 THEN 'Testa Person-' || to_char(n, 'FM0000000') ELSE '' END, '',
       CASE WHEN pg_temp.u(n, 22) < 0.5 THEN (opened_at - interval '18 years' - pg_temp.u(n, 23) * interval '40 years')::date END,
       '', CASE WHEN pg_temp.u(n, 21) < 0.95 THEN '{}' ELSE '{"name": "declined"}' END::jsonb, opened_at, first
  FROM plan ORDER BY n;

INSERT INTO cases_contactmethod
  (public_id, case_id, agency_id, kind, value, safety, checked_on, safe_hours, absences, updated_at, updated_by_id)
SELECT pg_temp.uid('contact', n), id, agency_id, 'text', '555-01' || to_char(n % 100, 'FM00'), 'safe', opened_at::date,
       'Weekdays 9 to 11', '{}', opened_at, first
  FROM plan ORDER BY n;

INSERT INTO cases_demographics
  (case_id, agency_id, age_band, age_told, age_told_on, sex, gender, race, race_ethnicity, language, access_needs, absences,
   updated_at, updated_by_id)
SELECT id, agency_id, pg_temp.pick(n, 24, ARRAY['12-17', '18-24', '25-59', '25-59', '60+']),
       CASE WHEN pg_temp.u(n, 22) BETWEEN 0.5 AND 0.85 THEN 6 + floor(pg_temp.u(n, 23) * 70)::int END,
       CASE WHEN pg_temp.u(n, 22) BETWEEN 0.5 AND 0.85 THEN opened_at::date END,
       pg_temp.pick(n, 26, ARRAY['female', 'female', 'female', 'female', 'female', 'female', 'male', 'male', 'other', '']), '',
       CASE WHEN pg_temp.u(n, 28) < 0.1 THEN '{}' WHEN pg_temp.u(n, 28) < 0.2 THEN '{hispanic,white}'
            ELSE ARRAY[pg_temp.pick(n, 27, ARRAY['white', 'black', 'hispanic', 'asian', 'aian'])] END, '',
       pg_temp.pick(n, 25, ARRAY['en', 'en', 'en', 'es', 'hmn']), '{}',
       CASE WHEN pg_temp.u(n, 28) < 0.05 THEN '{"gender": "not_collected", "race": "declined"}'
            WHEN pg_temp.u(n, 22) > 0.93 THEN '{"gender": "not_collected", "age_told": "unknown"}'
            ELSE '{"gender": "not_collected"}' END::jsonb, opened_at, first
  FROM plan ORDER BY n;

INSERT INTO cases_narrative (case_id, agency_id, wants, told_us, absences, updated_at, updated_by_id)
SELECT id, agency_id, 'A safe place, and nobody told at her work.',
       'Case ' || n || '. This text is invented for measurements and describes nobody.', '{}', opened_at, first
  FROM plan ORDER BY n;
