-- Owns agencies, teams, people, seats and acknowledgements beyond the cast.

INSERT INTO agencies_agency (public_id, name, sector, discipline, regimes, is_tribal, is_active, jurisdiction_id)
SELECT pg_temp.uid('agency', n), 'Agency ' || to_char(n, 'FM000'),
       (ARRAY['advocacy', 'local_police', 'local_prosecution', 'health', 'cac', 'child_welfare'])[1 + n % 6],
       (ARRAY['advocacy', 'law_enforcement', 'prosecution', 'medical', 'cac', 'child_welfare'])[1 + n % 6],
       '{}', false, true, (SELECT min(id) FROM agencies_jurisdiction)
  FROM bulk, generate_series(1, bulk.more_agencies) AS n;

INSERT INTO agencies_team (public_id, name, structure, purpose, time_zone, takes_pool_referrals, is_active, jurisdiction_id)
SELECT pg_temp.uid('team', n), 'Team ' || to_char(n, 'FM00'), 'standalone', 'case', 'America/Chicago', true, true,
       (SELECT min(id) FROM agencies_jurisdiction)
  FROM bulk, generate_series(1, bulk.more_teams) AS n;

-- Where bulk cases lie: the new agencies, or, where there are none, those of Alder that work on cases.
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY a.id) - 1 AS place, a.id AS agency_id, a.discipline
  FROM agencies_agency a, bulk
 WHERE CASE WHEN bulk.more_agencies > 0 THEN a.id > bulk.last_agency
            ELSE a.discipline NOT IN ('survivor_adviser', 'other') AND a.name NOT LIKE 'Birch%' END;
CREATE TEMP TABLE team_place AS
SELECT row_number() OVER (ORDER BY t.id) - 1 AS place, t.id AS team_id
  FROM agencies_team t, bulk
 WHERE CASE WHEN bulk.more_teams > 0 THEN t.id > bulk.last_team ELSE t.id = (SELECT min(id) FROM agencies_team) END;

-- The first two of each agency supervise it; the second and third answer its referrals.
INSERT INTO agencies_person
  (password, is_superuser, public_id, email, name, title, agency_id, is_active, is_supervisor, takes_referrals,
   manages_people, runs_installation, language, date_joined)
SELECT bulk.password, false, pg_temp.uid('person', n), 'worker-' || to_char(n, 'FM0000') || '@bulk.example',
       'Testa Worker-' || to_char(n, 'FM0000'), 'Advocate', place.agency_id, true,
       bulk.more_agencies > 0 AND (n - 1) / places.many < 2, (n - 1) / places.many IN (1, 2), false, false, 'en',
       bulk.base - interval '4 years'
  FROM bulk, (SELECT count(*) AS many FROM place) AS places,
       generate_series(1, bulk.more_people) AS n JOIN place ON place.place = (n - 1) % (SELECT count(*) FROM place);

-- Eight in ten sit on their agency's team, one in ten is a guest elsewhere.
CREATE TEMP TABLE sitter AS
SELECT p.id AS person_id, p.agency_id, place.discipline, p.id = min(p.id) OVER (PARTITION BY p.agency_id) AS is_first,
       (place.place + CASE WHEN pg_temp.u(p.id, 12) < 0.1 THEN 1 ELSE 0 END) % (SELECT count(*) FROM team_place) AS team
  FROM agencies_person p JOIN place USING (agency_id), bulk WHERE p.id > bulk.last_person;
INSERT INTO agencies_seat (public_id, discipline, role, starts_on, agency_id, person_id, team_id)
SELECT pg_temp.uid('seat', s.person_id), s.discipline, 'member', (bulk.base - interval '3 years')::date, s.agency_id,
       s.person_id, t.team_id
  FROM bulk, sitter s JOIN team_place t ON t.place = s.team WHERE s.is_first OR pg_temp.u(s.person_id, 11) < 0.8;
INSERT INTO agencies_acknowledgement (wording, text_sha256, signed_name, signed_at, expires_at, person_id)
SELECT a.wording, a.text_sha256, p.name, x.ends - interval '365 days', x.ends, p.id
  FROM bulk, (SELECT wording, text_sha256 FROM agencies_acknowledgement ORDER BY id LIMIT 1) AS a,
       sitter s JOIN agencies_person p ON p.id = s.person_id,
       LATERAL (SELECT bulk.base + CASE WHEN s.is_first OR pg_temp.u(p.id, 13) < 0.85 THEN interval '200 days'
                                        ELSE interval '-20 days' END AS ends) AS x;
INSERT INTO agencies_teamcoordinator (content_object_id, user_id, permission_id)
SELECT s.team_id, min(s.person_id), (SELECT id FROM auth_permission WHERE codename = 'coordinate_team')
  FROM bulk, agencies_seat s JOIN sitter USING (person_id)
 WHERE sitter.is_first AND s.team_id > bulk.last_team GROUP BY s.team_id;

-- Everybody who can have a case, by place, in an array.
CREATE TEMP TABLE staff AS
SELECT place.place, place.agency_id, array_agg(p.id ORDER BY p.id) AS people
  FROM place JOIN agencies_person p USING (agency_id) GROUP BY place.place, place.agency_id;
ANALYZE place; ANALYZE staff;
