-- The ledger: append-only, partitioned by month, written through functions alone.

CREATE TABLE IF NOT EXISTS confidentiality_ledger (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  request_id uuid NOT NULL,
  actor_id bigint,
  agency_id bigint,
  kind text NOT NULL, -- ledger_kind in 70_releases.sql
  outcome text NOT NULL CHECK (outcome IN ('shown', 'denied', 'missing', 'done')),
  basis text NOT NULL DEFAULT '',
  purpose text NOT NULL,
  route text NOT NULL,
  elements int NOT NULL DEFAULT 0,
  case_ids bigint[] NOT NULL DEFAULT '{}',
  referral_ids bigint[] NOT NULL DEFAULT '{}',
  asked uuid,
  digest bytea,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
-- By which facts it was allowed at that second, each as «source:id»: what «why was that allowed then?» is answered from.
ALTER TABLE confidentiality_ledger ADD COLUMN IF NOT EXISTS grounds text[] NOT NULL DEFAULT '{}';
CREATE INDEX IF NOT EXISTS ledger_request ON confidentiality_ledger (request_id);
CREATE INDEX IF NOT EXISTS ledger_xid ON confidentiality_ledger (xid);
CREATE INDEX IF NOT EXISTS ledger_cases ON confidentiality_ledger USING gin (case_ids);
-- Lists put each of their cases on record again and again. What a case page counts is looks, so those stand apart; and each at
-- once: a list of what is still to be entered would be read to its end by every such page.
DROP INDEX IF EXISTS ledger_opened;
CREATE INDEX IF NOT EXISTS ledger_looks ON confidentiality_ledger USING gin (case_ids) WITH (fastupdate = off)
  WHERE kind IN ('look', 'refused');
-- Who has a copy of a report is asked by the report.
CREATE INDEX IF NOT EXISTS ledger_tallied ON confidentiality_ledger (asked) WHERE kind = 'tally' AND asked IS NOT NULL;
CREATE TABLE IF NOT EXISTS confidentiality_ledger_rest PARTITION OF confidentiality_ledger DEFAULT;

-- Batches are cut by transaction number. A restored database lives on another server, whose numbers are smaller: what was
-- said there would stand among what is sealed already. So a restore keeps how far to go on from (restoring.py).
CREATE OR REPLACE FUNCTION mdt_xid_shift() RETURNS bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN
  RETURN coalesce((SELECT xid_shift FROM confidentiality_backuprecord WHERE xid_shift IS NOT NULL ORDER BY id DESC LIMIT 1), 0);
END $$;
CREATE OR REPLACE FUNCTION mdt_xid() RETURNS xid8 LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN (pg_current_xact_id()::text::bigint + mdt_xid_shift())::text::xid8; END $$;
ALTER TABLE confidentiality_ledger ALTER xid SET DEFAULT mdt_xid();
-- Below this number no transaction is still at work.
CREATE OR REPLACE FUNCTION mdt_settled() RETURNS xid8 LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RETURN (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + mdt_xid_shift())::text::xid8; END $$;

CREATE OR REPLACE FUNCTION mdt_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% may only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Months ahead get their partition; called at each migration and each day.
CREATE OR REPLACE FUNCTION mdt_ledger_months(p_ahead int DEFAULT 12) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
  name text;
BEGIN
  FOR i IN 0..p_ahead LOOP
    name := 'confidentiality_ledger_' || to_char(month, 'YYYYMM');
    IF to_regclass('public.' || name) IS NULL THEN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.confidentiality_ledger FOR VALUES FROM (%L) TO (%L)',
                     name, month || '+00', (month + interval '1 month') || '+00');
      EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.%I EXECUTE FUNCTION mdt_refuse_change()', name);
    END IF;
    month := month + interval '1 month';
  END LOOP;
END $$;
SELECT mdt_ledger_months();

DROP TRIGGER IF EXISTS append_only ON confidentiality_ledger;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON confidentiality_ledger
  FOR EACH ROW EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS no_truncate ON confidentiality_ledger;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON confidentiality_ledger EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS no_truncate ON confidentiality_ledger_rest;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON confidentiality_ledger_rest EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS append_only ON confidentiality_checkpoint;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON confidentiality_checkpoint
  FOR EACH ROW EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS no_truncate ON confidentiality_checkpoint;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON confidentiality_checkpoint EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS append_only ON confidentiality_changeentry;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON confidentiality_changeentry
  FOR EACH ROW EXECUTE FUNCTION mdt_refuse_change();
DROP TRIGGER IF EXISTS no_truncate ON confidentiality_changeentry;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON confidentiality_changeentry EXECUTE FUNCTION mdt_refuse_change();

-- Each change entry leaves its digest in the ledger, in the same transaction.
CREATE OR REPLACE FUNCTION mdt_change_digest(c confidentiality_changeentry) RETURNS bytea LANGUAGE sql STABLE
AS $$ SELECT sha256(convert_to(jsonb_build_array(
        c.id, c.content_type_id, c.object_pk, c.object_id, c.object_repr, c.serialized_data, c.action, c.changes_text,
        c.changes, c.actor_id, c.agency_id, c.case_id, c.cid, c.remote_addr, c.remote_port,
        (extract(epoch FROM c.timestamp) * 1000000)::bigint, c.additional_data, c.actor_email)::text, 'UTF8')) $$;

CREATE OR REPLACE FUNCTION mdt_change_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO confidentiality_ledger
    (request_id, actor_id, agency_id, kind, outcome, purpose, route, case_ids, digest)
  VALUES (NEW.cid::uuid, NEW.actor_id, NEW.agency_id, 'change', 'done',
          CASE NEW.action WHEN 0 THEN 'create' WHEN 1 THEN 'update' ELSE 'delete' END,
          (SELECT app_label || '.' || model FROM django_content_type WHERE id = NEW.content_type_id),
          CASE WHEN NEW.case_id IS NULL THEN '{}' ELSE ARRAY[NEW.case_id] END,
          mdt_change_digest(NEW));
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS recorded ON confidentiality_changeentry;
CREATE TRIGGER recorded AFTER INSERT ON confidentiality_changeentry
  FOR EACH ROW EXECUTE FUNCTION mdt_change_recorded();

-- Since when the oldest row waits to be sealed, for whoever runs the installation: a time and nothing of the row.
CREATE OR REPLACE FUNCTION mdt_unsealed_since() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT min(at) FROM confidentiality_ledger
       WHERE xid >= coalesce((SELECT xid_to FROM confidentiality_checkpoint ORDER BY number DESC LIMIT 1), 0)::text::xid8 $$;
