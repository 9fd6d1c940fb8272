-- Who acts, and what is true of that person now. Everything fails closed: no actor, no principals, no rows.

-- The database's clock. Nothing decides about time in any other way. It is the statement's and not the transaction's:
-- what ends by the clock is over for the next statement of a transaction that began before.
CREATE OR REPLACE FUNCTION mdt_now() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT statement_timestamp() $$;

CREATE OR REPLACE FUNCTION mdt_actor() RETURNS bigint LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN current_setting('mdt.user_id', true) ~ '^[0-9]{1,18}$'
                  THEN current_setting('mdt.user_id', true)::bigint END $$;

CREATE OR REPLACE FUNCTION mdt_request() RETURNS uuid LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN current_setting('mdt.request_id', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                  THEN current_setting('mdt.request_id', true)::uuid END $$;

-- What must be true of a person for a grant to count, as one number: kind, then up to two ids of 28 bits.
-- 1 works at agency b as person a · 2 supervises agency a · 3 sits for agency a on team b, acknowledged
-- 4 coordinates team a, seated and acknowledged · 5 answers referrals for agency a
CREATE OR REPLACE FUNCTION mdt_principal(kind int, a bigint, b bigint DEFAULT 0) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT (kind::bigint << 56) | (a << 28) | b $$;

CREATE OR REPLACE FUNCTION mdt_principals_of(p_person bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me record;
  found_principals bigint[];
BEGIN
  SELECT p.id, p.agency_id, p.is_supervisor, p.takes_referrals INTO me
    FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id
   WHERE p.id = p_person AND p.is_active AND a.is_active;
  IF NOT FOUND THEN RETURN '{}'; END IF;
  found_principals := ARRAY[mdt_principal(1, me.id, me.agency_id)];
  IF me.is_supervisor THEN found_principals := found_principals || mdt_principal(2, me.agency_id); END IF;
  IF me.takes_referrals THEN found_principals := found_principals || mdt_principal(5, me.agency_id); END IF;
  IF EXISTS (SELECT 1 FROM agencies_acknowledgement k
              WHERE k.person_id = me.id AND k.signed_at <= mdt_now() AND k.expires_at > mdt_now()) THEN
    found_principals := found_principals || ARRAY(
      SELECT mdt_principal(3, me.agency_id, s.team_id)
        FROM agencies_seat s JOIN agencies_team t ON t.id = s.team_id
       WHERE s.person_id = me.id AND s.agency_id = me.agency_id AND t.is_active
         AND s.starts_on <= (mdt_now() AT TIME ZONE t.time_zone)::date
         AND (s.ends_on IS NULL OR s.ends_on >= (mdt_now() AT TIME ZONE t.time_zone)::date));
    found_principals := found_principals || ARRAY(
      SELECT mdt_principal(4, c.content_object_id)
        FROM agencies_teamcoordinator c
        JOIN auth_permission q ON q.id = c.permission_id AND q.codename = 'coordinate_team'
       WHERE c.user_id = me.id
         AND mdt_principal(3, me.agency_id, c.content_object_id) = ANY (found_principals));
  END IF;
  RETURN found_principals;
END $$;

-- These are asked for every row policy. They are written in plpgsql because that keeps its plans for the session; an
-- SQL function that cannot be inlined is planned again at each call.
CREATE OR REPLACE FUNCTION mdt_principals() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_principals_of(mdt_actor()); END $$;

-- The actor's own agency; null for nobody, for a deactivated person, and for who runs the installation.
CREATE OR REPLACE FUNCTION mdt_agency() RETURNS bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT p.agency_id FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id
           WHERE p.id = mdt_actor() AND p.is_active AND a.is_active);
END $$;

-- Cases that the person is walled off from, whatever else is true (law S-17).
CREATE OR REPLACE FUNCTION mdt_recused_of(p_person bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT coalesce(array_agg(r.case_id), '{}') FROM confidentiality_recusal r
           WHERE r.person_id = p_person AND r.ended_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION mdt_recused() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_recused_of(mdt_actor()); END $$;

-- With such a case go the referrals that came from it, and what became of them when they were sent on; and those that became
-- it, but for people of the agency that sent one: they know of it, and would learn from its absence what became of it.
CREATE OR REPLACE FUNCTION mdt_walls_of(p_person bigint) RETURNS TABLE (case_id bigint, referral_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN QUERY WITH RECURSIVE walls (id) AS (
    SELECT r.case_id FROM confidentiality_recusal r WHERE r.person_id = p_person AND r.ended_at IS NULL
  ), came (id, referral) AS (
    SELECT w.id, o.referral_id FROM walls w JOIN cases_referralorigin o ON o.case_id = w.id
    UNION SELECT c.id, r.id FROM came c JOIN cases_referral r ON r.redirected_from_id = c.referral
  )
  SELECT c.id, c.referral FROM came c
  UNION SELECT w.id, i.referral_id FROM walls w JOIN cases_referralintake i ON i.case_id = w.id
    JOIN cases_referral r ON r.id = i.referral_id
   WHERE r.from_agency_id IS DISTINCT FROM (SELECT p.agency_id FROM agencies_person p WHERE p.id = p_person);
END $$;

CREATE OR REPLACE FUNCTION mdt_walled_referrals_of(p_person bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN (SELECT coalesce(array_agg(w.referral_id), '{}') FROM mdt_walls_of(p_person) w); END $$;

CREATE OR REPLACE FUNCTION mdt_walled_referrals() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN mdt_walled_referrals_of(mdt_actor()); END $$;
