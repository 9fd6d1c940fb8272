-- Who can see, and who looked: answered to people of the agency of record alone, in its own room.

CREATE OR REPLACE FUNCTION mdt_in_own_room(p_case bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p_case <> ALL (mdt_recused()) AND EXISTS (
        SELECT 1 FROM confidentiality_grant g
         WHERE g.case_id = p_case AND g.own AND g.principal = ANY (mdt_principals())
           AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()) $$;

-- Everything on record about one case, newest first. A page ends with all that share its last instant, so that the
-- next begins before it and nothing falls between. Who was refused in another agency is named by the agency alone.
-- Of the facts behind a look only those of this case are told: a list was shown by the facts of all its covers.
CREATE OR REPLACE FUNCTION mdt_grounds_of(p_case bigint, p_kind text, p_grounds text[]) RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT CASE WHEN p_kind = 'look' OR p_grounds = '{}' THEN p_grounds ELSE (
        SELECT coalesce(array_agg(u.fact ORDER BY u.fact), '{}') FROM unnest(p_grounds) AS u (fact)
         WHERE CASE split_part(u.fact, ':', 1)
                 WHEN 'release' THEN EXISTS (SELECT 1 FROM confidentiality_release r
                                              WHERE r.id = split_part(u.fact, ':', 2)::bigint AND r.case_id = p_case)
                 WHEN 'mandate' THEN EXISTS (SELECT 1 FROM confidentiality_mandate m
                                              WHERE m.id = split_part(u.fact, ':', 2)::bigint AND m.case_id = p_case)
                 ELSE false END) END $$;

DROP FUNCTION IF EXISTS mdt_who_looked(bigint, bigint, int);
DROP FUNCTION IF EXISTS mdt_who_looked(bigint, timestamptz, int);
CREATE OR REPLACE FUNCTION mdt_who_looked(p_case bigint, p_before timestamptz, p_limit int)
RETURNS TABLE (at timestamptz, request uuid, kind text, outcome text, basis text, purpose text, changed text,
               elements int, own boolean, person text, agency text, grounds text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT l.at, l.request_id, l.kind, l.outcome, l.basis, l.purpose, CASE WHEN l.kind = 'change' THEN l.route ELSE '' END,
             l.elements, l.agency_id IS NOT DISTINCT FROM c.agency_id,
             coalesce(CASE WHEN l.outcome <> 'denied' OR l.agency_id = c.agency_id THEN p.name END, ''),
             coalesce(a.name, ''), mdt_grounds_of(p_case, l.kind, l.grounds)
        FROM confidentiality_ledger l JOIN cases_case c ON c.id = p_case
        LEFT JOIN agencies_person p ON p.id = l.actor_id LEFT JOIN agencies_agency a ON a.id = l.agency_id
       WHERE l.case_ids @> ARRAY[p_case] AND l.at < p_before AND (SELECT mdt_in_own_room(p_case))
       ORDER BY l.at DESC FETCH FIRST (p_limit) ROWS WITH TIES $$;

-- How often one case was opened since an instant: by its own agency, by others, and how often that was refused. Whoever signs
-- by a one-time link is the survivor or who signs for her, and counts among neither.
CREATE OR REPLACE FUNCTION mdt_looks_since(p_case bigint, p_since timestamptz)
RETURNS TABLE (by_own int, by_others int, refused int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
AS $$ BEGIN
  RETURN QUERY SELECT
         (count(*) FILTER (WHERE l.outcome = 'shown' AND l.agency_id = c.agency_id))::int,
         (count(*) FILTER (WHERE l.outcome = 'shown' AND l.agency_id IS DISTINCT FROM c.agency_id AND l.actor_id IS NOT NULL))::int,
         (count(*) FILTER (WHERE l.outcome = 'denied'))::int
    FROM confidentiality_ledger l JOIN cases_case c ON c.id = p_case
   WHERE l.case_ids @> ARRAY[p_case] AND l.at >= p_since AND l.at < statement_timestamp() + interval '1 hour'
     AND l.kind IN ('look', 'refused') AND (SELECT mdt_in_own_room(p_case));
END $$;

-- Each person for whom a grant on the case counts now or will count, and why. The last condition is the very test
-- that every decision makes; what stands before it only narrows down whom to ask about.
DROP FUNCTION IF EXISTS mdt_who_can_see(bigint);
CREATE OR REPLACE FUNCTION mdt_who_can_see(p_case bigint)
RETURNS TABLE (person_id bigint, person text, title text, agency text, own boolean, source text, source_id bigint, basis text,
               elements int, starts_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p.id, p.name::text, p.title::text, a.name::text, g.own, g.source::text, g.source_id, g.basis::text,
             g.elements, g.starts_at, g.expires_at
        FROM confidentiality_grant g
        CROSS JOIN LATERAL (SELECT g.principal >> 56 AS kind, (g.principal >> 28) & 268435455 AS a) k
        CROSS JOIN LATERAL (
          SELECT * FROM agencies_person WHERE k.kind = 1 AND id = k.a
          UNION ALL SELECT * FROM agencies_person WHERE k.kind = 2 AND agency_id = k.a AND is_supervisor
          UNION ALL SELECT * FROM agencies_person WHERE k.kind = 3 AND agency_id = k.a
          UNION ALL SELECT q.* FROM agencies_person q JOIN agencies_teamcoordinator t ON t.user_id = q.id
                     WHERE k.kind = 4 AND t.content_object_id = k.a
          UNION ALL SELECT * FROM agencies_person WHERE k.kind = 5 AND agency_id = k.a AND takes_referrals) p
        JOIN agencies_agency a ON a.id = p.agency_id
       WHERE g.case_id = p_case AND g.expires_at > mdt_now() AND (SELECT mdt_in_own_room(p_case))
         AND p_case <> ALL (mdt_recused_of(p.id)) AND g.principal = ANY (mdt_principals_of(p.id))
       ORDER BY g.own DESC, a.name, p.name, p.id, g.expires_at DESC, g.source $$;

-- The raw facts by which one person sees a case or does not: what is true of her, and each fact that leads to her or to her
-- agency, also those that are over, to come, not signed or ended.
CREATE OR REPLACE FUNCTION mdt_facts_for(p_case bigint, p_person bigint)
RETURNS TABLE (source text, source_id bigint, kind int, a bigint, b bigint, elements int, basis text, own boolean,
               starts_at timestamptz, expires_at timestamptz, ended text, ended_at timestamptz, label text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT g.source::text, g.source_id, k.kind, k.a, k.b, g.elements, g.basis::text, g.own, g.starts_at, g.expires_at, '',
         NULL::timestamptz, coalesce(m.citation, e.reason, '')::text
    FROM agencies_person p JOIN confidentiality_grant g ON g.case_id = p_case
    CROSS JOIN LATERAL (SELECT (g.principal >> 56)::int AS kind, (g.principal >> 28) & 268435455 AS a,
                               g.principal & 268435455 AS b) k
    LEFT JOIN confidentiality_mandate m ON g.source = 'mandate' AND m.id = g.source_id
    LEFT JOIN confidentiality_emergencyaccess e ON g.source = 'emergency' AND e.id = g.source_id
   WHERE p.id = p_person AND ((k.kind = 1 AND (k.a = p.id OR (k.b = p.agency_id AND NOT g.own)))
                              OR (k.kind <> 1 AND k.a = p.agency_id))
  UNION ALL
  SELECT 'release', r.id, CASE WHEN r.recipient_person_id IS NULL THEN 5 ELSE 1 END, coalesce(r.recipient_person_id, r.recipient_id),
         CASE WHEN r.recipient_person_id IS NULL THEN 0 ELSE r.recipient_id END, r.elements, 'RELEASE', false,
         coalesce(r.countersigned_at, r.prepared_at), r.expires_at,
         CASE r.status WHEN 'active' THEN 'after_death' ELSE r.status END, r.ended_at, ''
    FROM agencies_person p JOIN confidentiality_release r ON r.recipient_id = p.agency_id
   WHERE p.id = p_person AND r.case_id = p_case
     AND (r.status <> 'active' OR (r.kind = 'after_death' AND r.takes_effect_at IS NULL))
  UNION ALL
  SELECT 'mandate', m.id, CASE WHEN m.recipient_person_id IS NULL THEN 5 ELSE 1 END, coalesce(m.recipient_person_id, m.recipient_id),
         CASE WHEN m.recipient_person_id IS NULL THEN 0 ELSE m.recipient_id END, m.elements, m.basis, false, m.recorded_at,
         m.expires_at, 'ended', m.ended_at, m.citation
    FROM agencies_person p JOIN confidentiality_mandate m ON m.recipient_id = p.agency_id
   WHERE p.id = p_person AND m.case_id = p_case AND m.ended_at IS NOT NULL $$;

CREATE OR REPLACE FUNCTION mdt_standing_of(p_case bigint, p_person bigint)
RETURNS TABLE (person_id bigint, person text, agency_id bigint, agency text, sector text, active boolean, agency_active boolean,
               supervises boolean, answers boolean, walled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p.id, p.name::text, p.agency_id, coalesce(a.name, '')::text, coalesce(a.sector, '')::text, p.is_active,
             coalesce(a.is_active, false), p.is_supervisor, p.takes_referrals, p_case = ANY (mdt_recused_of(p.id))
        FROM agencies_person p LEFT JOIN agencies_agency a ON a.id = p.agency_id WHERE p.id = p_person $$;

-- Both, for people who work in the own room of the case, and for nobody else.
CREATE OR REPLACE FUNCTION mdt_explain(p_case bigint, p_person bigint)
RETURNS TABLE (person_id bigint, person text, agency_id bigint, agency text, sector text, active boolean, agency_active boolean,
               supervises boolean, answers boolean, walled boolean,
               source text, source_id bigint, kind int, a bigint, b bigint, elements int, basis text, own boolean,
               starts_at timestamptz, expires_at timestamptz, ended text, ended_at timestamptz, label text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT s.*, f.* FROM mdt_standing_of(p_case, p_person) s LEFT JOIN mdt_facts_for(p_case, p_person) f ON true
       WHERE (SELECT mdt_in_own_room(p_case))
       ORDER BY f.own DESC, f.expires_at DESC, f.source, f.source_id, f.kind $$;
