"""The app of meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from meetings import models, retention, wall  # noqa: F401  (declare rights on tables, and what is kept how long)

        for name in models.RECORDED:
            model = getattr(models, name)
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
