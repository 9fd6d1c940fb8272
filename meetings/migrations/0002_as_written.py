"""What an earlier state of 0001 made otherwise, for databases that were made then; elsewhere nothing changes."""

from django.db import migrations, models

MINUTES = "".join(
    f"ALTER TABLE meetings_{name} DROP CONSTRAINT IF EXISTS meetings_{name}_minutes_check;"
    for name in ("item", "meeting", "series")
)
THRESHOLD = models.CheckConstraint(
    condition=models.Q(threshold="at_least", least__isnull=False, least__gte=1)
    | models.Q(threshold__in=["no_objection", "all_agree"], least=None),
    name="decision_has_a_threshold",
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_first")]
    operations = [
        migrations.RunSQL(MINUTES, migrations.RunSQL.noop),
        migrations.RemoveConstraint("decision", "decision_has_a_threshold"),
        migrations.AddConstraint("decision", THRESHOLD),
    ]
