-- Signing by a one-time link: what no program may do with it, and the only two questions that somebody without an account
-- can ask. Both take hashes of the link and of its spoken code, and neither asks who it is or from where (law E-08, E-09).

CREATE OR REPLACE FUNCTION mdt_link_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF session_user = 'mdt_web' THEN
      NEW.made_at := mdt_now(); NEW.expires_at := mdt_now() + interval '30 minutes'; NEW.used_at := NULL; NEW.tries := 0;
    END IF;
  ELSIF OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at THEN
    RAISE EXCEPTION 'a link is used once' USING ERRCODE = 'check_violation', CONSTRAINT = 'link_used_once';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON confidentiality_releaselink;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON confidentiality_releaselink FOR EACH ROW EXECUTE FUNCTION mdt_link_guard();

-- Law R-20: no signature from afar without a link that was used for it, and with that link's own check of who it was.
CREATE OR REPLACE FUNCTION mdt_link_signature_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.way = 'link' AND NOT EXISTS (
       SELECT 1 FROM confidentiality_releaselink l WHERE l.release_id = NEW.release_id AND l.capacity = NEW.capacity
          AND l.signer_id IS NOT DISTINCT FROM NEW.signer_id AND l.used_at IS NOT NULL AND l.check_way = NEW.check_way
          AND l.checked_by_id = NEW.checked_by_id AND l.checked_by_id = NEW.witnessed_by_id) THEN
    RAISE EXCEPTION 'nobody checked who signs' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_by_a_checked_link';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS link_guard ON confidentiality_releasesignature;
CREATE TRIGGER link_guard BEFORE INSERT ON confidentiality_releasesignature
  FOR EACH ROW EXECUTE FUNCTION mdt_link_signature_guard();

-- Whether it can still be signed with: half an hour, once, the newest for its signature, while the release waits, while who
-- made it works on, and by nobody who harmed her or her other parent (law C-07).
CREATE OR REPLACE FUNCTION mdt_link_lives(p_link bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (
        SELECT 1 FROM confidentiality_releaselink l JOIN confidentiality_release r ON r.id = l.release_id
          JOIN agencies_person p ON p.id = l.checked_by_id LEFT JOIN cases_involvedperson i ON i.id = l.signer_id
         WHERE l.id = p_link AND l.used_at IS NULL AND l.tries < 5 AND l.expires_at > mdt_now()
           AND r.status = 'prepared' AND r.expires_at > mdt_now()
           AND p.is_active AND p.agency_id = r.agency_id AND r.case_id <> ALL (mdt_recused_of(p.id))
           AND NOT EXISTS (SELECT 1 FROM confidentiality_releaselink n
                            WHERE n.release_id = l.release_id AND n.capacity = l.capacity AND n.id > l.id)
           AND NOT EXISTS (SELECT 1 FROM confidentiality_releasesignature s
                            WHERE s.release_id = l.release_id AND s.capacity = l.capacity)
           AND (l.signer_id IS NULL OR (i.case_id = l.case_id AND i.harmed_her = 'no' AND i.harmed_parent <> 'yes'
                                        AND (l.capacity <> 'parent' OR i.harmed_parent = 'no')))) $$;

-- One try with a link: «right», «wrong» or «gone», and on record with nobody as its actor. A link that never was leaves no row:
-- anybody could fill the ledger with those. Tries with one that is over are recorded until it is certain that they are tries.
CREATE OR REPLACE FUNCTION mdt_link_try(p_token text, p_code text, p_request uuid, p_route text)
RETURNS TABLE (outcome text, link_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  link record; said text;
BEGIN
  SELECT l.case_id, l.release_id INTO link FROM confidentiality_releaselink l WHERE l.token_hash = p_token;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM 1 FROM cases_case c WHERE c.id = link.case_id FOR KEY SHARE; -- in the order in which the house's own actions lock
  PERFORM 1 FROM confidentiality_release r WHERE r.id = link.release_id FOR UPDATE;
  SELECT l.* INTO link FROM confidentiality_releaselink l WHERE l.token_hash = p_token FOR UPDATE;
  said := CASE WHEN NOT mdt_link_lives(link.id) THEN 'gone' WHEN link.code_hash = p_code THEN 'right'
               WHEN link.tries >= 4 THEN 'gone' ELSE 'wrong' END;
  IF link.tries < 20 THEN -- one that lives has had fewer; after that it is quiet
    INSERT INTO confidentiality_ledger (request_id, kind, outcome, purpose, route, elements, case_ids)
    VALUES (p_request, CASE WHEN said = 'right' THEN 'look' ELSE 'refused' END,
            CASE WHEN said = 'right' THEN 'shown' ELSE 'denied' END, 'release.link', p_route, 1, ARRAY[link.case_id]);
  END IF;
  IF said <> 'right' AND link.tries < 20 THEN
    UPDATE confidentiality_releaselink SET tries = tries + 1 WHERE id = link.id;
  END IF;
  RETURN QUERY SELECT said, link.id;
END $$;

-- The page that is to be signed, still sealed, for whoever has the link and its code.
CREATE OR REPLACE FUNCTION mdt_link_open(p_token text, p_code text, p_request uuid, p_route text)
RETURNS TABLE (outcome text, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT t.outcome, CASE WHEN t.outcome = 'right' THEN l.sealed END
    FROM mdt_link_try(p_token, p_code, p_request, p_route) t JOIN confidentiality_releaselink l ON l.id = t.link_id;
END $$;

-- The signature, and the end of the link, in one step. It leaves its change entry like every change of this house.
CREATE OR REPLACE FUNCTION mdt_link_sign(p_token text, p_code text, p_name text, p_sha text, p_request uuid, p_route text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  used record; made bigint;
BEGIN
  SELECT l.* INTO used FROM mdt_link_try(p_token, p_code, p_request, p_route) t
    JOIN confidentiality_releaselink l ON l.id = t.link_id JOIN confidentiality_release r ON r.id = l.release_id
   WHERE t.outcome = 'right' AND r.sha256 = p_sha AND btrim(p_name) <> '';
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE confidentiality_releaselink SET used_at = mdt_now(), sealed = NULL WHERE id = used.id;
  INSERT INTO confidentiality_releasesignature
    (release_id, case_id, capacity, signer_id, name, way, sha256, signed_at, witnessed_by_id, check_way, checked_by_id)
  VALUES (used.release_id, used.case_id, used.capacity, used.signer_id, left(btrim(p_name), 200), 'link', p_sha, mdt_now(),
          used.checked_by_id, used.check_way, used.checked_by_id)
  RETURNING id INTO made;
  INSERT INTO confidentiality_changeentry
    (content_type_id, object_pk, object_id, object_repr, action, changes_text, changes, cid, timestamp, case_id)
  SELECT t.id, made::text, made, '', 0, '', '{"name": true, "used_at": true}', p_request::text, mdt_now(), used.case_id
    FROM django_content_type t WHERE t.app_label = 'confidentiality' AND t.model = 'releasesignature';
  RETURN true;
END $$;
