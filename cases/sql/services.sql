-- What was done for a survivor, by whom, and what it was paid from. Each check names its constraint, so that a page can say it.

CREATE OR REPLACE FUNCTION mdt_day_of(p_agency bigint, p_at timestamptz) RETURNS date LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT (p_at AT TIME ZONE j.time_zone)::date FROM agencies_agency a JOIN agencies_jurisdiction j ON j.id = a.jurisdiction_id
       WHERE a.id = p_agency $$;

CREATE OR REPLACE FUNCTION mdt_birth_of(p_case bigint) RETURNS date LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT i.date_of_birth FROM cases_identity i WHERE i.case_id = p_case $$;

CREATE OR REPLACE FUNCTION mdt_service_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.on > mdt_day_of(NEW.agency_id, mdt_now()) THEN
    RAISE EXCEPTION 'not yet' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_has_been';
  END IF;
  IF NEW.on < mdt_birth_of(NEW.case_id) THEN
    RAISE EXCEPTION 'before birth' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_after_birth';
  END IF;
  -- Funders have two lines of the same words for an interview with the police; one event belongs to one of them.
  IF NEW.service IN ('police_interview', 'police_interview_justice') AND EXISTS (
    SELECT 1 FROM cases_serviceevent e WHERE e.case_id = NEW.case_id AND e.on = NEW.on AND e.id <> NEW.id
       AND e.service IN ('police_interview', 'police_interview_justice') AND e.service <> NEW.service) THEN
    RAISE EXCEPTION 'on the other line' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_interview_on_one_line';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM agencies_person p WHERE p.id = NEW.by_id AND p.agency_id = NEW.agency_id) THEN
    RAISE EXCEPTION 'not of this agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_by_own_staff';
  END IF;
  IF EXISTS (SELECT 1 FROM cases_servicefunding f JOIN agencies_award a ON a.id = f.award_id
              WHERE f.event_id = NEW.id AND (NEW.on < a.starts_on OR NEW.on > a.ends_on)) THEN
    RAISE EXCEPTION 'outside the award' USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_in_term';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_serviceevent;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_serviceevent FOR EACH ROW EXECUTE FUNCTION mdt_service_guard();

CREATE OR REPLACE FUNCTION mdt_birth_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cases_serviceevent e WHERE e.case_id = NEW.case_id AND e.on < NEW.date_of_birth) THEN
    RAISE EXCEPTION 'before birth' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_after_birth';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits_services ON cases_identity;
CREATE TRIGGER fits_services BEFORE INSERT OR UPDATE OF date_of_birth ON cases_identity
  FOR EACH ROW WHEN (NEW.date_of_birth IS NOT NULL) EXECUTE FUNCTION mdt_birth_guard();

-- A share belongs to the event of its case, to an award of the same agency, and to a day of the award's term.
CREATE OR REPLACE FUNCTION mdt_funding_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE event cases_serviceevent; award agencies_award;
BEGIN
  SELECT * INTO event FROM cases_serviceevent WHERE id = NEW.event_id;
  IF event.case_id <> NEW.case_id THEN
    RAISE EXCEPTION 'of another case' USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_of_its_case';
  END IF;
  IF NEW.award_id IS NOT NULL THEN
    SELECT * INTO award FROM agencies_award WHERE id = NEW.award_id;
    IF award.agency_id <> event.agency_id THEN
      RAISE EXCEPTION 'of another agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_by_own_award';
    END IF;
    IF event.on < award.starts_on OR event.on > award.ends_on THEN
      RAISE EXCEPTION 'outside the award' USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_in_term';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_servicefunding;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_servicefunding FOR EACH ROW EXECUTE FUNCTION mdt_funding_guard();

-- All shares of an event make a whole, or there are none and the event stands outside every award (GR-11).
CREATE OR REPLACE FUNCTION mdt_funding_whole() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE event bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.event_id ELSE NEW.event_id END;
BEGIN
  IF coalesce((SELECT sum(f.share) FROM cases_servicefunding f WHERE f.event_id = event), 100) <> 100 THEN
    RAISE EXCEPTION 'not a whole' USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_is_whole';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS whole ON cases_servicefunding;
CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR UPDATE OR DELETE ON cases_servicefunding DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION mdt_funding_whole();

-- Another file of the same agency and no other; «the same person» points at the first file, so that no chain comes about.
CREATE OR REPLACE FUNCTION mdt_related_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_case a JOIN cases_case b ON b.agency_id = a.agency_id
                  WHERE a.id = NEW.case_id AND b.id = NEW.other_id) THEN
    RAISE EXCEPTION 'in another room' USING ERRCODE = 'check_violation', CONSTRAINT = 'related_file_in_room';
  END IF;
  IF NEW.kind = 'same' AND EXISTS (SELECT 1 FROM cases_relatedfile r WHERE r.kind = 'same'
                                    AND (r.case_id = NEW.other_id OR r.other_id = NEW.case_id)) THEN
    RAISE EXCEPTION 'not the first file' USING ERRCODE = 'check_violation', CONSTRAINT = 'related_file_is_first';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_relatedfile;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_relatedfile FOR EACH ROW EXECUTE FUNCTION mdt_related_guard();

CREATE OR REPLACE FUNCTION mdt_reported_under_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM agencies_award a WHERE a.id = NEW.award_id AND a.agency_id = NEW.agency_id) THEN
    RAISE EXCEPTION 'of another agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'reported_under_own_award';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_reportedunder;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_reportedunder FOR EACH ROW EXECUTE FUNCTION mdt_reported_under_guard();

CREATE OR REPLACE FUNCTION mdt_contact_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.on > mdt_day_of(NEW.agency_id, mdt_now()) THEN
    RAISE EXCEPTION 'not yet' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_contact_has_been';
  END IF;
  IF NEW.award_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM agencies_award a WHERE a.id = NEW.award_id AND a.agency_id = NEW.agency_id
       AND NEW.on BETWEEN a.starts_on AND a.ends_on) THEN
    RAISE EXCEPTION 'outside the award' USING ERRCODE = 'check_violation', CONSTRAINT = 'service_contact_in_term';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_servicecontact;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_servicecontact FOR EACH ROW EXECUTE FUNCTION mdt_contact_guard();

CREATE OR REPLACE FUNCTION mdt_contact_link_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_servicecontact c WHERE c.id = NEW.contact_id AND c.agency_id = NEW.agency_id
                    AND c.on <= NEW.linked_on) THEN
    RAISE EXCEPTION 'not of this agency' USING ERRCODE = 'check_violation', CONSTRAINT = 'contact_link_in_room';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_contactlink;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON cases_contactlink FOR EACH ROW EXECUTE FUNCTION mdt_contact_link_guard();
