-- Walls: who may be told of a referral, and who hears that somebody stood before a wall (law S-17).

-- Of the people to be told of referrals, pair by pair, those whom no wall keeps from it. The web asks for referrals that its
-- person sees; a pair that is left out says no more than that nobody is told.
CREATE OR REPLACE FUNCTION mdt_may_hear(p_referrals bigint[], p_people bigint[]) RETURNS TABLE (referral_id bigint, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT t.referral, t.person FROM unnest(p_referrals, p_people) AS t (referral, person)
       WHERE t.referral <> ALL (mdt_walled_referrals_of(t.person)) AND (session_user <> 'mdt_web' OR EXISTS (
         SELECT 1 FROM confidentiality_grant g WHERE g.referral_id = t.referral AND g.principal = ANY (mdt_principals()))) $$;

-- What the ledger says of people who asked for what they are walled off from, day by day, with whom it is to be brought to:
-- who supervises the agency of record and is not walled off herself. It names no case and nothing of one.
CREATE INDEX IF NOT EXISTS ledger_denied ON confidentiality_ledger (at) WHERE outcome = 'denied';
CREATE OR REPLACE FUNCTION mdt_walled_attempts(p_days int) RETURNS TABLE (recusal_id bigint, on_day date, supervisor_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT DISTINCT w.id, (l.at AT TIME ZONE 'UTC')::date, p.id
        FROM confidentiality_ledger l CROSS JOIN LATERAL unnest(l.case_ids) AS c (id)
        JOIN confidentiality_recusal w ON w.case_id = c.id AND w.person_id = l.actor_id
         AND w.recorded_at <= l.at AND (w.ended_at IS NULL OR w.ended_at > l.at)
        JOIN cases_case k ON k.id = c.id
        JOIN agencies_person p ON p.agency_id = k.agency_id AND p.is_supervisor AND p.is_active
       WHERE l.outcome = 'denied' AND l.at > now() - make_interval(days => p_days) AND c.id <> ALL (mdt_recused_of(p.id)) $$;

-- The same for the person to whom it is brought, newest first: finds, records, answers. Who works elsewhere is named by her
-- agency alone.
CREATE OR REPLACE FUNCTION mdt_browse_attempts(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_limit int)
RETURNS TABLE (at timestamptz, case_id uuid, code text, person text, agency text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  mine bigint := (SELECT p.agency_id FROM agencies_person p WHERE p.id = p_actor);
  supervises boolean := coalesce(mdt_principal(2, mine) = ANY (mdt_principals_of(p_actor)), false);
  tries bigint[]; cases bigint[];
BEGIN
  SELECT array_agg(t.id), array_agg(DISTINCT t.walled) INTO tries, cases FROM (
    SELECT DISTINCT l.at, l.id, w.case_id AS walled FROM confidentiality_ledger l
      CROSS JOIN LATERAL unnest(l.case_ids) AS c (id)
      JOIN confidentiality_recusal w ON w.case_id = c.id AND w.person_id = l.actor_id
       AND w.recorded_at <= l.at AND (w.ended_at IS NULL OR w.ended_at > l.at)
      JOIN cases_case k ON k.id = c.id AND k.agency_id = mine
     WHERE supervises AND l.outcome = 'denied' AND l.at > now() - interval '30 days'
       AND c.id <> ALL (mdt_recused_of(p_actor))
     ORDER BY l.at DESC, l.id DESC LIMIT p_limit) t;
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, coalesce(cases, '{}'), '{}');
  RETURN QUERY SELECT l.at, k.public_id, k.code::text, CASE WHEN l.agency_id = mine THEN p.name::text ELSE '' END, a.name::text
      FROM confidentiality_ledger l CROSS JOIN LATERAL unnest(l.case_ids) AS c (id) JOIN cases_case k ON k.id = c.id
      JOIN agencies_person p ON p.id = l.actor_id LEFT JOIN agencies_agency a ON a.id = l.agency_id
     WHERE l.id = ANY (coalesce(tries, '{}')) AND l.at > now() - interval '30 days' AND l.outcome = 'denied'
       AND k.id = ANY (cases) ORDER BY l.at DESC, l.id DESC;
END $$;
