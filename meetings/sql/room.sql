-- Who may hear an item, and what happens when it opens, somebody comes in or goes out.

-- Law R-18: where the text in force follows the profile of Texas, only the survivor's own release opens an adult's case to the table.
CREATE OR REPLACE FUNCTION mdt_release_alone(p_team bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_agreement a ON a.id = v.agreement_id
                      WHERE a.team_id = p_team AND v.status = 'executed' AND a.profile = 'texas'
                        AND NOT EXISTS (SELECT 1 FROM protocols_version n WHERE n.agreement_id = a.id
                                         AND n.status = 'executed' AND n.number > v.number)) $$;

-- For each item with a case × each person: the parts that a live basis opens to her of those that are talked about, who is walled
-- off, and until when all of them are open. The one place where eligibility is decided (law R-17).
CREATE OR REPLACE FUNCTION mdt_hearing(p_meeting bigint, p_items bigint[], p_people bigint[])
RETURNS TABLE (item_id bigint, person_id bigint, need int, has int, walled boolean, at_table boolean, own boolean, until timestamptz,
               facts text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH known AS MATERIALIZED (
    SELECT p.id, p.agency_id, mdt_principals_of(p.id) AS held, mdt_recused_of(p.id) AS walls
      FROM agencies_person p WHERE p.id = ANY (p_people)),
  people AS MATERIALIZED (
    SELECT k.id, k.held, k.walls, mdt_sits(p_meeting, k.id, k.agency_id, k.held) AS sits FROM known k),
  items AS MATERIALIZED (
    SELECT i.id, i.kind, b.case_id, b.elements | 1 AS need,
           i.kind = 'case' AND b.adult AND mdt_release_alone(m.team_id) AS by_release_alone
      FROM meetings_item i JOIN meetings_meeting m ON m.id = i.meeting_id JOIN meetings_itemcase b ON b.item_id = i.id
     WHERE i.meeting_id = p_meeting AND i.id = ANY (p_items))
  SELECT i.id, p.id, i.need, CASE WHEN i.kind = 'file' THEN i.need ELSE coalesce(o.bits, 0) & i.need END,
         i.case_id = ANY (p.walls), p.sits, coalesce(o.own, false), o.until, coalesce(o.facts, '{}')
    FROM items i CROSS JOIN people p LEFT JOIN LATERAL (
      SELECT bit_or(g.elements) AS bits, bool_or(g.own) AS own, min(g.expires_at) AS until,
             array_agg(DISTINCT g.source || ':' || g.source_id) AS facts
        FROM confidentiality_grant g
       WHERE g.case_id = i.case_id AND g.principal = ANY (p.held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()
         AND (g.own OR g.source = 'release' OR NOT i.by_release_alone)) o ON i.kind = 'case' $$;

-- The same for whoever asks, of items that she sees, for everybody who is invited. Which part is missing, and that somebody is
-- walled off, is told in the own room of the case alone; to the others it is a plain no.
CREATE OR REPLACE FUNCTION mdt_eligible(p_meeting bigint)
RETURNS TABLE (item_id bigint, person_id bigint, eligible boolean, own boolean, missing int, walled boolean, at_table boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE shown bigint[]; people bigint[]; mine bigint[]; walled bigint[] := mdt_walled_items(); held bigint[] := mdt_principals();
BEGIN
  IF NOT mdt_at_meeting(p_meeting) THEN RETURN; END IF;
  SELECT coalesce(array_agg(i.id), '{}') INTO shown FROM meetings_item i
   WHERE i.meeting_id = p_meeting AND i.id <> ALL (walled) AND i.status NOT IN ('withdrawn', 'carried');
  SELECT coalesce(array_agg(a.person_id), '{}') INTO people FROM meetings_attendee a WHERE a.meeting_id = p_meeting;
  SELECT coalesce(array_agg(DISTINCT b.item_id), '{}') INTO mine FROM meetings_itemcase b JOIN confidentiality_grant g ON g.case_id = b.case_id
   WHERE b.item_id = ANY (shown) AND g.own AND g.principal = ANY (held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now();
  RETURN QUERY SELECT h.item_id, h.person_id, h.at_table AND NOT h.walled AND h.has = h.need, h.item_id = ANY (mine),
      CASE WHEN h.item_id = ANY (mine) THEN h.need & ~h.has END, CASE WHEN h.item_id = ANY (mine) THEN h.walled END, h.at_table
    FROM mdt_hearing(p_meeting, shown, people) h;
END $$;

-- Whether everybody who is in the room may hear the item at this second, how many are there, and when the first basis ends.
CREATE OR REPLACE FUNCTION mdt_room_of(p_item bigint) RETURNS TABLE (may boolean, present int, closes_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_meeting bigint; about text; people bigint[];
BEGIN
  SELECT i.meeting_id, i.kind INTO of_meeting, about FROM meetings_item i WHERE i.id = p_item;
  SELECT coalesce(array_agg(a.person_id), '{}') INTO people FROM meetings_attendee a
   WHERE a.meeting_id = of_meeting AND a.presence = 'present';
  IF about NOT IN ('case', 'file') THEN
    RETURN QUERY SELECT cardinality(people) > 0, cardinality(people), NULL::timestamptz;
    RETURN;
  END IF;
  RETURN QUERY SELECT coalesce(bool_and(h.at_table AND NOT h.walled AND h.has = h.need), false), cardinality(people), min(h.until)
    FROM mdt_hearing(of_meeting, ARRAY[p_item], people) h;
END $$;
-- The same for pages, of an item that the asker sees.
CREATE OR REPLACE FUNCTION mdt_room(p_item bigint) RETURNS TABLE (may boolean, present int, closes_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT r.may, r.present, r.closes_at FROM mdt_room_of(p_item) r WHERE (SELECT mdt_sees_item(p_item)) $$;

-- Somebody begins to hear a case: for the survivor's accounting, and in the ledger, with the facts by which it was allowed.
CREATE OR REPLACE FUNCTION mdt_hears(p_item bigint, p_people bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_meeting bigint; behind record;
BEGIN
  SELECT i.meeting_id INTO of_meeting FROM meetings_item i WHERE i.id = p_item AND i.kind = 'case';
  IF NOT FOUND THEN RETURN; END IF;
  SELECT b.case_id, b.elements | 1 AS elements INTO behind FROM meetings_itemcase b WHERE b.item_id = p_item;
  INSERT INTO meetings_heard (item_id, case_id, person_id, agency_id, discipline, since)
    SELECT p_item, behind.case_id, a.person_id, a.agency_id, a.discipline, mdt_now() FROM meetings_attendee a
     WHERE a.meeting_id = of_meeting AND a.person_id = ANY (p_people)
    ON CONFLICT DO NOTHING;
  INSERT INTO confidentiality_ledger (request_id, actor_id, agency_id, kind, outcome, basis, purpose, route, elements, case_ids, grounds)
    SELECT coalesce(mdt_request(), gen_random_uuid()), h.person_id, p.agency_id, 'heard', 'shown', '', 'meeting.heard', '',
           behind.elements, ARRAY[behind.case_id], h.facts
      FROM mdt_hearing(of_meeting, ARRAY[p_item], p_people) h JOIN agencies_person p ON p.id = h.person_id;
END $$;

-- Law R-17: an item opens when everybody who is in the room may hear it, whoever asks for it.
CREATE OR REPLACE FUNCTION mdt_item_opens() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE people bigint[];
BEGIN
  IF NEW.status = 'open' AND OLD.status <> 'open' THEN
    PERFORM 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR UPDATE; -- who comes in and what opens, one after the other
    IF NEW.kind IN ('case', 'file') AND NOT EXISTS (SELECT 1 FROM meetings_itemcase b WHERE b.item_id = NEW.id)
       OR NOT (SELECT r.may FROM mdt_room_of(NEW.id) r) THEN
      RAISE EXCEPTION 'not everybody may hear it' USING ERRCODE = 'check_violation', CONSTRAINT = 'item_opens_to_all_present';
    END IF;
    SELECT array_agg(a.person_id) INTO people FROM meetings_attendee a WHERE a.meeting_id = NEW.meeting_id AND a.presence = 'present';
    PERFORM mdt_hears(NEW.id, people);
  ELSIF OLD.status = 'open' AND NEW.status <> 'open' THEN
    UPDATE meetings_heard SET until = mdt_now() WHERE item_id = NEW.id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS opens ON meetings_item;
CREATE TRIGGER opens AFTER UPDATE ON meetings_item FOR EACH ROW EXECUTE FUNCTION mdt_item_opens();

-- Who comes in while a case is talked about hears it, or stops it: that she is in the room is a fact, and is never refused.
CREATE OR REPLACE FUNCTION mdt_comes_or_goes() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_item bigint;
BEGIN
  PERFORM 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id FOR UPDATE;
  SELECT i.id INTO of_item FROM meetings_item i
   WHERE i.meeting_id = NEW.meeting_id AND i.status = 'open' AND i.kind IN ('case', 'file');
  IF of_item IS NULL THEN RETURN NULL; END IF;
  IF NEW.presence = 'present' AND (SELECT r.may FROM mdt_room_of(of_item) r) THEN
    PERFORM mdt_hears(of_item, ARRAY[NEW.person_id]);
  ELSIF NEW.presence = 'present' THEN
    UPDATE meetings_item SET status = 'stopped', closed_at = mdt_now() WHERE id = of_item;
  ELSE
    UPDATE meetings_heard SET until = mdt_now() WHERE item_id = of_item AND person_id = NEW.person_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS comes_or_goes ON meetings_attendee;
CREATE TRIGGER comes_or_goes AFTER UPDATE OF presence ON meetings_attendee FOR EACH ROW
  WHEN (NEW.presence IS DISTINCT FROM OLD.presence) EXECUTE FUNCTION mdt_comes_or_goes();
DROP TRIGGER IF EXISTS comes ON meetings_attendee;
CREATE TRIGGER comes AFTER INSERT ON meetings_attendee FOR EACH ROW
  WHEN (NEW.presence = 'present') EXECUTE FUNCTION mdt_comes_or_goes();

-- An agenda as one person sees it: its items in their order, on record with the cases that she sees behind them.
CREATE OR REPLACE FUNCTION mdt_browse_items(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_meeting bigint)
RETURNS TABLE (item_id bigint, case_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held bigint[] := mdt_principals_of(p_actor); walls bigint[] := mdt_recused_of(p_actor); seen bigint[];
BEGIN
  IF NOT mdt_at_meeting_of(p_meeting, p_actor) THEN RETURN; END IF;
  SELECT coalesce(array_agg(DISTINCT b.case_id), '{}') INTO seen
    FROM meetings_item i JOIN meetings_itemcase b ON b.item_id = i.id JOIN confidentiality_grant g ON g.case_id = b.case_id
   WHERE i.meeting_id = p_meeting AND g.principal = ANY (held) AND g.elements & 1 <> 0 AND g.starts_at <= mdt_now()
     AND g.expires_at > mdt_now() AND b.case_id <> ALL (walls)
     AND (i.kind = 'case' OR g.own); -- a closed file names its case in its own room alone
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, seen, '{}', mdt_grounds(held, seen));
  RETURN QUERY SELECT i.id, CASE WHEN b.case_id = ANY (seen) THEN b.case_id END
    FROM meetings_item i LEFT JOIN meetings_itemcase b ON b.item_id = i.id
   WHERE i.meeting_id = p_meeting AND (b.case_id IS NULL OR b.case_id <> ALL (walls)) ORDER BY i.position, i.id;
END $$;
