"""What two earlier states of 0001 and 0003 left out, for databases that were made then; elsewhere nothing changes."""

from django.db import migrations

CODES = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation WHERE a.attrelid = 'cases_case'::regclass
              AND a.attname = 'code' AND c.collname <> 'C') THEN
    ALTER TABLE cases_case ALTER COLUMN code TYPE varchar(8) COLLATE "C";
  END IF;
END $$"""
ONCE = """
DO $$ DECLARE name text; BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'referral_once') THEN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'cases_referral'::regclass AND contype = 'u'
                   AND pg_get_constraintdef(oid) = 'UNIQUE (once)' LOOP
      EXECUTE format('ALTER TABLE cases_referral DROP CONSTRAINT %I', name);
    END LOOP;
    ALTER TABLE cases_referral ADD CONSTRAINT referral_once UNIQUE (sent_by_id, once);
  END IF;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_speed")]
    operations = [migrations.RunSQL(CODES, migrations.RunSQL.noop), migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
