-- Keeping and destroying (law K-01 to K-04). The web asks and approves; a purge is carried out by the owner's command alone.

-- The agency whose records the actor supervises; null for everybody else.
CREATE OR REPLACE FUNCTION mdt_supervised() RETURNS bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN (SELECT a FROM mdt_agency() AS a WHERE mdt_principal(2, a) = ANY (mdt_principals())); END $$;

-- When the trigger of a class lies so far back that the agency's rule is over; null where it set none: never a guess.
CREATE OR REPLACE FUNCTION mdt_due_before(p_agency bigint, p_class text) RETURNS timestamptz LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT mdt_now() - CASE r.unit WHEN 'years' THEN make_interval(years => r.after) WHEN 'months' THEN make_interval(months => r.after)
                                     ELSE make_interval(days => r.after) END
        FROM confidentiality_retentionrule r WHERE r.agency_id = p_agency AND r.record_class = p_class $$;

-- Records of the class whose time is over. «kept» says why one of them stays: held (K-03), or something of it is open to
-- somebody outside until an end to come, as what she signed for after her death is. The owner agency is that of the record.
CREATE OR REPLACE FUNCTION mdt_due(p_agency bigint, p_class text, p_before timestamptz)
RETURNS TABLE (id bigint, public_id uuid, since timestamptz, kept text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.id, c.public_id, c.closed_at, CASE
      WHEN EXISTS (SELECT 1 FROM confidentiality_legalhold h WHERE h.case_id = c.id AND h.ended_at IS NULL) THEN 'held'
      WHEN EXISTS (SELECT 1 FROM confidentiality_release r WHERE r.case_id = c.id AND r.status = 'active' AND r.expires_at > mdt_now())
        OR EXISTS (SELECT 1 FROM confidentiality_mandate m WHERE m.case_id = c.id AND m.ended_at IS NULL AND m.expires_at > mdt_now())
        THEN 'open' ELSE '' END
    FROM cases_case c
   WHERE p_class IN ('words', 'identity') AND c.agency_id = p_agency AND c.status = 'closed' AND c.closed_at < p_before
     AND (CASE p_class WHEN 'words' THEN c.words_destroyed_at ELSE c.identity_destroyed_at END >= c.closed_at) IS NOT TRUE
  UNION ALL
  SELECT r.id, r.public_id, e.at, CASE
      WHEN EXISTS (SELECT 1 FROM cases_referralorigin o JOIN confidentiality_legalhold h ON h.case_id = o.case_id
                    WHERE o.referral_id = r.id AND h.ended_at IS NULL) THEN 'held' ELSE '' END
    FROM cases_referral r CROSS JOIN LATERAL (SELECT max(v.at) AS at FROM cases_referralevent v WHERE v.referral_id = r.id) e
   WHERE p_class = 'referral' AND r.from_agency_id = p_agency AND r.status IN ('declined', 'redirected', 'withdrawn', 'closed')
     AND e.at < p_before AND (r.age_band, r.language, r.risk_band, r.access_needs::text, r.absences::text) <> ('', '', '', '{}', '{}')
     -- What another agency holds of its own that came of it stays too, and nobody here is told of that.
     AND NOT EXISTS (SELECT 1 FROM cases_referralintake i JOIN confidentiality_legalhold h ON h.case_id = i.case_id
                      WHERE i.referral_id = r.id AND h.ended_at IS NULL)
$$;

-- Counts for the page of who supervises: how many are due, and how many of those whose time is over stay. Counts alone, on record.
CREATE OR REPLACE FUNCTION mdt_kept_counts(p_actor bigint, p_request uuid, p_purpose text, p_route text)
RETURNS TABLE (record_class text, due int, held int, open int) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE mine bigint := (SELECT p.agency_id FROM agencies_person p WHERE p.id = p_actor);
BEGIN
  IF mdt_principal(2, mine) = ANY (mdt_principals_of(p_actor)) IS NOT TRUE THEN RETURN; END IF;
  PERFORM mdt_note(p_actor, p_request, 'tally', p_purpose, p_route, '{}', '{}');
  RETURN QUERY SELECT r.record_class::text, count(*) FILTER (WHERE d.kept = '')::int, count(*) FILTER (WHERE d.kept = 'held')::int,
                      count(*) FILTER (WHERE d.kept = 'open')::int
    FROM confidentiality_retentionrule r LEFT JOIN LATERAL mdt_due(mine, r.record_class, mdt_due_before(mine, r.record_class)) d ON true
   WHERE r.agency_id = mine GROUP BY r.record_class;
END $$;

-- Since when the oldest approved purge waits for the owner's command to be done with it, for whoever runs the installation: a time
-- and nothing else.
CREATE OR REPLACE FUNCTION mdt_purge_waits_since() RETURNS timestamptz LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT min(approved_at) FROM confidentiality_purge WHERE rewritten_at IS NULL AND withdrawn_at IS NULL $$;

-- Holds that run, for who supervises and is not walled off: one look at the covers, on record. The longest unreviewed first.
CREATE OR REPLACE FUNCTION mdt_browse_holds(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_limit int)
RETURNS TABLE (case_id uuid, code text, hold_id uuid, why text, set_by text, set_at timestamptz, reviewed_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  mine bigint := (SELECT p.agency_id FROM agencies_person p WHERE p.id = p_actor);
  page bigint[] := '{}';
BEGIN
  IF mdt_principal(2, mine) = ANY (mdt_principals_of(p_actor)) THEN
    page := ARRAY(SELECT h.id FROM confidentiality_legalhold h JOIN cases_case c ON c.id = h.case_id AND c.agency_id = mine
                   WHERE h.ended_at IS NULL AND c.id <> ALL (mdt_recused_of(p_actor))
                   ORDER BY coalesce(h.reviewed_at, h.set_at), h.id LIMIT p_limit);
  END IF;
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route,
                   ARRAY(SELECT h.case_id FROM confidentiality_legalhold h WHERE h.id = ANY (page) ORDER BY 1), '{}');
  RETURN QUERY SELECT c.public_id, c.code::text, h.public_id, h.why::text, p.name::text, h.set_at, h.reviewed_at
    FROM confidentiality_legalhold h JOIN cases_case c ON c.id = h.case_id JOIN agencies_person p ON p.id = h.set_by_id
   WHERE h.id = ANY (page) ORDER BY coalesce(h.reviewed_at, h.set_at), h.id;
END $$;

CREATE OR REPLACE FUNCTION mdt_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user = 'mdt_web' THEN NEW.set_at := mdt_now(); END IF;
    RETURN NEW;
  END IF;
  IF OLD.ended_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a hold does not come back' USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_ended_stays';
  END IF;
  IF current_user = 'mdt_web' THEN
    IF NEW.ended_at IS NOT NULL THEN NEW.ended_at := mdt_now(); END IF;
    IF NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at THEN NEW.reviewed_at := mdt_now(); END IF;
  END IF;
  IF mdt_actor() IS NOT NULL AND (NEW.ended_by_id <> mdt_actor()
       OR (NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at AND NEW.reviewed_by_id IS DISTINCT FROM mdt_actor())) THEN
    RAISE EXCEPTION 'in her own name' USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_in_ones_own_name';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_legalhold;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON confidentiality_legalhold FOR EACH ROW EXECUTE FUNCTION mdt_hold_guard();

-- Law K-04: what is due is worked out by the database when it is asked; another person approves; done is said by a purge alone.
CREATE OR REPLACE FUNCTION mdt_purge_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE purging boolean := session_user = 'mdt_owner' AND coalesce(current_setting('mdt.purging', true) = 'on', false);
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF session_user = 'mdt_web' THEN
      NEW.asked_at := mdt_now(); NEW.approved_by_id := NULL; NEW.approved_at := NULL; NEW.withdrawn_by_id := NULL;
      NEW.withdrawn_at := NULL; NEW.done_at := NULL; NEW.rewritten_at := NULL;
      NEW.due_before := mdt_due_before(NEW.agency_id, NEW.record_class);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM confidentiality_retentionrule r WHERE r.agency_id = NEW.agency_id
                      AND r.record_class = NEW.record_class AND r.verified) THEN
      RAISE EXCEPTION 'no rule that was confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_by_a_rule';
    END IF;
    NEW.counted := (SELECT count(*) FROM mdt_due(NEW.agency_id, NEW.record_class, NEW.due_before) d WHERE d.kept = '');
    IF NEW.counted = 0 THEN
      RAISE EXCEPTION 'nothing is due' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_of_something';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.done_at IS NOT NULL AND NOT (purging AND OLD.rewritten_at IS NULL)) OR OLD.withdrawn_at IS NOT NULL
     OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at, NEW.approved_by_id) IS DISTINCT FROM (OLD.approved_at, OLD.approved_by_id))
     OR (coalesce(NEW.done_at, NEW.rewritten_at) IS NOT NULL AND NOT purging) THEN
    RAISE EXCEPTION 'it is settled' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_settled_stays';
  END IF;
  IF OLD.approved_at IS NULL AND NEW.approved_by_id IS NOT NULL THEN NEW.approved_at := mdt_now(); END IF;
  IF NEW.withdrawn_by_id IS NOT NULL THEN NEW.withdrawn_at := mdt_now(); END IF;
  IF mdt_actor() IS NOT NULL AND ((OLD.approved_by_id IS NULL AND NEW.approved_by_id <> mdt_actor()) OR NEW.withdrawn_by_id <> mdt_actor()) THEN
    RAISE EXCEPTION 'in her own name' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_in_ones_own_name';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_purge;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON confidentiality_purge FOR EACH ROW EXECUTE FUNCTION mdt_purge_guard();

DROP TRIGGER IF EXISTS append_only ON confidentiality_certificate;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON confidentiality_certificate
  FOR EACH ROW EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS no_truncate ON confidentiality_certificate;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON confidentiality_certificate EXECUTE FUNCTION mdt_refuse_change();
