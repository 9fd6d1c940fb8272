-- What left the room of the agency of record by a page here, for the survivor (law C-17, C-23): told in its own room alone.

-- Each look of somebody outside that was shown, drawn together by person, purpose, facts and day of the agency's calendar.
-- The sums of «times» are the looks: a row of the ledger is in one line and in no other. What nobody's account did was done by
-- the survivor, or who signs for her, with a one-time link.
CREATE OR REPLACE FUNCTION mdt_accounting(p_case bigint, p_from timestamptz, p_until timestamptz)
RETURNS TABLE (first timestamptz, last timestamptz, times int, person text, agency text, kind text, purpose text,
               elements int, grounds text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT min(l.at), max(l.at), count(*)::int, coalesce(p.name, ''), coalesce(a.name, ''), l.kind, l.purpose,
             bit_or(l.elements), l.facts
        FROM (SELECT i.*, c.agency_id AS home, (i.at AT TIME ZONE j.time_zone)::date AS day,
                     mdt_grounds_of(p_case, i.kind, i.grounds) AS facts
                FROM confidentiality_ledger i JOIN cases_case c ON c.id = p_case
                JOIN agencies_agency h ON h.id = c.agency_id JOIN agencies_jurisdiction j ON j.id = h.jurisdiction_id
               WHERE i.case_ids @> ARRAY[p_case] AND i.at >= p_from AND i.at < p_until AND i.outcome = 'shown'
                 AND i.agency_id IS DISTINCT FROM c.agency_id AND i.actor_id IS NOT NULL) l
        LEFT JOIN agencies_person p ON p.id = l.actor_id LEFT JOIN agencies_agency a ON a.id = l.agency_id
       WHERE (SELECT mdt_in_own_room(p_case))
       GROUP BY l.day, l.actor_id, p.name, l.agency_id, a.name, l.kind, l.purpose, l.facts
       ORDER BY max(l.at) DESC, l.actor_id, l.kind, l.purpose $$;

-- Tries of somebody outside that showed nothing, by agency and day. Who it was is told by that agency alone.
CREATE OR REPLACE FUNCTION mdt_refused_outside(p_case bigint, p_from timestamptz, p_until timestamptz)
RETURNS TABLE (last timestamptz, times int, agency text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT max(l.at), count(*)::int, coalesce(a.name, '')
        FROM confidentiality_ledger l JOIN cases_case c ON c.id = p_case
        JOIN agencies_agency h ON h.id = c.agency_id JOIN agencies_jurisdiction j ON j.id = h.jurisdiction_id
        LEFT JOIN agencies_agency a ON a.id = l.agency_id
       WHERE l.case_ids @> ARRAY[p_case] AND l.at >= p_from AND l.at < p_until AND l.outcome = 'denied'
         AND l.agency_id IS DISTINCT FROM c.agency_id AND l.actor_id IS NOT NULL AND (SELECT mdt_in_own_room(p_case))
       GROUP BY (l.at AT TIME ZONE j.time_zone)::date, l.agency_id, a.name
       ORDER BY max(l.at) DESC $$;
