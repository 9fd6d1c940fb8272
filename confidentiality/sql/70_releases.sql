-- What no program may do with a release: change its terms, open it without its signatures, or bring it back.

CREATE OR REPLACE FUNCTION mdt_release_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user = 'mdt_web' THEN NEW.prepared_at := mdt_now(); END IF;
    -- Law R-02: ninety days at most, ten years for after her death. That more than thirty days has its reason is asked when it
    -- is prepared.
    IF NEW.expires_at > NEW.prepared_at + (CASE NEW.kind WHEN 'after_death' THEN interval '10 years' ELSE interval '90 days' END) THEN
      RAISE EXCEPTION 'longer than it may last' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_not_too_long';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT ((OLD.status = 'prepared' AND NEW.status IN ('prepared', 'active', 'withdrawn', 'closed', 'void'))
       OR (OLD.status = 'active' AND NEW.status IN ('active', 'withdrawn', 'replaced', 'closed', 'void'))
       OR NEW = OLD) THEN
    RAISE EXCEPTION 'a release does not come back' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_moves_on';
  END IF;
  IF OLD.status = 'prepared' AND NEW.status = 'active' THEN
    NEW.countersigned_at := mdt_now();
    IF NEW.countersigned_by_id IS DISTINCT FROM mdt_actor() OR NOT mdt_release_signed(NEW.id, NEW.sha256)
       OR NEW.expires_at <= mdt_now() THEN
      RAISE EXCEPTION 'not signed by everybody' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_signed_by_all';
    END IF;
  ELSIF (NEW.countersigned_at, NEW.countersigned_by_id) IS DISTINCT FROM (OLD.countersigned_at, OLD.countersigned_by_id) THEN
    RAISE EXCEPTION 'a signature stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_signature_stands';
  END IF;
  -- It takes effect once, on the day that her death is written down; a spoken yes is noted once, while it waits (law R-10).
  IF NEW.takes_effect_at IS DISTINCT FROM OLD.takes_effect_at THEN
    IF OLD.takes_effect_at IS NOT NULL OR NEW.status <> 'active'
       OR NOT EXISTS (SELECT 1 FROM confidentiality_death d WHERE d.case_id = NEW.case_id) THEN
      RAISE EXCEPTION 'her death is not written down' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_waits_for_death';
    END IF;
    NEW.takes_effect_at := mdt_now();
  END IF;
  IF (NEW.oral_yes_at, NEW.oral_yes_by_id) IS DISTINCT FROM (OLD.oral_yes_at, OLD.oral_yes_by_id) THEN
    IF OLD.oral_yes_at IS NOT NULL OR NEW.status <> 'prepared' THEN
      RAISE EXCEPTION 'a note stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_oral_yes_stands';
    END IF;
    IF current_user = 'mdt_web' THEN NEW.oral_yes_at := mdt_now(); END IF;
  END IF;
  IF NEW.status <> 'active' AND OLD.status <> NEW.status THEN NEW.ended_at := mdt_now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_release;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON confidentiality_release FOR EACH ROW EXECUTE FUNCTION mdt_release_guard();

