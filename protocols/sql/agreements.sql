-- What no program may do with an agreement: change a text that is out, sign without authority, execute what is not signed.

-- Clauses, parties, overrides: only while the version is being written (law A-08).
CREATE OR REPLACE FUNCTION mdt_text_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_version bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM protocols_version v WHERE v.id = of_version AND v.status IN ('draft', 'review')) THEN
    RAISE EXCEPTION 'the text is out' USING ERRCODE = 'check_violation', CONSTRAINT = 'text_out_is_fixed';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_clause;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_clause FOR EACH ROW EXECUTE FUNCTION mdt_text_guard();
DROP TRIGGER IF EXISTS guard ON protocols_party;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_party FOR EACH ROW EXECUTE FUNCTION mdt_text_guard();
DROP TRIGGER IF EXISTS guard ON protocols_override;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_override FOR EACH ROW EXECUTE FUNCTION mdt_text_guard();

-- A signature counts for its agency when it is not void and, on paper, a second person has verified the scan (law E-05).
CREATE OR REPLACE FUNCTION mdt_party_signed(p_party bigint, p_sha text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM protocols_signature s LEFT JOIN protocols_paperscan p ON p.signature_id = s.id
                  WHERE s.party_id = p_party AND s.capacity = 'agency' AND s.voided_at IS NULL AND s.version_sha256 = p_sha
                    AND (s.way = 'online' OR p.verified_at IS NOT NULL)) $$;

CREATE OR REPLACE FUNCTION mdt_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
      RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'version_begins_as_draft';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT ((OLD.status = 'draft' AND NEW.status IN ('draft', 'review', 'out')) OR (OLD.status = 'review' AND NEW.status IN ('review', 'draft', 'out'))
       OR (OLD.status = 'out' AND NEW.status IN ('executed', 'withdrawn')) OR NEW = OLD) THEN
    RAISE EXCEPTION 'a version does not come back' USING ERRCODE = 'check_violation', CONSTRAINT = 'version_moves_on';
  END IF;
  IF OLD.status = 'out' AND (NEW.term_months, NEW.review_months, NEW.notice_days, NEW.grace_days, NEW.fallback_id, NEW.in_order, NEW.sent_at,
      NEW.sent_by_id, NEW.sha256) IS DISTINCT FROM (OLD.term_months, OLD.review_months, OLD.notice_days, OLD.grace_days, OLD.fallback_id,
      OLD.in_order, OLD.sent_at, OLD.sent_by_id, OLD.sha256) THEN
    RAISE EXCEPTION 'the terms are out' USING ERRCODE = 'check_violation', CONSTRAINT = 'text_out_is_fixed';
  END IF;
  -- Law A-02: without it no text leaves the draft, whatever the page says.
  IF OLD.status IN ('draft', 'review') AND NEW.status = 'out'
     AND NOT EXISTS (SELECT 1 FROM protocols_clause c WHERE c.version_id = NEW.id AND c.key = 'no_waiver' AND btrim(c.body) <> '') THEN
    RAISE EXCEPTION 'no waiver is missing' USING ERRCODE = 'check_violation', CONSTRAINT = 'version_waives_nothing';
  END IF;
  -- Law A-01: in force when each required party has signed these very words.
  IF OLD.status = 'out' AND NEW.status = 'executed' AND (
       NOT EXISTS (SELECT 1 FROM protocols_party p WHERE p.version_id = NEW.id AND p.is_required)
       OR EXISTS (SELECT 1 FROM protocols_party p WHERE p.version_id = NEW.id AND p.is_required AND NOT mdt_party_signed(p.id, NEW.sha256))) THEN
    RAISE EXCEPTION 'not signed by every party' USING ERRCODE = 'check_violation', CONSTRAINT = 'version_signed_by_all';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_version;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_version FOR EACH ROW EXECUTE FUNCTION mdt_version_guard();

