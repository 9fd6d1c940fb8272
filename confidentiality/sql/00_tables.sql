-- What the wall needs on tables.

-- Columns that never change once a row is written, whoever writes it: the arguments of the trigger name them. A purge blanks
-- what its class says (law K-04): the owner alone can do that, for in a function that the web calls session_user is still mdt_web.
CREATE OR REPLACE FUNCTION mdt_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was jsonb := to_jsonb(OLD); wanted jsonb := to_jsonb(NEW);
BEGIN
  IF session_user = 'mdt_owner' AND current_setting('mdt.purging', true) = 'on' THEN RETURN NEW; END IF;
  FOR i IN 0..TG_NARGS - 1 LOOP
    IF wanted -> TG_ARGV[i] IS DISTINCT FROM was -> TG_ARGV[i] THEN
      RAISE EXCEPTION '% of % does not change', TG_ARGV[i], TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- EXPLAIN estimates from samples of all rows, whatever row security hides: «how many names come before M» would be
-- answered. So the planner keeps no sample of what a survivor said; keys and times are all that it needs.
CREATE OR REPLACE FUNCTION mdt_keep_no_sample(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped
                 AND atttypid NOT IN ('int8'::regtype, 'int4'::regtype, 'timestamptz'::regtype) LOOP
    EXECUTE format('ALTER TABLE %s ALTER %I SET STATISTICS 0', p_table, name);
  END LOOP;
END $$;
