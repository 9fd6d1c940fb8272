-- Owns bulk cases and who works on them. Agencies differ in size: few have many cases.

CREATE TEMP TABLE plan AS
SELECT n, bulk.last_case + n AS id, pg_temp.place(n) AS code_place, staff.agency_id, staff.place, x.first,
       CASE WHEN x.many > 1 THEN staff.people[1 + (x.at + floor(pg_temp.u(n, 3) * (x.many - 1))::int) % x.many] END AS second,
       bulk.base - bulk.years * interval '365 days' * ((bulk.cases - n)::float8 / bulk.cases) AS opened_at
  FROM bulk, generate_series(1, bulk.cases) AS n
  JOIN staff ON staff.place = CASE WHEN (SELECT one_room FROM bulk) THEN 0
    ELSE floor((SELECT count(*) FROM staff) * power(pg_temp.u(n, 1), 2))::bigint END,
       LATERAL (SELECT cardinality(staff.people) AS many,
                       1 + floor(pg_temp.u(n, 2) * cardinality(staff.people))::int AS at,
                       staff.people[1 + floor(pg_temp.u(n, 2) * cardinality(staff.people))::int] AS first) AS x;
ANALYZE plan;

INSERT INTO cases_case (id, public_id, code, agency_id, status, opened_by_id, opened_at, closed_at) OVERRIDING SYSTEM VALUE
SELECT id, pg_temp.uid('case', n), pg_temp.code(code_place), agency_id,
       CASE WHEN pg_temp.u(n, 4) < 0.6 THEN 'closed' ELSE 'open' END, first, opened_at,
       CASE WHEN pg_temp.u(n, 4) < 0.6 THEN least((SELECT base FROM bulk), opened_at + pg_temp.u(n, 4) * interval '300 days') END
  FROM plan ORDER BY n;
SELECT setval('cases_case_id_seq', max(id)) FROM cases_case;

INSERT INTO cases_caseassignment (content_object_id, user_id, permission_id)
SELECT p.id, w.person, (SELECT id FROM auth_permission WHERE codename = 'work_case')
  FROM plan p, unnest(ARRAY[p.first, p.second]) AS w (person) WHERE w.person IS NOT NULL ORDER BY p.n;
