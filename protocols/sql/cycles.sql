-- What no program may do with a cycle of steps, a review or a tension point, whoever is at the page.

-- Law P-02: one turn follows the last, and nothing of a closed one changes.
CREATE OR REPLACE FUNCTION mdt_cycle_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.closed_at IS NOT NULL THEN
      RAISE EXCEPTION 'a cycle begins open' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_begins_open';
    END IF;
    IF NEW.previous_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM protocols_protocolcycle p WHERE p.id = NEW.previous_id
         AND p.team_id = NEW.team_id AND p.number = NEW.number - 1 AND p.closed_at IS NOT NULL) THEN
      RAISE EXCEPTION 'not the one before' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_follows_the_last';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a closed cycle stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_closed_stays';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_protocolcycle;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_protocolcycle FOR EACH ROW EXECUTE FUNCTION mdt_cycle_guard();

-- Law P-01: what a step needs before it closes. Everything about the steps of one cycle happens one after the other.
CREATE OR REPLACE FUNCTION mdt_step_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cycle record;
BEGIN
  SELECT c.closed_at, c.team_id, t.time_zone INTO cycle FROM protocols_protocolcycle c JOIN agencies_team t ON t.id = c.team_id
   WHERE c.id = NEW.cycle_id FOR UPDATE OF c;
  IF cycle.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'its cycle is closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_of_a_closed_cycle_stays';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a step begins open' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_begins_open';
  END IF;
  IF NEW.owner_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.owner_id IS DISTINCT FROM OLD.owner_id) AND NOT EXISTS (
       SELECT 1 FROM agencies_seat s WHERE s.team_id = cycle.team_id AND s.person_id = NEW.owner_id
          AND s.starts_on <= (mdt_now() AT TIME ZONE cycle.time_zone)::date
          AND (s.ends_on IS NULL OR s.ends_on >= (mdt_now() AT TIME ZONE cycle.time_zone)::date)) THEN
    RAISE EXCEPTION 'not at the table' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_owner_is_seated';
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a closed step stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_closed_stays';
  END IF;
  IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM protocols_reopening r
       WHERE r.step_id = NEW.id AND r.was_closed_at = OLD.closed_at) THEN
    RAISE EXCEPTION 'no reason' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_reopened_for_a_reason';
  END IF;
  IF OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL THEN
    IF NOT EXISTS (SELECT 1 FROM protocols_evidence e WHERE e.step_id = NEW.id) THEN
      RAISE EXCEPTION 'no evidence' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_closed_has_evidence';
    END IF;
    IF NEW.why_early = '' AND EXISTS (SELECT 1 FROM protocols_cyclestep o WHERE o.cycle_id = NEW.cycle_id AND o.closed_at IS NULL
         AND o.number < NEW.number AND NEW.number IN (4, 8)) THEN
      RAISE EXCEPTION 'others come first' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_waits_or_says_why';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_cyclestep;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_cyclestep FOR EACH ROW EXECUTE FUNCTION mdt_step_guard();

-- Asked when all of a transaction is done: eight steps, and the last one closed, its cycle closed and the next one there are one thing.
CREATE OR REPLACE FUNCTION mdt_cycle_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this bigint := CASE WHEN TG_TABLE_NAME = 'protocols_protocolcycle' THEN (to_jsonb(NEW) ->> 'id')::bigint
                      ELSE (to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END) ->> 'cycle_id')::bigint END;
  cycle record;
BEGIN
  SELECT c.closed_at INTO cycle FROM protocols_protocolcycle c WHERE c.id = this;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF (SELECT count(*) FROM protocols_cyclestep s WHERE s.cycle_id = this) <> 8 THEN
    RAISE EXCEPTION 'not eight steps' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_has_eight_steps';
  END IF;
  IF (cycle.closed_at IS NOT NULL) <> EXISTS (SELECT 1 FROM protocols_cyclestep s WHERE s.cycle_id = this AND s.number = 8
        AND s.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'one without the other' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_closes_with_its_last_step';
  END IF;
  IF cycle.closed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM protocols_protocolcycle n WHERE n.previous_id = this) THEN
    RAISE EXCEPTION 'no next' USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_opens_the_next';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS whole ON protocols_protocolcycle;
CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR UPDATE ON protocols_protocolcycle DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION mdt_cycle_whole();
DROP TRIGGER IF EXISTS whole ON protocols_cyclestep;
CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR UPDATE OR DELETE ON protocols_cyclestep DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION mdt_cycle_whole();

-- What showed that a step was taken stays as long as the step is closed; an agreement shows it for its own team.
CREATE OR REPLACE FUNCTION mdt_evidence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_step bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.step_id ELSE NEW.step_id END;
  of_team bigint;
BEGIN
  SELECT c.team_id INTO of_team FROM protocols_protocolcycle c JOIN protocols_cyclestep s ON s.cycle_id = c.id
   WHERE s.id = of_step FOR UPDATE OF c;
  -- Asked once the cycle is held: who held it before may just have closed the step.
  IF EXISTS (SELECT 1 FROM protocols_cyclestep s WHERE s.id = of_step AND s.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'its step is closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_of_a_closed_step_stays';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.agreement_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM protocols_agreement a WHERE a.id = NEW.agreement_id AND a.team_id = of_team) THEN
    RAISE EXCEPTION 'of another team' USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_of_the_same_team';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_evidence;
CREATE TRIGGER guard BEFORE INSERT OR DELETE ON protocols_evidence FOR EACH ROW EXECUTE FUNCTION mdt_evidence_guard();

-- A review is of a text that was executed, of the team whose law has changed; what came of it stays.
CREATE OR REPLACE FUNCTION mdt_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_agreement a ON a.id = v.agreement_id
         WHERE v.id = NEW.version_id AND v.status = 'executed'
           AND (NEW.statute_id IS NULL OR a.team_id = (SELECT n.team_id FROM protocols_statutenote n WHERE n.id = NEW.statute_id))) THEN
      RAISE EXCEPTION 'not in force' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_of_an_executed_text';
    END IF;
  ELSIF OLD.done_on IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a review stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_done_stays';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_review;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_review FOR EACH ROW EXECUTE FUNCTION mdt_review_guard();

-- A discipline speaks through somebody who sits for it at this very table today.
CREATE OR REPLACE FUNCTION mdt_position_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM agencies_seat s JOIN protocols_tensionpoint p ON p.team_id = s.team_id JOIN agencies_team t ON t.id = s.team_id
       WHERE p.id = NEW.point_id AND s.person_id = NEW.by_id AND s.agency_id = NEW.agency_id AND s.discipline = NEW.discipline
         AND s.starts_on <= (mdt_now() AT TIME ZONE t.time_zone)::date
         AND (s.ends_on IS NULL OR s.ends_on >= (mdt_now() AT TIME ZONE t.time_zone)::date)) THEN
    RAISE EXCEPTION 'does not sit for it' USING ERRCODE = 'check_violation', CONSTRAINT = 'position_by_its_discipline';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON protocols_position;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protocols_position FOR EACH ROW EXECUTE FUNCTION mdt_position_guard();
