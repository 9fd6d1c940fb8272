-- What no program may do with a protocol: change who does what once it is out, decide otherwise than by the rule that was fixed
-- beforehand, send out what was not decided.

DROP TRIGGER IF EXISTS guard ON protocols_task;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_task FOR EACH ROW EXECUTE FUNCTION mdt_text_guard();
DROP TRIGGER IF EXISTS guard ON protocols_measure;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_measure FOR EACH ROW EXECUTE FUNCTION mdt_text_guard();

CREATE OR REPLACE FUNCTION mdt_duty_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_task bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.task_id ELSE NEW.task_id END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM protocols_task t JOIN protocols_version v ON v.id = t.version_id
                  WHERE t.id = of_task AND v.status IN ('draft', 'review')) THEN
    RAISE EXCEPTION 'the matrix is out' USING ERRCODE = 'check_violation', CONSTRAINT = 'matrix_out_is_fixed';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_duty;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON protocols_duty FOR EACH ROW EXECUTE FUNCTION mdt_duty_guard();

-- What counts: the last gradient of each agency that was asked. An agency that said nothing has none, and agrees to nothing.
CREATE OR REPLACE FUNCTION mdt_gradients(p_proposal bigint)
RETURNS TABLE (agency_id bigint, number int, waits boolean) LANGUAGE sql STABLE AS $$
  SELECT a.agency_id, g.number::int, coalesce(g.words <> '' AND g.answered_at IS NULL AND g.number NOT IN (1, 2, 4), false)
    FROM protocols_asked a LEFT JOIN LATERAL (
      SELECT * FROM protocols_gradient o WHERE o.proposal_id = a.proposal_id AND o.agency_id = a.agency_id ORDER BY o.id DESC LIMIT 1) g ON true
   WHERE a.proposal_id = p_proposal $$;

-- Law P-06: by the rule that was fixed beforehand (lifecycle.py says the same), with every reservation answered.
CREATE OR REPLACE FUNCTION mdt_carries_proposal(p_proposal bigint, p_threshold text, p_least int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) > 0 AND NOT bool_or(waits) AND coalesce(CASE p_threshold
      WHEN 'no_objection' THEN bool_and(number IS NOT NULL AND number < 7)
      WHEN 'all_agree' THEN bool_and(number IS NOT NULL AND number <= 4)
      WHEN 'at_least' THEN count(*) FILTER (WHERE number <= 3) >= p_least AND NOT coalesce(bool_or(number = 8), false) END, false)
    FROM mdt_gradients(p_proposal) $$;

CREATE OR REPLACE FUNCTION mdt_proposal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> '' OR NOT EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_agreement a ON a.id = v.agreement_id
                                         WHERE v.id = NEW.version_id AND v.status IN ('draft', 'review') AND a.kind = 'protocol') THEN
      RAISE EXCEPTION 'no protocol is being written' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_of_a_protocol_at_work';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> '' THEN
    RAISE EXCEPTION 'what was decided stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_stands';
  END IF;
  IF NEW.outcome = 'carried' AND NOT mdt_carries_proposal(NEW.id, NEW.threshold, NEW.least) THEN
    RAISE EXCEPTION 'below its threshold' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_carried_by_its_rule';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_proposal;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_proposal FOR EACH ROW EXECUTE FUNCTION mdt_proposal_guard();

-- Who is asked is fixed before anybody has answered.
CREATE OR REPLACE FUNCTION mdt_asked_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM protocols_gradient g WHERE g.proposal_id = NEW.proposal_id)
     OR EXISTS (SELECT 1 FROM protocols_proposal p WHERE p.id = NEW.proposal_id AND p.outcome <> '') THEN
    RAISE EXCEPTION 'somebody has answered' USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_before_any_answer';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_asked;
CREATE TRIGGER guard BEFORE INSERT ON protocols_asked FOR EACH ROW EXECUTE FUNCTION mdt_asked_guard();

CREATE OR REPLACE FUNCTION mdt_gradient_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM protocols_proposal p WHERE p.id = NEW.proposal_id AND p.outcome = '')
     OR (TG_OP = 'UPDATE' AND OLD.answered_at IS NOT NULL) THEN
    RAISE EXCEPTION 'it is closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'gradient_while_open';
  END IF;
  IF TG_OP = 'INSERT' AND (NEW.by_id <> mdt_actor()
     OR NOT EXISTS (SELECT 1 FROM agencies_person p WHERE p.id = NEW.by_id AND p.agency_id = NEW.agency_id)
     OR NOT EXISTS (SELECT 1 FROM protocols_asked a WHERE a.proposal_id = NEW.proposal_id AND a.agency_id = NEW.agency_id)) THEN
    RAISE EXCEPTION 'for another agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'gradient_for_ones_own_agency';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_gradient;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_gradient FOR EACH ROW EXECUTE FUNCTION mdt_gradient_guard();

-- A protocol goes out for adoption when the team has decided for these very words.
CREATE OR REPLACE FUNCTION mdt_decided_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('draft', 'review') AND NEW.status = 'out'
     AND EXISTS (SELECT 1 FROM protocols_agreement a WHERE a.id = NEW.agreement_id AND a.kind = 'protocol')
     AND NOT EXISTS (SELECT 1 FROM protocols_proposal p WHERE p.version_id = NEW.id AND p.sha256 = NEW.sha256 AND p.outcome = 'carried') THEN
    RAISE EXCEPTION 'not decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'protocol_goes_out_decided';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard_decided ON protocols_version;
CREATE TRIGGER guard_decided BEFORE UPDATE ON protocols_version FOR EACH ROW EXECUTE FUNCTION mdt_decided_guard();

-- Read and understood: an adopted protocol, by the person herself.
CREATE OR REPLACE FUNCTION mdt_understanding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.person_id <> mdt_actor() OR NOT EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_agreement a ON a.id = v.agreement_id
       WHERE v.id = NEW.version_id AND v.status = 'executed' AND a.kind = 'protocol') THEN
    RAISE EXCEPTION 'not adopted' USING ERRCODE = 'check_violation', CONSTRAINT = 'understood_of_an_adopted_protocol';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_understanding;
CREATE TRIGGER guard BEFORE INSERT ON protocols_understanding FOR EACH ROW EXECUTE FUNCTION mdt_understanding_guard();
