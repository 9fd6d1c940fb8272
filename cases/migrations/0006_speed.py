from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_services"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="serviceevent",
            index=models.Index(fields=["agency", "on"], name="service_of_agency_on"),
        ),
    ]
