"""The app of grant reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from reports import models, wall  # noqa: F401  (wall: declares the rights on its tables)

        for name in models.RECORDED:
            model = getattr(models, name)
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
