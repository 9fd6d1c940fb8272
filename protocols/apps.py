"""The app of agreements and protocols."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from protocols import models, wall  # noqa: F401  (wall: declares the rights on its tables)

        bytes_of = {"content", "instrument"}  # not compared
        for name in models.__all__:
            model = getattr(models, name)
            auditlog.register(model, include_fields=[f.name for f in model._meta.fields if f.name not in bytes_of])