-- Law A-06, A-07, E-01: these very words, by who holds authority for that agency today, after the approval that it needs.
CREATE OR REPLACE FUNCTION mdt_agreement_signature_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE under record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- Void with its version; or, on paper that nobody has verified, sent back (law E-05).
    IF OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
       OR NOT (EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_party p ON p.version_id = v.id WHERE p.id = NEW.party_id AND v.status = 'withdrawn')
               OR NEW.way = 'paper' AND EXISTS (SELECT 1 FROM protocols_paperscan c WHERE c.signature_id = NEW.id AND c.verified_at IS NULL)) THEN
      RAISE EXCEPTION 'a signature stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_signature_stands';
    END IF;
    RETURN NEW;
  END IF;
  SELECT v.status, v.sha256, v.in_order, v.id AS version_id, p.agency_id, p.position, p.body,
         (mdt_now() AT TIME ZONE t.time_zone)::date AS today INTO under
    FROM protocols_party p JOIN protocols_version v ON v.id = p.version_id JOIN protocols_agreement a ON a.id = v.agreement_id
    JOIN agencies_team t ON t.id = a.team_id WHERE p.id = NEW.party_id;
  IF under.status IS DISTINCT FROM 'out' OR under.sha256 <> NEW.version_sha256 THEN
    RAISE EXCEPTION 'other words' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_of_these_words';
  END IF;
  IF NEW.way = 'online' AND NEW.person_id <> mdt_actor() THEN
    RAISE EXCEPTION 'somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_in_ones_own_name';
  END IF;
  IF NEW.capacity = 'agency' THEN
    IF NOT EXISTS (SELECT 1 FROM protocols_authority u WHERE u.id = NEW.authority_id AND u.agency_id = under.agency_id AND u.person_id = NEW.person_id
                      AND u.starts_on <= under.today AND (u.ends_on IS NULL OR u.ends_on >= under.today)) THEN
      RAISE EXCEPTION 'no authority' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_with_authority';
    END IF;
    IF under.body <> '' AND NOT EXISTS (SELECT 1 FROM protocols_governingapproval g WHERE g.party_id = NEW.party_id AND g.decided_on <= under.today) THEN
      RAISE EXCEPTION 'not approved' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_after_approval';
    END IF;
    IF under.in_order AND EXISTS (SELECT 1 FROM protocols_party o WHERE o.version_id = under.version_id AND o.is_required AND o.position < under.position
                                     AND NOT mdt_party_signed(o.id, under.sha256)) THEN
      RAISE EXCEPTION 'not its turn' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_in_order';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_signature;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_signature FOR EACH ROW EXECUTE FUNCTION mdt_agreement_signature_guard();

-- Law E-05: who verifies a paper is of another agency than who handed it in.
CREATE OR REPLACE FUNCTION mdt_paper_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.verified_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM agencies_person u JOIN agencies_person v ON v.id = NEW.verified_by_id
      WHERE u.id = NEW.uploaded_by_id AND u.id <> v.id AND u.agency_id IS NOT DISTINCT FROM v.agency_id) THEN
    RAISE EXCEPTION 'verified within one agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_verified_elsewhere';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_paperscan;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_paperscan FOR EACH ROW EXECUTE FUNCTION mdt_paper_guard();

-- A sealed document never changes.
CREATE OR REPLACE FUNCTION mdt_executed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.content IS NOT NULL THEN
    RAISE EXCEPTION 'a sealed document stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'executed_stands';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM protocols_version v WHERE v.id = NEW.version_id AND v.status = 'executed') THEN
    RAISE EXCEPTION 'not executed' USING ERRCODE = 'check_violation', CONSTRAINT = 'executed_of_an_executed_version';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_executed;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_executed FOR EACH ROW EXECUTE FUNCTION mdt_executed_guard();

-- Whether a file with this digest is one that was signed here, and nothing else: for anybody, signed in or not (law E-03).
CREATE OR REPLACE FUNCTION mdt_was_signed(p_sha256 text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM protocols_executed e WHERE e.sha256 = p_sha256 AND e.sealed_at IS NOT NULL) $$;
