-- Law P-11: no referral goes to a team or an agency that works on systems only, and such an agency keeps no record.

CREATE OR REPLACE FUNCTION cases_referral_to_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM agencies_team t WHERE t.id = NEW.to_team_id AND t.purpose <> 'case')
     OR EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = NEW.to_agency_id AND mdt_systems_only(a.sector)) THEN
    RAISE EXCEPTION 'systems work only' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_to_who_works_on_cases';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_referral;
CREATE TRIGGER fits BEFORE INSERT ON cases_referral FOR EACH ROW EXECUTE FUNCTION cases_referral_to_guard();

CREATE OR REPLACE FUNCTION cases_case_room_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = NEW.agency_id AND mdt_systems_only(a.sector)) THEN
    RAISE EXCEPTION 'it keeps no records' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_where_records_are_kept';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS fits ON cases_case;
CREATE TRIGGER fits BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_case_room_guard();
