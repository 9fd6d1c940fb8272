-- Who can see, and who looked: answered to people of the agency of record alone, in its own room.

CREATE OR REPLACE FUNCTION mdt_in_own_room(p_case bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p_case <> ALL (mdt_recused()) AND EXISTS (
        SELECT 1 FROM confidentiality_grant g
         WHERE g.case_id = p_case AND g.own AND g.principal = ANY (mdt_principals())
           AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()) $$;

-- Everything on record about one case, newest first. A page ends with all that share its last instant, so that the
-- next begins before it and nothing falls between. Who was refused in another agency is named by the agency alone.
DROP FUNCTION IF EXISTS mdt_who_looked(bigint, bigint, int);
DROP FUNCTION IF EXISTS mdt_who_looked(bigint, timestamptz, int);
CREATE OR REPLACE FUNCTION mdt_who_looked(p_case bigint, p_before timestamptz, p_limit int)
RETURNS TABLE (at timestamptz, request uuid, kind text, outcome text, basis text, purpose text, changed text,
               elements int, own boolean, person text, agency text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT l.at, l.request_id, l.kind, l.outcome, l.basis, l.purpose, CASE WHEN l.kind = 'change' THEN l.route ELSE '' END,
             l.elements, l.agency_id IS NOT DISTINCT FROM c.agency_id,
             coalesce(CASE WHEN l.outcome <> 'denied' OR l.agency_id = c.agency_id THEN p.name END, ''),
             coalesce(a.name, '')
        FROM confidentiality_ledger l JOIN cases_case c ON c.id = p_case
        LEFT JOIN agencies_person p ON p.id = l.actor_id LEFT JOIN agencies_agency a ON a.id = l.agency_id
       WHERE l.case_ids @> ARRAY[p_case] AND l.at < p_before AND (SELECT mdt_in_own_room(p_case))
       ORDER BY l.at DESC FETCH FIRST (p_limit) ROWS WITH TIES $$;

-- How often one case was opened since an instant: by its own agency, by others, and how often that was refused. Whoever signs
-- by a one-time link is the survivor or who signs for her, and counts among neither.
CREATE OR REPLACE FUNCTION mdt_looks_since(p_case bigint, p_since timestamptz)
RETURNS TABLE (by_own int, by_others int, refused int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT (count(*) FILTER (WHERE l.outcome = 'shown' AND l.agency_id = c.agency_id))::int,
             (count(*) FILTER (WHERE l.outcome = 'shown' AND l.agency_id IS DISTINCT FROM c.agency_id AND l.actor_id IS NOT NULL))::int,
             (count(*) FILTER (WHERE l.outcome = 'denied'))::int
        FROM confidentiality_ledger l JOIN cases_case c ON c.id = p_case
       WHERE l.case_ids @> ARRAY[p_case] AND l.at >= p_since AND l.kind IN ('look', 'refused')
         AND (SELECT mdt_in_own_room(p_case)) $$;

-- Each person for whom a grant on the case counts now or will count, and why. The last condition is the very test
-- that every decision makes; what stands before it only narrows down whom to ask about.
CREATE OR REPLACE FUNCTION mdt_who_can_see(p_case bigint)
RETURNS TABLE (person_id bigint, person text, title text, agency text, own boolean, source text, basis text,
               elements int, starts_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p.id, p.name::text, p.title::text, a.name::text, g.own, g.source::text, g.basis::text, g.elements,
             g.starts_at, g.expires_at
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
