-- Law A-13, P-10, P-11: what a team may do follows from its purpose, and who sits where cases are worked on from the sector.

-- Sectors that take part in systems work only, as agencies/vocabulary.py has them.
CREATE OR REPLACE FUNCTION mdt_systems_only(p_sector text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT p_sector IN ('survivors', 'defense', 'courts', 'faith', 'officials', 'activists', 'media', 'private', 'research', 'funder') $$;

-- A team that works on cases seats neither such an agency nor a survivor adviser. The agency is held: its sector cannot
-- change beside a seat that is being given.
CREATE OR REPLACE FUNCTION mdt_seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM agencies_agency a WHERE a.id = NEW.agency_id FOR SHARE;
  IF EXISTS (SELECT 1 FROM agencies_team t, agencies_agency a WHERE t.id = NEW.team_id AND t.purpose = 'case' AND a.id = NEW.agency_id
       AND (mdt_systems_only(a.sector) OR NEW.role = 'adviser' OR NEW.discipline = 'survivor_adviser')) THEN
    RAISE EXCEPTION 'a seat for systems work' USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_fits_the_team';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON agencies_seat;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OF team_id, agency_id, discipline, role ON agencies_seat
  FOR EACH ROW EXECUTE FUNCTION mdt_seat_guard();

-- Nor does an agency become one of these while it has a seat there, held now or later.
CREATE OR REPLACE FUNCTION mdt_sector_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF mdt_systems_only(NEW.sector) AND NOT mdt_systems_only(OLD.sector) AND EXISTS (
       SELECT 1 FROM agencies_seat s JOIN agencies_team t ON t.id = s.team_id WHERE s.agency_id = NEW.id AND t.purpose = 'case'
          AND (s.ends_on IS NULL OR s.ends_on >= (mdt_now() AT TIME ZONE t.time_zone)::date)) THEN
    RAISE EXCEPTION 'it sits where cases are worked on' USING ERRCODE = 'check_violation', CONSTRAINT = 'sector_fits_its_seats';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON agencies_agency;
CREATE TRIGGER fits BEFORE UPDATE OF sector ON agencies_agency FOR EACH ROW EXECUTE FUNCTION mdt_sector_guard();

-- Nothing of a survivor goes to an agency that does systems work only: neither by a release nor by a law or an order.
CREATE OR REPLACE FUNCTION mdt_recipient_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = NEW.recipient_id AND mdt_systems_only(a.sector)) THEN
    RAISE EXCEPTION 'systems work only' USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_works_with_people';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON confidentiality_release;
CREATE TRIGGER fits BEFORE INSERT ON confidentiality_release FOR EACH ROW EXECUTE FUNCTION mdt_recipient_guard();
DROP TRIGGER IF EXISTS fits ON confidentiality_mandate;
CREATE TRIGGER fits BEFORE INSERT ON confidentiality_mandate FOR EACH ROW EXECUTE FUNCTION mdt_recipient_guard();
