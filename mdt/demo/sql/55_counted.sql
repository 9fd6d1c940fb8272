-- Owns how survivors of bulk cases are counted: what happened, under which crime, who harmed her, which files belong together.

-- Records of those who serve, numbered inside their agency.
CREATE TEMP TABLE record AS
SELECT p.*, s.discipline, s.since, p.opened_at::date AS opened_on, (bulk.base - interval '2 days')::date AS last_day,
       row_number() OVER (PARTITION BY p.agency_id ORDER BY p.n) AS place_in,
       CASE WHEN s.discipline = 'cac'
         THEN pg_temp.pick(p.n, 51, ARRAY['child_sexual_abuse', 'child_sexual_abuse', 'child_physical_abuse', 'child_images', 'witness'])
         ELSE pg_temp.pick(p.n, 51, ARRAY['domestic_violence', 'domestic_violence', 'domestic_violence', 'domestic_violence',
           'sexual_assault', 'sexual_assault', 'sexual_assault', 'stalking', 'dating_violence', 'abused_as_child', 'sex_trafficking']) END AS kind
  FROM bulk, plan p JOIN serving s USING (agency_id);
CREATE UNIQUE INDEX ON record (agency_id, place_in);
ANALYZE record;

INSERT INTO cases_victimization (case_id, agency_id, kinds, happened, reported, absences, updated_at, updated_by_id)
SELECT id, agency_id, CASE WHEN pg_temp.u(n, 52) < 0.05 THEN '{}'
         WHEN pg_temp.u(n, 52) < 0.35 AND kind <> 'stalking' THEN ARRAY[kind, 'stalking'] ELSE ARRAY[kind] END, '',
       pg_temp.pick(n, 53, ARRAY['yes', 'no', 'no', '']), '{}', opened_at, first
  FROM record ORDER BY n;

-- Now and then nobody has chosen yet, and now and then another crime was chosen later.
INSERT INTO cases_primaryvictimization (case_id, agency_id, kind, from_on, absences, updated_at, updated_by_id)
SELECT r.id, r.agency_id, x.kind, x.from_on, '{}', r.opened_at, r.first
  FROM record r, LATERAL (VALUES (r.kind, r.opened_on, pg_temp.u(r.n, 54) < 0.96),
    ('stalking', r.opened_on + 40, pg_temp.u(r.n, 54) < 0.06 AND r.opened_on + 40 <= r.last_day)) AS x (kind, from_on, is_so)
 WHERE x.is_so ORDER BY r.n, x.from_on;

INSERT INTO cases_involvedperson
  (public_id, case_id, agency_id, name, relation, relationship, harmed_her, age_class, harmed_parent, works_at_member_agency,
   note, absences, updated_at, updated_by_id)
SELECT pg_temp.uid('involved', n), id, agency_id, 'Testo Relative-' || to_char(n, 'FM0000000'), 'Harmed her',
       CASE WHEN discipline = 'cac' THEN pg_temp.pick(n, 55, ARRAY['parent', 'step_parent', 'parents_partner', 'other_family', 'acquaintance'])
            ELSE pg_temp.pick(n, 55, ARRAY['spouse', 'spouse', 'spouse', 'dating', 'acquaintance', 'other_family', 'stranger', 'unknown', '']) END,
       'yes', pg_temp.pick(n, 56, ARRAY['18+', '18+', '18+', '13-17', '']), '', '', '', '{}', opened_at, first
  FROM record WHERE pg_temp.u(n, 57) < 0.9 ORDER BY n;

INSERT INTO cases_knownbarrier (case_id, agency_id, code, learned_on, learned_from, absences, updated_at, updated_by_id)
SELECT id, agency_id, pg_temp.pick(n, 58, ARRAY['limited_english', 'limited_english', 'homeless', 'disability', 'immigrant', 'rural', 'deaf']),
       opened_on, 'in_service', '{}', opened_at, first
  FROM record WHERE pg_temp.u(n, 59) < 0.25 ORDER BY n;

-- Who comes again has an earlier file, the first one; who shares another's harm points to hers. No chain comes about.
INSERT INTO cases_relatedfile (case_id, agency_id, kind, other_id, absences, updated_at, updated_by_id)
SELECT r.id, r.agency_id, 'same', o.id, '{}'::jsonb, r.opened_at, r.first
  FROM record r JOIN record o ON o.agency_id = r.agency_id AND o.place_in = r.place_in - 1 - floor(pg_temp.u(r.n, 60) * 20)::int
 WHERE r.place_in % 30 = 29
UNION ALL
SELECT r.id, r.agency_id, 'secondary', o.id, '{}'::jsonb, r.opened_at, r.first
  FROM record r JOIN record o ON o.agency_id = r.agency_id AND o.place_in = r.place_in - 1
 WHERE r.place_in % 25 = 3 ORDER BY 1, 3;
