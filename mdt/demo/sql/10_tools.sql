-- Owns what the other files use: chance that depends on the seed and the row alone, ids and codes.
-- STABLE, and one expression each, so that the planner puts them into the statement instead of calling them.

-- Between 0 and 1, the same for the same seed, row and question, in whatever order rows are made.
CREATE FUNCTION pg_temp.u(n bigint, question int) RETURNS float8 LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT (hashint8extended(n, current_setting('demo.seed')::bigint * 100 + question) & 9007199254740991) / 9007199254740992.0::float8 $$;

CREATE FUNCTION pg_temp.pick(n bigint, question int, choices anyarray) RETURNS anyelement LANGUAGE sql STABLE
AS $$ SELECT choices[1 + floor(pg_temp.u(n, question) * cardinality(choices))::int] $$;

CREATE FUNCTION pg_temp.uid(kind text, n bigint) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT md5(kind || current_setting('demo.seed') || ':' || n)::uuid $$;

-- Different numbers below 644,972,544 give different places, and different places different codes.
CREATE FUNCTION pg_temp.place(n bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT (n * 15485863 + current_setting('demo.seed')::bigint * 1000003) % 644972544 $$;

-- A code in the shape of mdt.kit.ids.case_code.
CREATE FUNCTION pg_temp.code(p bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr('BCDFGHJKMNPQRTVWXY', (p % 18)::int + 1, 1) || substr('BCDFGHJKMNPQRTVWXY', (p / 18 % 18)::int + 1, 1)
      || substr('346789', (p / 324 % 6)::int + 1, 1) || '-'
      || substr('BCDFGHJKMNPQRTVWXY346789', (p / 1944 % 24)::int + 1, 1)
      || substr('BCDFGHJKMNPQRTVWXY346789', (p / 46656 % 24)::int + 1, 1)
      || substr('BCDFGHJKMNPQRTVWXY346789', (p / 1119744 % 24)::int + 1, 1)
      || substr('BCDFGHJKMNPQRTVWXY346789', (p / 26873856 % 24)::int + 1, 1) $$;
