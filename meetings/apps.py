"""The app of meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from meetings import models, wall  # noqa: F401  (wall: declares the rights on its tables)

        for name in models.RECORDED:
            model = getattr(models, name)
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
