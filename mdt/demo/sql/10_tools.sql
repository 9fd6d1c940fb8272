-- Owns what the other files use: chance that depends on the seed and the row alone, ids and codes, and who works where.

-- Between 0 and 1, the same for the same seed, row and question, in whatever order rows are made.
CREATE FUNCTION pg_temp.u(n bigint, question int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (hashint8extended(n, current_setting('demo.seed')::bigint * 100 + question) & 9007199254740991) / 9007199254740992.0::float8 $$;

CREATE FUNCTION pg_temp.pick(n bigint, question int, choices anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE
AS $$ SELECT choices[1 + floor(pg_temp.u(n, question) * cardinality(choices))::int] $$;

CREATE FUNCTION pg_temp.uid(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT md5(kind || current_setting('demo.seed') || ':' || n)::uuid $$;

-- A code in the shape of mdt.kit.ids.case_code; different numbers below 644,972,544 give different codes.
CREATE FUNCTION pg_temp.code(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr(l, (p % 18)::int + 1, 1) || substr(l, (p / 18 % 18)::int + 1, 1) || substr(d, (p / 324 % 6)::int + 1, 1)
      || '-' || substr(l || d, (p / 1944 % 24)::int + 1, 1) || substr(l || d, (p / 46656 % 24)::int + 1, 1)
      || substr(l || d, (p / 1119744 % 24)::int + 1, 1) || substr(l || d, (p / 26873856 % 24)::int + 1, 1)
    FROM (SELECT 'BCDFGHJKMNPQRTVWXY' AS l, '346789' AS d,
                 (n * 15485863 + current_setting('demo.seed')::bigint * 1000003) % 644972544 AS p) AS x $$;
