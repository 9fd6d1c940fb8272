-- What no program may change: the agency of record, the sender's words, the times of a clock.

-- Law C-02: the agency of record is set once. The opening time is the database's, so that nobody can claim «just now» later.
CREATE OR REPLACE FUNCTION cases_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user = 'mdt_web' THEN NEW.opened_at := now(); END IF;
  ELSIF (NEW.agency_id, NEW.public_id, NEW.code, NEW.opened_at, NEW.opened_by_id)
     IS DISTINCT FROM (OLD.agency_id, OLD.public_id, OLD.code, OLD.opened_at, OLD.opened_by_id) THEN
    RAISE EXCEPTION 'the cover of a case does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_cover_fixed';
  END IF;
  -- When it was closed is the database's too: by it a rule of retention begins (law K-01). What was destroyed is marked by a purge
  -- alone, and a record without a name is not opened again.
  IF NEW.status <> 'closed' THEN NEW.closed_at := NULL;
  ELSIF TG_OP = 'INSERT' OR OLD.status <> 'closed' THEN
    NEW.closed_at := CASE WHEN current_user = 'mdt_web' THEN now() ELSE coalesce(NEW.closed_at, now()) END;
  ELSIF current_user = 'mdt_web' THEN NEW.closed_at := OLD.closed_at;
  END IF;
  IF NOT (session_user = 'mdt_owner' AND coalesce(current_setting('mdt.purging', true) = 'on', false))
     AND (NEW.words_destroyed_at, NEW.identity_destroyed_at) IS DISTINCT FROM
         (CASE TG_OP WHEN 'UPDATE' THEN OLD.words_destroyed_at END, CASE TG_OP WHEN 'UPDATE' THEN OLD.identity_destroyed_at END) THEN
    RAISE EXCEPTION 'destroyed by a purge alone' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_destroyed_by_purge';
  END IF;
  IF NEW.identity_destroyed_at IS NOT NULL AND NEW.status = 'open' THEN
    RAISE EXCEPTION 'nobody is in it any more' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_destroyed_stays_closed';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_case;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_case_guard();

-- What was sent stays as it was sent; only the answer moves.
CREATE OR REPLACE FUNCTION cases_referral_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user = 'mdt_web' THEN NEW.sent_at := now(); END IF;
  ELSIF session_user = 'mdt_owner' AND current_setting('mdt.purging', true) = 'on' THEN
    RETURN NEW; -- a purge takes coarse facts out (law K-04)
  ELSIF to_jsonb(NEW) - '{status,coordinator_id,accepted_agency_id}'::text[]
     <> to_jsonb(OLD) - '{status,coordinator_id,accepted_agency_id}'::text[] THEN
    RAISE EXCEPTION 'a sent referral does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_words_fixed';
  ELSIF (OLD.status IN ('declined', 'redirected', 'withdrawn') AND NEW.status <> OLD.status)
     OR (OLD.accepted_agency_id IS NOT NULL AND NEW.accepted_agency_id IS DISTINCT FROM OLD.accepted_agency_id) THEN
    RAISE EXCEPTION 'the answer stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_answer_stands';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_referral;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON cases_referral FOR EACH ROW EXECUTE FUNCTION cases_referral_guard();

-- Law T-04: a clock cannot be improved by editing its times.
CREATE OR REPLACE FUNCTION cases_clock_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user = 'mdt_web' THEN
      NEW.started_at := now();
      NEW.met_at := NULL; NEW.stopped_at := NULL; NEW.escalated_at := NULL;
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.referral_id, NEW.kind, NEW.started_at, NEW.due_at, NEW.escalate_at, NEW.in_person_by)
     IS DISTINCT FROM (OLD.referral_id, OLD.kind, OLD.started_at, OLD.due_at, OLD.escalate_at, OLD.in_person_by)
     OR (OLD.met_at IS NOT NULL AND NEW.met_at IS DISTINCT FROM OLD.met_at)
     OR (OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS DISTINCT FROM OLD.stopped_at)
     OR (current_user = 'mdt_web' AND NEW.escalated_at IS DISTINCT FROM OLD.escalated_at) THEN
    RAISE EXCEPTION 'the times of a clock do not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'clock_times_fixed';
  END IF;
  IF OLD.met_at IS NULL AND NEW.met_at IS NOT NULL AND current_user <> 'mdt_owner' THEN NEW.met_at := now(); END IF;
  IF OLD.stopped_at IS NULL AND NEW.stopped_at IS NOT NULL AND current_user <> 'mdt_owner' THEN NEW.stopped_at := now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_clock;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON cases_clock FOR EACH ROW EXECUTE FUNCTION cases_clock_guard();

CREATE OR REPLACE FUNCTION cases_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN NEW.at := now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_referralevent;
CREATE TRIGGER guard BEFORE INSERT ON cases_referralevent FOR EACH ROW EXECUTE FUNCTION cases_event_guard();

-- A question is answered once; both moments are the database's.
CREATE OR REPLACE FUNCTION cases_consultation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.answer <> ''
     AND (NEW.answer, NEW.answered_by_id, NEW.answered_at) IS DISTINCT FROM (OLD.answer, OLD.answered_by_id, OLD.answered_at) THEN
    RAISE EXCEPTION 'an answer does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_answered_once';
  ELSIF current_user = 'mdt_web' AND TG_OP = 'INSERT' THEN
    NEW.asked_at := now();
  ELSIF current_user = 'mdt_web' AND NEW.answered_at IS NOT NULL AND OLD.answered_at IS NULL THEN
    NEW.answered_at := now();
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_consultation;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON cases_consultation FOR EACH ROW EXECUTE FUNCTION cases_consultation_guard();

-- Law T-05: an attempt happened after acceptance and has happened, to the minute; when it was recorded is the database's.
CREATE OR REPLACE FUNCTION cases_attempt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN NEW.recorded_at := now(); END IF;
  IF NEW.at < (SELECT date_trunc('minute', k.started_at) FROM cases_clock k WHERE k.id = NEW.clock_id) THEN
    RAISE EXCEPTION 'an attempt follows acceptance' USING ERRCODE = 'check_violation', CONSTRAINT = 'attempt_after_acceptance';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_contactattempt;
CREATE TRIGGER guard BEFORE INSERT ON cases_contactattempt FOR EACH ROW EXECUTE FUNCTION cases_attempt_guard();

CREATE OR REPLACE FUNCTION cases_notice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN NEW.told_at := now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON cases_contactnotice;
CREATE TRIGGER guard BEFORE INSERT ON cases_contactnotice FOR EACH ROW EXECUTE FUNCTION cases_notice_guard();
