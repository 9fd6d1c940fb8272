-- The gate's half in the database: decide, record, and only then let rows be seen.

-- What is missing is sought as number 0, which nothing has: a comparison with NULL would be left out by the planner, and the
-- answer to what is missing would come some tenths of a millisecond earlier than to what is hidden (law C-01).

-- One case, named elements. Decides by the grants, records the look or the refusal, answers with what may be shown.
CREATE OR REPLACE FUNCTION mdt_look(p_actor bigint, p_request uuid, p_purpose text, p_route text,
                                    p_case uuid, p_elements int)
RETURNS TABLE (case_id bigint, elements int, basis text, own boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  found_id bigint; sought bigint; bits int; ground text; in_own boolean; allowed boolean; facts text[];
BEGIN
  SELECT c.id INTO found_id FROM cases_case c WHERE c.public_id = p_case;
  sought := coalesce(found_id, 0);
  SELECT coalesce(bit_or(g.elements), 0), min(g.basis), coalesce(bool_or(g.own), false),
         array_agg(g.source || ':' || g.source_id ORDER BY g.source, g.source_id) FILTER (WHERE g.elements & p_elements <> 0)
    INTO bits, ground, in_own, facts
    FROM confidentiality_grant g
   WHERE g.case_id = sought AND g.principal = ANY (held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now();
  allowed := bits & p_elements <> 0 AND bits & 1 <> 0 AND (p_elements <= 1 OR bits & p_elements & ~1 <> 0)
             AND found_id <> ALL (mdt_recused_of(p_actor));
  INSERT INTO confidentiality_ledger
    (request_id, actor_id, agency_id, kind, outcome, basis, purpose, route, elements, case_ids, asked, grounds)
  VALUES (p_request, p_actor, (SELECT agency_id FROM agencies_person WHERE id = p_actor), 'look',
          CASE WHEN allowed THEN 'shown' WHEN found_id IS NULL THEN 'missing' ELSE 'denied' END,
          CASE WHEN allowed THEN ground ELSE '' END, p_purpose, p_route,
          CASE WHEN allowed THEN bits & p_elements ELSE p_elements END,
          CASE WHEN found_id IS NULL THEN '{}' ELSE ARRAY[found_id] END, p_case,
          CASE WHEN allowed THEN facts ELSE '{}' END);
  IF allowed THEN RETURN QUERY SELECT found_id, bits, ground, in_own; END IF;
END $$;

-- One referral, likewise. What a wall refuses stands on the record of the case that the wall is around (law S-17).
CREATE OR REPLACE FUNCTION mdt_look_referral(p_actor bigint, p_request uuid, p_purpose text, p_route text, p_referral uuid)
RETURNS TABLE (referral_id bigint, own boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  found_id bigint; sought bigint; in_own boolean; facts text[]; walls bigint[];
BEGIN
  SELECT r.id INTO found_id FROM cases_referral r WHERE r.public_id = p_referral;
  sought := coalesce(found_id, 0);
  SELECT coalesce(array_agg(DISTINCT w.case_id), '{}') INTO walls FROM mdt_walls_of(p_actor) w WHERE w.referral_id = sought;
  SELECT bool_or(g.own), array_agg(DISTINCT g.source || ':' || g.source_id) INTO in_own, facts FROM confidentiality_grant g
   WHERE g.referral_id = sought AND g.principal = ANY (held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()
     AND walls = '{}';
  INSERT INTO confidentiality_ledger
    (request_id, actor_id, agency_id, kind, outcome, basis, purpose, route, elements, case_ids, referral_ids, asked, grounds)
  VALUES (p_request, p_actor, (SELECT agency_id FROM agencies_person WHERE id = p_actor), 'look',
          CASE WHEN in_own IS NOT NULL THEN 'shown' WHEN found_id IS NULL THEN 'missing' ELSE 'denied' END,
          CASE WHEN in_own IS NOT NULL THEN 'ZERO_IDENTITY' ELSE '' END, p_purpose, p_route, 1, walls,
          CASE WHEN found_id IS NULL THEN '{}' ELSE ARRAY[found_id] END, p_referral, coalesce(facts, '{}'));
  IF in_own IS NOT NULL THEN RETURN QUERY SELECT found_id, in_own; END IF;
END $$;

-- A page of covers, a search, a count: one row with the ids that will be shown.
-- By which facts people of another agency see the covers of a page; in one's own room the list needs no further ground.
CREATE OR REPLACE FUNCTION mdt_grounds(p_held bigint[], p_cases bigint[]) RETURNS text[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
AS $$ BEGIN
  RETURN (SELECT coalesce(array_agg(DISTINCT g.source || ':' || g.source_id), '{}')
            FROM unnest(p_cases) AS c (id) JOIN confidentiality_grant g ON g.case_id = c.id
           WHERE NOT g.own AND g.principal = ANY (p_held) AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now());
END $$;

-- p_asked: the one thing without a case that was asked for, such as a report.
DROP FUNCTION IF EXISTS mdt_note(bigint, uuid, text, text, text, bigint[], bigint[]),
                        mdt_note(bigint, uuid, text, text, text, bigint[], bigint[], text[]);
CREATE OR REPLACE FUNCTION mdt_note(p_actor bigint, p_request uuid, p_kind text, p_purpose text, p_route text,
                                    p_cases bigint[], p_referrals bigint[], p_grounds text[] DEFAULT '{}',
                                    p_asked uuid DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_kind NOT IN ('browse', 'search', 'tally', 'refused') THEN
    RAISE EXCEPTION 'not a kind of note' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO confidentiality_ledger (request_id, actor_id, agency_id, kind, outcome, purpose, route, elements, case_ids, referral_ids, grounds,
    asked)
  VALUES (p_request, p_actor, (SELECT agency_id FROM agencies_person WHERE id = p_actor), p_kind,
          CASE WHEN p_kind = 'refused' THEN 'denied' ELSE 'shown' END, p_purpose, p_route, 1, p_cases, p_referrals, p_grounds,
          p_asked);
END $$;

-- That an action was asked for and refused. The web writes no other note by itself: which cases a list or a search has
-- shown is noted by the function that decided it.
CREATE OR REPLACE FUNCTION mdt_refused(p_actor bigint, p_request uuid, p_purpose text, p_route text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT mdt_note(p_actor, p_request, 'refused', p_purpose, p_route, '{}', '{}') $$;

-- Cases for which this request's look at the element is committed: a row that is visible and that another,
-- finished transaction wrote. A look and its read can therefore never share a transaction (G2).
-- In plpgsql, which keeps the plan over all the months' partitions: planned at each call it took half of a reveal. The upper
-- bound leaves out the months that are made ahead; nothing is on record from the future.
CREATE OR REPLACE FUNCTION mdt_looked(p_element int) RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN (SELECT coalesce(array_agg(l.case_ids[1]), '{}') FROM confidentiality_ledger l
           WHERE l.request_id = mdt_request() AND l.actor_id = mdt_actor() AND l.kind = 'look' AND l.outcome = 'shown'
             AND l.elements & p_element <> 0 AND l.at > statement_timestamp() - interval '15 minutes'
             AND l.at < statement_timestamp() + interval '1 hour'
             AND l.xid IS DISTINCT FROM (pg_current_xact_id_if_assigned()::text::bigint + (SELECT mdt_xid_shift()))::text::xid8);
END $$;

-- A page of cases, newest first, driven by the grants index and never by the table: finds, records, answers.
-- p_before is the public id of the last case of the page before; one that may not be seen counts as none.
CREATE OR REPLACE FUNCTION mdt_browse_cases(p_actor bigint, p_request uuid, p_purpose text, p_route text,
                                            p_before uuid, p_limit int, p_cap int)
RETURNS TABLE (case_id bigint, total int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_recused_of(p_actor);
  from_at timestamptz := 'infinity'; from_id bigint := 9223372036854775807;
  page bigint[]; counted int;
BEGIN
  IF p_before IS NOT NULL THEN
    SELECT g.subject_at, g.case_id INTO from_at, from_id FROM cases_case c JOIN confidentiality_grant g ON g.case_id = c.id
     WHERE c.public_id = p_before AND g.principal = ANY (held) AND g.case_id <> ALL (walled)
       AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() LIMIT 1;
    IF NOT FOUND THEN from_at := 'infinity'; from_id := 9223372036854775807; END IF;
  END IF;
  SELECT array_agg(v.case_id ORDER BY v.subject_at DESC, v.case_id DESC), count(*) INTO page, counted FROM (
    SELECT DISTINCT g.subject_at, g.case_id FROM unnest(held) AS h (principal) CROSS JOIN LATERAL (
      SELECT DISTINCT ON (i.subject_at, i.case_id) i.subject_at, i.case_id FROM confidentiality_grant i
       WHERE i.case_id IS NOT NULL AND i.principal = h.principal AND i.elements & 1 <> 0
         AND i.starts_at <= mdt_now() AND i.expires_at > mdt_now() AND (i.subject_at, i.case_id) < (from_at, from_id)
         AND i.case_id <> ALL (walled)
       ORDER BY i.subject_at DESC, i.case_id DESC LIMIT p_cap) g
     ORDER BY 1 DESC, 2 DESC LIMIT p_cap) v;
  page := coalesce(page[1:p_limit], '{}');
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, page, '{}', mdt_grounds(held, page));
  RETURN QUERY SELECT u.id, counted FROM unnest(page) WITH ORDINALITY AS u (id, place) ORDER BY u.place;
END $$;

-- A page of referrals, likewise. p_own: sent (true), received (false) or both (null); p_statuses narrows.
CREATE OR REPLACE FUNCTION mdt_browse_referrals(p_actor bigint, p_request uuid, p_purpose text, p_route text,
                                                p_own boolean, p_statuses text[], p_before uuid, p_limit int, p_cap int)
RETURNS TABLE (referral_id bigint, total int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_walled_referrals_of(p_actor);
  from_at timestamptz := 'infinity'; from_id bigint := 9223372036854775807;
  page bigint[]; counted int;
BEGIN
  IF p_before IS NOT NULL THEN
    SELECT g.subject_at, g.referral_id INTO from_at, from_id
      FROM cases_referral r JOIN confidentiality_grant g ON g.referral_id = r.id
     WHERE r.public_id = p_before AND g.principal = ANY (held) AND g.referral_id <> ALL (walled)
       AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() LIMIT 1;
    IF NOT FOUND THEN from_at := 'infinity'; from_id := 9223372036854775807; END IF;
  END IF;
  SELECT array_agg(v.referral_id ORDER BY v.subject_at DESC, v.referral_id DESC), count(*) INTO page, counted FROM (
    SELECT DISTINCT g.subject_at, g.referral_id FROM unnest(held) AS h (principal) CROSS JOIN LATERAL (
      SELECT DISTINCT ON (i.subject_at, i.referral_id) i.subject_at, i.referral_id
        FROM confidentiality_grant i JOIN cases_referral r ON r.id = i.referral_id
       WHERE i.referral_id IS NOT NULL AND i.principal = h.principal AND (p_own IS NULL OR i.own = p_own)
         AND (p_statuses IS NULL OR r.status = ANY (p_statuses))
         AND i.starts_at <= mdt_now() AND i.expires_at > mdt_now() AND (i.subject_at, i.referral_id) < (from_at, from_id)
         AND i.referral_id <> ALL (walled)
       ORDER BY i.subject_at DESC, i.referral_id DESC LIMIT p_cap) g
     ORDER BY 1 DESC, 2 DESC LIMIT p_cap) v;
  page := coalesce(page[1:p_limit], '{}');
  PERFORM mdt_note(p_actor, p_request, 'browse', p_purpose, p_route, '{}', page);
  RETURN QUERY SELECT u.id, counted FROM unnest(page) WITH ORDINALITY AS u (id, place) ORDER BY u.place;
END $$;

-- What waits for one person, in three lists that are each found and recorded by themselves: 1 received and to be answered,
-- 2 sent and asked about, 3 received and under way. One question and one transaction for a page that shows all three.
CREATE OR REPLACE FUNCTION mdt_browse_waiting(p_actor bigint, p_request uuid, p_purpose text, p_route text,
                                              p_answerable text[], p_asking text[], p_running text[], p_limit int, p_cap int)
RETURNS TABLE (list int, referral_id bigint, total int)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 1, r.* FROM mdt_browse_referrals(p_actor, p_request, p_purpose, p_route, false, p_answerable, NULL, p_limit, p_cap) r
  UNION ALL
  SELECT 2, r.* FROM mdt_browse_referrals(p_actor, p_request, p_purpose, p_route, true, p_asking, NULL, p_limit, p_cap) r
  UNION ALL
  SELECT 3, r.* FROM mdt_browse_referrals(p_actor, p_request, p_purpose, p_route, false, p_running, NULL, p_limit, p_cap) r
$$;

-- Cases by five or more letters of their code: few begin so, and each is held against the grants. Left to itself the planner
-- takes longer to plan than this takes; a kept plan that it chose would gather all of one's own records first.
CREATE OR REPLACE FUNCTION mdt_find_code(p_held bigint[], p_walled bigint[], p_code text, p_limit int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$ BEGIN
  RETURN ARRAY(
    SELECT c.id FROM (SELECT i.id, i.code FROM cases_case i WHERE i.code >= p_code AND i.code < p_code || chr(1114109)
                       ORDER BY i.code, i.id OFFSET 0) c
     WHERE c.id <> ALL (p_walled) AND (
       SELECT true FROM confidentiality_grant g WHERE g.case_id = c.id AND g.principal = ANY (p_held)
          AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() LIMIT 1)
     ORDER BY c.code, c.id LIMIT p_limit);
END $$;

-- The one search: codes by their beginning, and names, in one's own room only. What was typed is never kept.
-- Both in an order of their own: without one, rows that may not be seen could change which ones are shown.
CREATE OR REPLACE FUNCTION mdt_find_cases(p_actor bigint, p_request uuid, p_route text, p_text text, p_limit int)
RETURNS TABLE (case_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint[] := mdt_principals_of(p_actor);
  walled bigint[] := mdt_recused_of(p_actor);
  low text := upper(p_text);
  page bigint[] := '{}';
BEGIN
  IF length(low) >= 5 THEN page := mdt_find_code(held, walled, low, p_limit);
  ELSIF length(low) >= 2 THEN
    page := ARRAY(
      SELECT c.id FROM cases_case c
       WHERE c.code >= low AND c.code < low || chr(1114109) AND EXISTS (
         SELECT 1 FROM confidentiality_grant g WHERE g.case_id = c.id AND g.principal = ANY (held)
            AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now()) AND c.id <> ALL (walled)
       ORDER BY c.code, c.id LIMIT p_limit);
  END IF;
  -- What has the beginning of a code, a digit in the third place, is no name: the names in one's room are left alone. Else one's
  -- own records are gathered first and only their names read: left to itself the planner reads everybody's.
  IF length(p_text) >= 2 AND low !~ '^[A-Z]{2}[0-9]' AND cardinality(page) < p_limit THEN
    page := page || ARRAY(
      WITH mine AS MATERIALIZED (
        SELECT DISTINCT g.case_id AS id FROM confidentiality_grant g
         WHERE g.principal = ANY (held) AND g.case_id IS NOT NULL AND g.own AND g.elements & 2 <> 0
           AND g.starts_at <= mdt_now() AND g.expires_at > mdt_now() AND g.case_id <> ALL (walled) AND g.case_id <> ALL (page)
      )
      SELECT m.id FROM (SELECT id FROM mine ORDER BY id DESC OFFSET 0) m
       WHERE (SELECT strpos(lower(concat_ws(' ', n.name, n.other_names)), lower(p_text)) > 0 FROM cases_identity n WHERE n.case_id = m.id)
       ORDER BY m.id DESC LIMIT p_limit - cardinality(page));
  END IF;
  PERFORM mdt_note(p_actor, p_request, 'search', 'case.search', p_route, page, '{}', mdt_grounds(held, page));
  RETURN QUERY SELECT unnest(page);
END $$;

-- Who decides which people work on a case and which are walled off: whoever supervises the agency of record, and who
-- opens the case, within the transaction that opens it. Asked by policies before the asker may see the case.
DROP FUNCTION IF EXISTS mdt_may_assign(bigint, bigint), mdt_same_agency(bigint, bigint);
CREATE OR REPLACE FUNCTION mdt_may_staff(p_case bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN p_case <> ALL (mdt_recused()) AND EXISTS (
    SELECT 1 FROM cases_case c WHERE c.id = p_case
       AND (mdt_principal(2, c.agency_id) = ANY (mdt_principals())
            OR (c.opened_by_id = mdt_actor() AND c.opened_at = now())));
END $$;
