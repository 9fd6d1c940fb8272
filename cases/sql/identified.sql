-- What a referral carries of its sender's case: references to parts that a live basis opens there, never a copy of them.

-- Which parts of the case a live basis opens now to everybody who answers or supervises at an agency. A basis for one named
-- person is not among them. Answered to people of the agency of record alone.
CREATE OR REPLACE FUNCTION mdt_open_to(p_case bigint) RETURNS TABLE (agency_id bigint, elements int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT (g.principal >> 28) & 268435455, bit_or(g.elements) FROM confidentiality_grant g
       WHERE g.case_id = p_case AND NOT g.own AND g.principal >> 56 IN (2, 5)
         AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() AND (SELECT mdt_in_own_room(p_case))
       GROUP BY 1 $$;

-- Law T-01: each carried part has such a basis at this second, and the referral came from this very case, to one agency.
CREATE OR REPLACE FUNCTION mdt_carries(p_referral bigint, p_case bigint, p_elements int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (
        SELECT 1 FROM cases_referral r JOIN cases_referralorigin o ON o.referral_id = r.id AND o.case_id = p_case
          JOIN cases_case c ON c.id = p_case AND c.agency_id = r.from_agency_id
          JOIN mdt_open_to(p_case) b ON b.agency_id = r.to_agency_id AND p_elements & ~b.elements = 0
         WHERE r.id = p_referral) $$;

-- «Identified» says exactly that there is such a row. Asked when the transaction ends, for one cannot be there before the other.
CREATE OR REPLACE FUNCTION cases_carried_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  told jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  asked bigint := coalesce(told ->> 'referral_id', told ->> 'id')::bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = asked
              AND r.identified <> EXISTS (SELECT 1 FROM cases_referralcarried c WHERE c.referral_id = asked)) THEN
    RAISE EXCEPTION 'identity needs a basis' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_identity_needs_basis';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS identified ON cases_referral;
CREATE CONSTRAINT TRIGGER identified AFTER INSERT OR UPDATE ON cases_referral DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.identified) EXECUTE FUNCTION cases_carried_guard();
DROP TRIGGER IF EXISTS identified ON cases_referralcarried;
CREATE CONSTRAINT TRIGGER identified AFTER INSERT OR DELETE ON cases_referralcarried DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION cases_carried_guard();
