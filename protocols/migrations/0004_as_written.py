"""What two earlier states of 0001 made otherwise, for databases that were made then; elsewhere nothing changes."""

from django.db import migrations, models

NAMES = """
ALTER TABLE protocols_paperscan ADD COLUMN IF NOT EXISTS verified_name varchar(120) NOT NULL DEFAULT '';
ALTER TABLE protocols_paperscan ALTER COLUMN verified_name DROP DEFAULT;
ALTER TABLE protocols_version DROP CONSTRAINT IF EXISTS version_status_known;
"""
ONCE = models.UniqueConstraint(fields=("version", "position"), name="clause_position_once")


class Migration(migrations.Migration):
    dependencies = [("protocols", "0003_protocol_texts")]
    operations = [
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RemoveConstraint("clause", "clause_position_once"),
        migrations.AddConstraint("clause", ONCE),
    ]