-- Whether everybody who has to has signed these very words, and nobody who harmed her is among them (law C-07, R-06, R-21).
CREATE OR REPLACE FUNCTION mdt_release_signed(p_release bigint, p_sha text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (
        SELECT 1 FROM confidentiality_releasetalk t WHERE t.release_id = p_release AND NOT EXISTS (
          SELECT 1 FROM unnest(t.needed) AS n (capacity) WHERE NOT EXISTS (
            SELECT 1 FROM confidentiality_releasesignature s LEFT JOIN cases_involvedperson i ON i.id = s.signer_id
             WHERE s.release_id = p_release AND s.capacity = n.capacity AND s.sha256 = p_sha
               AND (s.signer_id IS NULL OR (i.case_id = s.case_id AND i.harmed_her = 'no' AND (s.capacity <> 'parent' OR i.harmed_parent = 'no') AND i.harmed_parent <> 'yes'))))) $$;

CREATE OR REPLACE FUNCTION mdt_signature_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN NEW.signed_at := mdt_now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_releasesignature;
CREATE TRIGGER guard BEFORE INSERT ON confidentiality_releasesignature FOR EACH ROW EXECUTE FUNCTION mdt_signature_guard();

-- Law 2.1: a form that can become public names nothing that is to stay secret.
CREATE OR REPLACE FUNCTION mdt_talk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.withheld <> '' AND EXISTS (
    SELECT 1 FROM confidentiality_release r WHERE r.id = NEW.release_id AND r.kind = 'after_death') THEN
    RAISE EXCEPTION 'such a form can become public' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_death_withholds_nothing';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_releasetalk;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON confidentiality_releasetalk FOR EACH ROW EXECUTE FUNCTION mdt_talk_guard();

CREATE OR REPLACE FUNCTION mdt_death_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'mdt_web' THEN NEW.recorded_at := mdt_now(); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_death;
CREATE TRIGGER guard BEFORE INSERT ON confidentiality_death FOR EACH ROW EXECUTE FUNCTION mdt_death_guard();

-- Law C-07: a signer of whom it becomes known later that he harmed her voids at that second what he signed.
CREATE OR REPLACE FUNCTION mdt_void_signed_by_abuser() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF 'yes' IN (NEW.harmed_her, NEW.harmed_parent) THEN
    UPDATE confidentiality_release r SET status = 'void'
     WHERE r.status IN ('prepared', 'active') AND EXISTS (
       SELECT 1 FROM confidentiality_releasesignature s WHERE s.release_id = r.id AND s.signer_id = NEW.id);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS void_releases ON cases_involvedperson;
CREATE TRIGGER void_releases AFTER INSERT OR UPDATE ON cases_involvedperson
  FOR EACH ROW EXECUTE FUNCTION mdt_void_signed_by_abuser();

-- Law R-08, R-09: whoever works at the agency of record may take back for the survivor everything that she released, by the
-- code of the record alone and without being able to open it. It tells nothing: not whether there is such a record or release.
-- A false withdrawal delays; a missed one endangers. Somebody who is walled off from the case changes nothing.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'ledger_kind' AND conrelid = 'confidentiality_ledger'::regclass
                  AND pg_get_constraintdef(oid) LIKE '%purge%') THEN
    ALTER TABLE confidentiality_ledger DROP CONSTRAINT IF EXISTS confidentiality_ledger_kind_check, DROP CONSTRAINT IF EXISTS ledger_kind;
    ALTER TABLE confidentiality_ledger ADD CONSTRAINT ledger_kind
      CHECK (kind IN ('look', 'browse', 'search', 'tally', 'change', 'refused', 'withdraw', 'heard', 'purge'));
  END IF;
END $$;
CREATE OR REPLACE FUNCTION mdt_withdraw(p_actor bigint, p_request uuid, p_route text, p_code text, p_channel text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  mine bigint; found_id bigint;
BEGIN
  SELECT p.agency_id INTO mine FROM agencies_person p JOIN agencies_agency a ON a.id = p.agency_id
   WHERE p.id = p_actor AND p.is_active AND a.is_active;
  SELECT c.id INTO found_id FROM cases_case c
   WHERE c.code = p_code AND c.agency_id = mine AND c.id <> ALL (mdt_recused_of(p_actor));
  UPDATE confidentiality_release SET status = 'withdrawn', ended_by_id = p_actor, channel = p_channel
   WHERE case_id = found_id AND status IN ('prepared', 'active');
  INSERT INTO confidentiality_ledger (request_id, actor_id, agency_id, kind, outcome, purpose, route, case_ids)
  VALUES (p_request, p_actor, mine, 'withdraw', CASE WHEN found_id IS NULL THEN 'missing' ELSE 'done' END,
          'release.withdraw', p_route, CASE WHEN found_id IS NULL THEN '{}' ELSE ARRAY[found_id] END);
END $$;

-- Law R-22: what ends within days, for people of the releasing agency who can open the record: finds, records, answers.
CREATE OR REPLACE FUNCTION mdt_browse_ending(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_days int, p_limit int)
RETURNS TABLE (release_id bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_recused_of(p_actor);
  found bigint[]; cases bigint[];
BEGIN
  SELECT array_agg(e.id ORDER BY e.expires_at, e.id), array_agg(DISTINCT e.case_id) INTO found, cases FROM (
    SELECT r.id, r.case_id, r.expires_at FROM confidentiality_release r
     WHERE r.status = 'active' AND r.expires_at > mdt_now() AND r.expires_at < mdt_now() + make_interval(days => p_days)
       AND r.case_id <> ALL (walled) AND EXISTS (
         SELECT 1 FROM confidentiality_grant g WHERE g.case_id = r.case_id AND g.own AND g.principal = ANY (held)
            AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now())
     ORDER BY r.expires_at, r.id LIMIT p_limit) e;
  IF found IS NOT NULL THEN PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, cases, '{}'); END IF;
  RETURN QUERY SELECT u.id FROM unnest(coalesce(found, '{}')) WITH ORDINALITY AS u (id, place) ORDER BY u.place;
END $$;
